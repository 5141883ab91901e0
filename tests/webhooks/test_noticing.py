"""What happened is noticed once by everybody who may hear of it, in whatever order it was committed."""

import json

import pytest
from django.db import transaction

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.casework.models import Event, Reader
from sunwai.core import clock, rows
from sunwai.core.actors import SYSTEM
from sunwai.grievances.actions.base import new_event
from sunwai.grievances.actions.registration import Filing, register_grievance
from sunwai.grievances.actions.work import add_note, resolve, take_up
from sunwai.grievances.enums import EventKind
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from sunwai.webhooks.actions import disable_endpoint, enable_endpoint, replay_since
from sunwai.webhooks.enums import TOLD_AS, EventType, Hears
from sunwai.webhooks.models import Delivery, HookEvent
from sunwai.webhooks.noticing import READER, notice_events
from tests.another_transaction import another_transaction
from tests.webhooks.conftest import new_endpoint
from tests.world import MONDAY, World


def told(endpoint):
    return list(
        Delivery.objects.filter(endpoint=endpoint).order_by("number").values_list("event__type", flat=True)
    )


def test_what_happens_to_a_case_is_queued_once(world, endpoint):
    case = world.register()
    take_up(grievance=case, actor=world.officer("je"), now=MONDAY)

    assert notice_events(now=MONDAY) == 2
    assert notice_events(now=MONDAY) == 0
    assert told(endpoint) == [EventType.REGISTERED, EventType.TAKEN_UP]


def test_the_body_says_what_a_program_needs_and_nothing_of_a_person(world, endpoint):
    case = world.register()
    notice_events(now=MONDAY)

    event = HookEvent.objects.get()
    assert json.loads(event.body) == {
        "type": "grievance.registered",
        "timestamp": "2026-11-23T11:00:00+05:30",
        "data": {
            "reference": case.reference,
            "kind": "complaint",
            "state": "open",
            "level": 1,
            "department": "energy",
            "category": "energy.no-supply",
            "place": "village:test-Rampayli",
            "district": "district:test-Balaghat",
            "registered_at": "2026-11-23T11:00:00+05:30",
            "due_at": case.due_at.astimezone(clock.IST).isoformat(),
            "resolved_at": None,
            "closed_at": None,
            "reopen_count": 0,
            "supporter_count": 0,
        },
    }
    for personal in (world.citizen.mobile, world.citizen.name, case.text, "कनिष्ठ", "Junior"):
        assert personal not in event.body


def test_corruption_and_sensitive_subjects_are_never_told(world, endpoint):
    world.register(code="vigilance.bribe")
    sensitive = world.category("revenue.mutation")
    sensitive.sensitivity = "sensitive"
    sensitive.save()
    world.register(code="revenue.mutation")

    assert notice_events(now=MONDAY) == 0
    assert not HookEvent.objects.exists()


def test_what_stays_inside_the_offices_is_not_told(world, endpoint):
    case = world.register()
    take_up(grievance=case, actor=world.officer("je"), now=MONDAY)
    add_note(grievance=case, words="कल जाऊँगा", actor=world.officer("je"), now=MONDAY)
    notice_events(now=MONDAY)

    assert told(endpoint) == [EventType.REGISTERED, EventType.TAKEN_UP]


def test_an_endpoint_of_a_department_hears_of_its_cases_alone(world):
    endpoint = new_endpoint(
        world.administrator, hears=Hears.DEPARTMENT, department=world.category("revenue.mutation").department
    )
    world.register()
    case = world.register(code="revenue.mutation")
    notice_events(now=MONDAY)

    assert [delivery.case_id for delivery in endpoint.deliveries.all()] == [case.pk]


