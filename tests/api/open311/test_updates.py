"""mySociety's updates: told to everybody in our words, taken from a department's system and from who filed."""

from __future__ import annotations

import pytest
from lxml import etree

from sunwai.accounts.models import ApiScope
from sunwai.accounts.roles import Role
from sunwai.grievances.actions.work import add_note, take_up
from sunwai.grievances.enums import EventKind, State
from sunwai.grievances.models import Attachment, Grievance, Resolution
from sunwai.grievances.selectors import timeline_of
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category, DepartmentKey
from tests.api.open311.conftest import Open311, refused
from tests.world import photo_file


@pytest.fixture
def case(filer):
    filer.file()
    return Grievance.objects.get()


def say(system, case, status, description="", number="u1", ending="json", **more):
    return system.post(
        f"servicerequestupdates.{ending}",
        service_request_id=case.reference,
        update_id=number,
        updated_datetime="2026-11-23T10:00:00+05:30",
        status=status,
        description=description,
        **more,
    )


def kinds(case):
    return [event.kind for event in case.events()]


def test_updates_are_told_oldest_first_without_words(anybody, filer, world, now, case):
    je = world.officer("je")
    take_up(grievance=case, actor=je, now=now)
    add_note(grievance=case, words="रामलाल के घर गए", actor=je, now=now)

    told = anybody.get("servicerequestupdates.json").json()
    document = etree.fromstring(anybody.get("servicerequestupdates.xml").content)
    own = filer.get("servicerequestupdates.json", service_request_id=case.reference).json()

    assert told[1] == {
        "update_id": f"{case.reference}-2",
        "service_request_id": case.reference,
        "status": "in_progress",
        "external_status_code": "in_progress",
        "updated_datetime": "2026-11-23T11:00:00+05:30",
        "description": "taken up",
        "media_url": None,
    }
    assert [row["description"] for row in told] == ["registered", "taken up", "note by the officer"]
    assert document.xpath("/service_request_updates/request_update/status/text()")[0] == "open"
    assert own[2]["description"] == "रामलाल के घर गए"


def test_updates_of_a_span_of_time(anybody, case):
    before = {"start_date": "2026-11-20T00:00:00Z", "end_date": "2026-11-21T00:00:00Z"}

    assert anybody.get("servicerequestupdates.json", **before).json() == []
    assert len(anybody.get("servicerequestupdates.json", start_date="2026-11-23T00:00:00Z").json()) == 1


def test_the_departments_system_takes_up_notes_and_solves(board, world, case):
    answers = [
        say(board, case, "IN_PROGRESS", number="u1"),
        say(board, case, "investigating", "तार मंगाया", number="u2"),
        say(board, case, "FIXED", "तार जोड़ा", number="u3", media=photo_file()),
    ]

    case.refresh_from_db()
    assert [answer.json()[0]["update_id"] for answer in answers] == [
        f"{case.reference}-{seq}" for seq in (2, 3, 4)
    ]
    assert case.state == State.AWAITING_CONFIRMATION  # the citizen is asked: a program closes nothing
    resolution = Resolution.objects.get()
    assert (resolution.by, resolution.post) == (None, world.post("je"))
    event = case.events().last()
    assert (event.channel, event.actor_kind, event.actor_id) == (Channel.API, "api", board.key.pk)
    who = [entry.who for entry in timeline_of(case, world.citizen)][1:]
    assert set(who) == {"कनिष्ठ अभियंता, वारासिवनी: विभाग के अपने सिस्टम से"}


def test_the_same_update_twice_is_done_once(board, case):
    first = say(board, case, "fixed", "तार जोड़ा", media=photo_file())
    again = say(board, case, "fixed", "तार जोड़ा", media=photo_file())

    assert first.json() == again.json()
    assert kinds(case) == ["registered", "resolved"]
    assert Attachment.objects.count() == 1


