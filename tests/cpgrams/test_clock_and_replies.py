"""The centre's 21 days: warnings, interim replies, and no sending away."""

from datetime import date, timedelta

import pytest

from sunwai.casework import audit
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.cpgrams.actions.clock import warn_holders
from sunwai.cpgrams.actions.reply import DayHasPassed, send_interim_reply
from sunwai.cpgrams.models import Push
from sunwai.cpgrams.selectors import count_pressing, due_list
from sunwai.gateways.push.simulator import new_device
from sunwai.grievances.actions import special_closure, work
from sunwai.grievances.enums import ClosureReason, EventKind, State
from sunwai.grievances.errors import DoesNotPertain
from sunwai.grievances.notices import tell_officers
from sunwai.messages.devices import add_device
from sunwai.messages.enums import Event
from sunwai.messages.models import Message
from tests.central_world import record

NEXT_WEEK = date(2026, 12, 1)


def reply(case, actor, now, **given):
    fields = {"words": "खंभे आ गए हैं, काम चल रहा है", "expected_on": NEXT_WEEK} | given
    return send_interim_reply(grievance=case, actor=actor, now=now, **fields)


def test_an_interim_reply_goes_to_the_centre_the_timeline_and_the_citizen(world, now, taken):
    (central,) = taken(record(mobile=world.citizen.mobile))
    Message.objects.all().delete()
    reply(central.grievance, world.officer("ae"), now)

    central.refresh_from_db()
    assert (central.interim_at, central.expected_on) == (now, NEXT_WEEK)
    push = Push.objects.get()
    assert (push.kind, push.data["expected_on"]) == ("interim_reply", "2026-12-01")
    last = central.grievance.events().last()
    assert (last.kind, last.words.text) == (EventKind.INTERIM_NOTE, push.data["text"])
    assert Message.objects.get().to == world.citizen.mobile


def test_only_the_holder_replies_only_about_the_centres_and_only_for_a_day_to_come(world, now, taken):
    (central,) = taken()
    with pytest.raises(NotAllowed):
        reply(central.grievance, world.officer("se"), now)
    with pytest.raises(NotAllowed):
        reply(world.register(), world.officer("je"), now)
    with pytest.raises(DayHasPassed):
        reply(central.grievance, world.officer("ae"), now, expected_on=now.date())

    assert not Push.objects.exists()
    central.refresh_from_db()
    assert central.interim_at is None


def test_the_holder_is_warned_before_the_days_end_once_a_stage(world, now, taken):
    (central,) = taken(record(recvd_date="2026-11-20T10:00:00+05:30"))  # ends on 11 December
    ends = central.due_at

    def warned_at(before):
        with clock.frozen(ends - before):
            return warn_holders(now=ends - before)

    assert warned_at(timedelta(days=8)) == 0
    assert warned_at(timedelta(days=6)) == 1
    assert warned_at(timedelta(days=5)) == 0
    assert warned_at(timedelta(days=2)) == 1
    assert warned_at(timedelta(hours=3)) == 1
    assert warned_at(timedelta(hours=-3)) == 0
    events = central.grievance.events().filter(kind=EventKind.WARNED)
    assert [event.data["warning"] for event in events] == [1, 2, 3]
    assert audit.verify()[1] == []


def test_the_warning_reaches_the_holders_device(world, now, taken):
    (central,) = taken(record(recvd_date="2026-11-20T10:00:00+05:30"))
    add_device(person=world.officer("ae"), keys=new_device(), label="x", language="hi", now=now)
    add_device(person=world.officer("se"), keys=new_device(), label="x", language="hi", now=now)
    tell_officers(now=now)
    later = central.due_at - timedelta(days=2)
    with clock.frozen(later):
        warn_holders(now=later)
        tell_officers(now=later)

    told = Message.objects.filter(event=Event.OFFICER_DEADLINE)
    assert [message.user for message in told] == [world.officer("ae")]


def test_who_has_replied_is_not_warned(world, now, taken):
    (central,) = taken()
    reply(central.grievance, world.officer("ae"), now)
    later = central.due_at - timedelta(days=2)
    with clock.frozen(later):
        assert warn_holders(now=later) == 0


def test_the_list_of_what_is_owed_is_the_holders_own_and_the_soonest_comes_first(world, now, taken):
    late, soon = taken(
        record(1, recvd_date="2026-11-20T10:00:00+05:30"), record(2, recvd_date="2026-11-05T10:00:00+05:30")
    )

    assert list(due_list(world.officer("ae"), now=now)) == [soon, late]
    assert list(due_list(world.officer("se"), now=now)) == []
    assert count_pressing(world.officer("ae"), now=now) == 1
    reply(soon.grievance, world.officer("ae"), now)
    assert count_pressing(world.officer("ae"), now=now) == 0


# ── "Does not pertain" ───────────────────────────────────────────────────────────────────────────────────


def propose(case, world, now, **given):
    fields = {"reason": ClosureReason.OUTSIDE_STATE, "words": "केंद्र का काम", "evidence": ()} | given
    return special_closure.propose_special_closure(
        grievance=case, actor=world.officer(case.post.designation.code), now=now, **fields
    )


def test_a_central_case_is_not_closed_as_somebody_elses(world, now, taken):
    (central,) = taken()
    with pytest.raises(DoesNotPertain) as refused:
        propose(central.grievance, world, now)
    with pytest.raises(DoesNotPertain):
        propose(
            central.grievance, world, now, reason=ClosureReason.DUPLICATE, words="This does not pertain to us"
        )

    assert "CPGRAMS" in str(refused.value)
    central.grievance.refresh_from_db()
    assert central.grievance.state == State.OPEN
    assert central.grievance.events().count() == 1


def test_nor_found_invalid_for_it(world, now, taken):
    (central,) = taken()
    case = central.grievance
    case.level, case.post = 3, world.post("se")
    case.save()
    with pytest.raises(DoesNotPertain):
        special_closure.mark_invalid(
            grievance=case,
            reason=ClosureReason.OUTSIDE_STATE,
            words="बाहर",
            evidence=(),
            actor=world.officer("se"),
            now=now,
        )


@pytest.mark.parametrize(
    "words",
    [
        "यह शिकायत इस विभाग से संबंधित नहीं है",
        "yah is vibhag se sambandhit nahi hai",
        "It DOES NOT PERTAIN to this office",
    ],
)
def test_nor_reported_solved_by_saying_so(world, now, taken, words):
    (central,) = taken()
    officer = world.officer("ae")
    with pytest.raises(DoesNotPertain):
        work.resolve(
            grievance=central.grievance, words=words, proof=[world.photo(officer)], actor=officer, now=now
        )

    central.grievance.refresh_from_db()
    assert central.grievance.state == State.OPEN


def test_any_other_case_may_be(world, now):
    assert propose(world.register(), world, now).reason == ClosureReason.OUTSIDE_STATE