def test_an_endpoint_of_a_key_hears_of_what_was_filed_with_it(world):
    key, _ = ApiKey.issue(name="program", scopes=[ApiScope.FILE])
    endpoint = new_endpoint(world.administrator, hears=Hears.KEY, key=key)
    world.register()
    filed = register_grievance(
        citizen=world.citizen,
        complaint=world.complaint(),
        channel=Channel.API,
        actor=key,
        now=MONDAY,
        filing=Filing(key, None, b""),
    )
    notice_events(now=MONDAY)

    assert [delivery.case_id for delivery in endpoint.deliveries.all()] == [filed.pk]


def test_only_the_events_that_were_asked_for(world):
    endpoint = new_endpoint(world.administrator, types=[EventType.RESOLVED])
    case = world.register()
    resolve(
        grievance=case, words="ठीक किया", proof=[world.photo(world.officer("je"))],
        actor=world.officer("je"), now=MONDAY,
    )  # fmt: skip
    notice_events(now=MONDAY)

    assert told(endpoint) == [EventType.RESOLVED]


def test_two_endpoints_share_what_is_told(world, endpoint):
    other = new_endpoint(world.administrator, url="https://other.example/")
    world.register()
    notice_events(now=MONDAY)

    assert told(endpoint) == told(other) == [EventType.REGISTERED]
    assert HookEvent.objects.count() == 1


def test_an_endpoint_hears_of_what_happens_after_it_was_made(world):
    world.register()
    endpoint = new_endpoint(world.administrator)
    notice_events(now=MONDAY)

    assert told(endpoint) == []


def test_what_happened_while_it_was_disabled_comes_by_replay(world, endpoint):
    disable_endpoint(endpoint=endpoint, actor=world.administrator, now=MONDAY)
    world.register()
    for _ in range(3):
        notice_events(now=MONDAY)
    enable_endpoint(endpoint=endpoint, actor=world.administrator, now=MONDAY)
    notice_events(now=MONDAY)
    assert told(endpoint) == []

    count = replay_since(
        endpoint=endpoint, since=MONDAY, only_failed=True, actor=world.administrator, now=MONDAY
    )
    assert (count, told(endpoint)) == (1, [EventType.REGISTERED])


def test_every_kind_of_the_timeline_is_told_or_left_out_on_purpose():
    inside = {
        "citizen_note", "interim_note", "supporter_answered", "transfer_proposed", "transfer_refused",
        "special_closure_proposed", "special_closure_returned", "warned", "contact_tried", "audited",
        "seal_opened", "rated", "reveal_asked", "reveal_approved", "reveal_refused", "accused_decided",
        "retaliation_reported", "retaliation_answered", "handed_over", "voice_secured",
    }  # fmt: skip
    assert set(TOLD_AS) | inside == set(EventKind.values)
    assert inside.isdisjoint(TOLD_AS)


# ── Transactions that end in another order than they began ───────────────────────────────────────────────


@pytest.fixture
def committed(transactional_db, now):
    world = World()
    endpoint = new_endpoint(world.administrator)
    return world, endpoint, world.register(), world.register()


def event_of(case: Grievance, number: int):
    rows.insert(*new_event(case, EventKind.TAKEN_UP, number=number, actor=SYSTEM, at=MONDAY))


@pytest.mark.django_db(transaction=True)
def test_an_event_that_took_its_number_first_and_commits_last_is_not_lost(committed):
    _world, _endpoint, first, second = committed
    with another_transaction() as late:
        # Only a number: this transaction has written nothing, so no snapshot knows of it.
        (number,) = late(lambda: rows.next_values(rows.sequence(Event)))
        (higher,) = rows.next_values(rows.sequence(Event))
        assert higher > number
        with transaction.atomic():
            event_of(second, higher)
        for _ in range(4):
            notice_events(now=MONDAY)
        assert Delivery.objects.filter(number=higher).exists()
        assert Reader.objects.get(name=READER).floor < number, (
            "the mark has passed a number that is still to come"
        )
        late(lambda: event_of(first, number))
    for _ in range(2):
        notice_events(now=MONDAY)

    assert Delivery.objects.filter(number=number).count() == 1
    assert Delivery.objects.filter(number=higher).count() == 1