def test_fixed_without_proof_is_refused(board, case):
    assert refused(say(board, case, "fixed", "तार जोड़ा"))[0] == 400
    assert kinds(case) == ["registered"]


@pytest.mark.parametrize(
    "status", ["no_further_action", "not_councils_responsibility", "duplicate", "internal_referral", "lost"]
)
def test_what_needs_a_persons_name_is_refused(board, case, status):
    assert refused(say(board, case, status, "x"))[0] == 403
    assert kinds(case) == ["registered"]


def test_a_citizens_addition_comes_through_who_filed(filer, case):
    say(filer, case, "open", "अब तार भी टूट गया", media=photo_file())
    say(filer, case, "open", "अब तार भी टूट गया", media=photo_file())

    assert kinds(case) == ["registered", "citizen_note"]
    assert case.events().last().words.text == "अब तार भी टूट गया"
    assert case.attachments.count() == 1


@pytest.mark.parametrize("status", ["closed", "fixed", "reopen", "in progress!"])
def test_who_filed_does_not_say_that_it_is_done(filer, case, status):
    assert refused(say(filer, case, status, "हो गया"))[0] == 403
    case.refresh_from_db()
    assert (kinds(case), case.state) == (["registered"], State.OPEN)


@pytest.mark.parametrize("missing", ["service_request_id", "update_id", "status"])
def test_what_is_needed_is_named(board, case, missing):
    sent = {"service_request_id": case.reference, "update_id": "1", "status": "open"} | {missing: ""}
    answer = board.post("servicerequestupdates.json", **sent)

    assert refused(answer) == (400, f"{missing} was not provided.")
    assert kinds(case) == ["registered"]


def test_a_system_reaches_the_ordinary_cases_of_its_department_and_no_others(board, world, case):
    elsewhere = world.register(code="revenue.mutation")
    sealed = world.register(code="vigilance.bribe")
    sensitive = world.register(code="energy.transformer")
    Category.objects.filter(code="energy.transformer").update(sensitivity="sensitive")
    vigilance = Open311(board.client, world, ApiScope.DEPARTMENT_WRITE)
    DepartmentKey.objects.create(key=vigilance.key, department=sealed.department)

    for system, hidden in ((board, elsewhere), (board, sensitive), (vigilance, sealed), (vigilance, case)):
        assert refused(say(system, hidden, "open", "x"))[0] == 404
        assert kinds(hidden) == ["registered"]


def test_a_key_of_a_post_reaches_what_lies_there(board, world, now, case):
    DepartmentKey.objects.update(post=world.post("ae"))
    assert refused(say(board, case, "open", "x"))[0] == 404

    DepartmentKey.objects.update(post=world.post("je"))
    assert say(board, case, "open", "x").status_code == 200


def test_a_scope_without_a_department_reaches_nothing(client, world, case):
    unbound = Open311(client, world, ApiScope.DEPARTMENT_WRITE)

    assert refused(say(unbound, case, "open", "x"))[0] == 404
    assert kinds(case) == ["registered"]


def test_an_update_needs_a_key(anybody, client, world, case):
    reader = Open311(client, world, ApiScope.READ)
    stranger = Open311(client, world, ApiScope.FILE)

    assert refused(say(anybody, case, "open", "x"))[0] == 403
    assert refused(say(reader, case, "open", "x"))[0] == 403
    assert refused(say(stranger, case, "open", "x"))[0] == 404
    assert kinds(case) == [EventKind.REGISTERED]


def test_nobody_is_an_officer_of_another_department_through_a_system(board, world, case):
    """The perms of a named officer end at the department of the key."""
    from sunwai.grievances import perms
    from sunwai.offices.systems import system_of

    je, patwari = world.officer("je"), world.officer("patwari")
    world.new_user("closed", Role.OFFICER)

    assert perms.relations(system_of(board.key, officer=je.username), case) == {
        "department_system",
        "holder",
    }
    assert perms.relations(system_of(board.key, officer=patwari.username), case) == {"department_system"}
