"""What happens by the clock, in sets: climbing, warning, reminding, closing."""

from datetime import timedelta

import pytest

from sunwai.casework import audit
from sunwai.core import clock
from sunwai.grievances import sweeps
from sunwai.grievances.actions import closure, special_closure, transfer, work
from sunwai.grievances.enums import ClosureReason, Disposition, EventKind, State
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message


@pytest.fixture
def later():
    """Let days pass, and the sweeps run."""

    def pass_days(days, start):
        at = start + timedelta(days=days)
        with clock.frozen(at):
            return at, sweeps.run_sweeps(now=at)

    return pass_days


def resolved(world, now, **given):
    case = world.register(**given)
    je = world.officer("je")
    return work.resolve(grievance=case, words="ठीक किया", proof=[world.photo(je)], actor=je, now=now)


def test_a_level_that_had_its_time_gives_the_case_to_the_next(world, now, later):
    case = world.register()
    at, moved = later(5, now)  # due on Thursday, seen on Saturday

    case.refresh_from_db()
    assert moved["climbed"] == 1
    assert (case.level, case.post, case.state) == (2, world.post("ae"), State.OPEN)
    assert case.due_at > at
    assert case.attended_at is None
    assert case.events().last().data["by"] == "clock"
    assert Message.objects.filter(event=Event.CLIMBED, to=world.citizen.mobile).count() == 1
    assert audit.verify()[1] == []


def test_it_does_not_climb_before_its_time(world, now, later):
    world.register()

    assert later(2, now)[1]["climbed"] == 0


def test_it_passes_over_a_vacant_post(world, now, later):
    case = world.register()
    world.vacate("ae")
    later(5, now)

    case.refresh_from_db()
    assert (case.level, case.post) == (3, world.post("se"))


def test_from_level_three_it_no_longer_climbs_but_is_late(world, now, later):
    for code in ("je", "ae"):
        world.vacate(code)
    case = world.register()
    _at, moved = later(30, now)

    case.refresh_from_db()
    assert (case.level, case.is_overdue, moved["overdue"]) == (3, True, 1)


def test_a_pending_proposal_lapses_when_the_case_climbs(world, now, later):
    case = world.register()
    transfer.propose_transfer(
        grievance=case,
        category=world.category("revenue.mutation"),
        words="हमारा नहीं",
        citizen_spoken_to=True,
        actor=world.officer("je"),
        now=now,
    )
    later(5, now)

    case.refresh_from_db()
    assert case.state == State.OPEN
    assert [proposal.outcome for proposal in case.transfers.all()] == ["lapsed"]


def test_the_holder_is_warned_twice(world, now, later):
    case = world.register()
    for days in (2.4, 2.9, 3.2, 3.3):
        later(days, now)

    case.refresh_from_db()
    assert case.events().filter(kind=EventKind.WARNED).count() == 2
    assert (case.warned, case.next_warning_at) == (2, None)


def test_a_pause_stops_the_clock_and_ends_by_itself(world, now, later):
    case = world.register()
    work.ask_citizen(grievance=case, words="कौन सा खंभा?", actor=world.officer("je"), now=now)
    at, _moved = later(14, now)
    case.refresh_from_db()
    assert (case.state, case.level) == (State.WAITING_FOR_CITIZEN, 1)

    at, moved = later(16, now)
    case.refresh_from_db()
    assert (case.state, moved["pauses_ended"]) == (State.IN_PROGRESS, 1)
    assert case.due_at > at


def test_a_comment_moves_no_deadline(world, now):
    case = world.register()
    due = case.due_at
    work.add_citizen_note(
        grievance=case, words="जल्दी कीजिए", channel=Channel.PORTAL, actor=world.citizen, now=now
    )

    case.refresh_from_db()
    assert case.due_at == due


def test_the_closure_question_is_asked_again_twice(world, now, later):
    case = resolved(world, now)
    for days in (1.1, 2, 3.1, 6):
        later(days, now)

    assert Message.objects.filter(event=Event.CLOSURE_REMINDER, case_id=case.pk).count() == 2


def test_without_an_answer_it_stays_open_until_the_citizen_was_called_on_three_days(world, now, later):
    case = resolved(world, now)
    later(60, now)
    case.refresh_from_db()
    assert case.state == State.AWAITING_CONFIRMATION

    for day in (1, 1, 2, 2):
        at = now + timedelta(days=day)
        closure.record_contact_try(
            grievance=case, disposition=Disposition.NOT_REACHED, actor=world.agent, now=at
        )
    assert later(3, now)[1]["closed_unreached"] == 0
    closure.record_contact_try(
        grievance=case, disposition=Disposition.NOT_REACHED, actor=world.agent, now=now + timedelta(days=3)
    )
    assert later(3.1, now)[1]["closed_unreached"] == 1

    case.refresh_from_db()
    assert (case.state, case.rating) == (State.CLOSED_UNREACHED, None)


def test_a_special_closure_that_nobody_opposes_closes_and_is_counted_apart(world, now, later):
    case = world.register()
    special_closure.propose_special_closure(
        grievance=case,
        reason=ClosureReason.DUPLICATE,
        words="पहले से दर्ज",
        evidence=(),
        actor=world.officer("je"),
        now=now,
    )
    special_closure.approve_special_closure(grievance=case, actor=world.officer("se"), now=now)
    later(2, now)
    assert Grievance.objects.get().state == State.CLOSURE_NOTICE

    later(5, now)
    assert Grievance.objects.get().state == State.CLOSED_SPECIAL


def test_a_sweep_run_twice_does_nothing_twice(world, now, later):
    world.register()
    later(5, now)

    assert set(later(5, now)[1].values()) == {0}


def test_sealed_cases_climb_and_their_citizens_are_told(world, now, later):
    case = world.register(code="vigilance.bribe")
    later(6, now)

    case.refresh_from_db()
    assert case.level == 2
    assert Message.objects.filter(event=Event.CLIMBED, to=world.citizen.mobile).count() == 1
