"""The centre is told what happens, once and in order, and closed when it should be."""

from datetime import timedelta

import pytest

from sunwai.core import clock
from sunwai.cpgrams.actions.pushing import push_due
from sunwai.cpgrams.actions.telling import tell_all_changes
from sunwai.cpgrams.enums import PushState
from sunwai.cpgrams.models import CentreLink, Push
from sunwai.grievances.actions import closure, special_closure, work
from sunwai.grievances.enums import ClosureReason, DenialReason
from sunwai.messages.enums import Channel
from tests.central_world import number, record


@pytest.fixture
def resolved(world, now):
    """The officer reports a case solved."""

    def solve(central, at=now):
        officer = world.officer(central.grievance.post.designation.code)
        return work.resolve(
            grievance=central.grievance,
            words="ट्रांसफार्मर बदला",
            proof=[world.photo(officer, at)],
            actor=officer,
            now=at,
        )

    return solve


def kinds(said):
    return [kind for kind, _data in said]


def test_it_is_acknowledged_once_with_our_number_and_where_it_lies(taken, told):
    (central,) = taken()

    ((kind, data),) = told()
    assert kind == "acknowledged"
    assert data["our_number"] == central.grievance.reference
    assert data["office"] == "Assistant Engineer, Balaghat"
    assert told() == []


def test_that_somebody_has_begun_is_told(world, now, taken, told):
    (central,) = taken()
    told()
    work.take_up(grievance=central.grievance, actor=world.officer("ae"), now=now)
    work.add_note(grievance=central.grievance, words="देखा", actor=world.officer("ae"), now=now)

    ((kind, data),) = told()
    assert (kind, data["status"]) == ("status", "under_process")
    assert told() == []


def test_what_happened_before_the_first_look_is_told_too(world, now, taken, told):
    (central,) = taken()
    work.take_up(grievance=central.grievance, actor=world.officer("ae"), now=now)

    assert kinds(told()) == ["acknowledged", "status"]


def test_without_a_mobile_the_centre_asks_so_it_is_told_as_soon_as_the_officer_says_solved(
    taken, told, resolved
):
    (central,) = taken()
    told()
    resolved(central)

    ((kind, data),) = told()
    assert kind == "closed"
    assert (data["how"], data["citizen"], data["action_taken"]) == (
        "resolved",
        "not_asked_yet",
        "ट्रांसफार्मर बदला",
    )


def test_with_a_mobile_we_ask_first(world, now, taken, told, resolved):
    (central,) = taken(record(mobile=world.citizen.mobile))
    told()
    resolved(central)
    assert told() == [
        (
            "status",
            {"status": "under_process", "office": "Assistant Engineer, Balaghat", "level": 2, "due": None},
        )
    ]

    closure.confirm(
        grievance=central.grievance, rating=5, channel=Channel.PORTAL, actor=world.citizen, now=now
    )
    ((kind, data),) = told()
    assert (kind, data["citizen"]) == ("closed", "satisfied")
    assert told() == []


def test_but_not_beyond_the_centres_days_and_a_later_no_opens_it_there_again(
    world, now, taken, told, resolved
):
    (central,) = taken(record(mobile=world.citizen.mobile))
    told()
    resolved(central)
    told()
    last_day = central.due_at - timedelta(hours=20)
    with clock.frozen(last_day):
        assert kinds(told(last_day)) == ["closed"]
        assert told(last_day) == []
        closure.deny(
            grievance=central.grievance,
            reason=DenialReason.NOT_DONE,
            channel=Channel.PORTAL,
            actor=world.citizen,
            now=last_day,
        )
        ((kind, data),) = told(last_day)
    assert (kind, data["status"], data["level"]) == ("status", "reopened", 3)


def test_what_was_opened_and_closed_again_between_two_looks_is_told_as_both(
    world, now, taken, told, resolved
):
    (central,) = taken()
    resolved(central)
    told()
    central.grievance.refresh_from_db()
    closure.deny(
        grievance=central.grievance,
        reason=DenialReason.NOT_DONE,
        channel=Channel.CPGRAMS,
        actor=central.grievance.citizen,
        now=now,
    )
    central.refresh_from_db()
    resolved(central)

    said = told()
    assert kinds(said) == ["status", "closed"]
    assert said[0][1]["status"] == "reopened"


def test_a_special_closure_is_told_with_its_reason(world, now, taken, told):
    (central,) = taken()
    told()
    case = central.grievance
    special_closure.propose_special_closure(
        grievance=case,
        reason=ClosureReason.DUPLICATE,
        words="पहले से दर्ज",
        evidence=(),
        actor=world.officer("ae"),
        now=now,
    )
    special_closure.approve_special_closure(grievance=case, actor=world.officer("se"), now=now)
    assert kinds(told()) == ["status"]

    later = now + timedelta(days=6)
    with clock.frozen(later):
        special_closure.close_unopposed(grievance=case, now=later)
        ((kind, data),) = told(later)
    assert (kind, data["how"], data["reason"], data["reason_in_words"]) == (
        "closed",
        "reasoned",
        "duplicate",
        "दोहराव",
    ) or data["reason_in_words"]
    assert data["citizen"] == "did_not_object"


# ── The outbox ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_is_sent_in_order_with_its_report(centre, taken, told, resolved):
    taken_in = taken(record(1), record(2))
    for central in taken_in:
        resolved(central)
    told()

    assert push_due() == 4
    per_case = {n: [one.kind for one in centre.told if one.registration_no == number(n)] for n in (1, 2)}
    assert per_case == {1: ["acknowledged", "closed"], 2: ["acknowledged", "closed"]}
    reports = [one.report for one in centre.told if one.kind == "closed"]
    assert all(report.startswith(b"%PDF-") for report in reports)
    assert set(Push.objects.values_list("state", flat=True)) == {PushState.SENT}
    assert push_due() == 0


def test_a_report_is_the_same_however_often_it_is_made(centre, taken, told, resolved, now):
    resolved(taken()[0])
    told()
    push_due()
    Push.objects.update(state=PushState.QUEUED, not_before=now)
    push_due()

    first, second = (one for one in centre.told if one.kind == "closed")
    assert (first.id, first.report) == (second.id, second.report)


def test_a_centre_that_is_down_for_an_hour_is_told_when_it_is_back(centre, taken, now, world):
    (central,) = taken()
    tell_all_changes(now=now)
    centre.failing = "HTTP 503"
    at = now
    while at < now + timedelta(hours=1):
        with clock.frozen(at):
            assert push_due() == 0
        at += timedelta(minutes=1)
    assert CentreLink.objects.get().failures >= 3
    tries = Push.objects.get().attempts
    assert 3 <= tries < 15  # not hammered

    with clock.frozen(at):
        work.take_up(grievance=central.grievance, actor=world.officer("ae"), now=at)
        tell_all_changes(now=at)
    centre.failing = ""
    while at < now + timedelta(hours=1, minutes=40):
        with clock.frozen(at):
            push_due()
        at += timedelta(minutes=1)
    assert [one.kind for one in centre.told] == ["acknowledged", "status"]
    assert CentreLink.objects.get().failures == 0


def test_what_the_centre_refuses_is_kept_with_its_reason_and_does_not_block_what_follows(
    centre, taken, told, resolved
):
    centre.refuses = {"acknowledged": "unknown office"}
    resolved(taken()[0])
    told()
    push_due()

    assert [(push.state, push.reason) for push in Push.objects.order_by("pk")] == [
        ("refused", "unknown office"),
        ("sent", ""),
    ]


def test_a_process_that_died_while_pushing_leaves_nothing_unsaid(centre, taken, told, now):
    taken()
    told()

    class Dies(Exception):
        pass

    def die(updates):
        centre.told += updates
        raise Dies

    alive, centre.push = centre.push, die
    with pytest.raises(Dies):
        push_due()
    centre.push = alive
    assert push_due() == 0  # leased
    with clock.frozen(now + timedelta(minutes=11)):
        assert push_due() == 1
    assert len({one.id for one in centre.told}) == 1
