"""The closure question by telephone: whom we call by ourselves, and what a call in vain counts for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.calls.actions.callbacks import ask_callback, end_try, start_try
from sunwai.calls.actions.disturbing import set_do_not_disturb
from sunwai.calls.enums import CallbackReason, CallbackState, Route, Tried
from sunwai.calls.models import Callback
from sunwai.calls.outgoing.closure import ask_all, questions_for_agents
from sunwai.calls.outgoing.due import due
from sunwai.core import clock
from sunwai.grievances.actions.closure import confirm, deny, record_contact_try
from sunwai.grievances.actions.interactions import start_callback
from sunwai.grievances.enums import DenialReason, Disposition, EventKind, State
from sunwai.grievances.errors import CallNotDue, CallTaken
from sunwai.grievances.models import Interaction
from sunwai.grievances.selectors import calls_to_make
from sunwai.grievances.sweeps import run_sweeps
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category
from tests.world import MONDAY

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
pytestmark = pytest.mark.usefixtures("closure_campaign")


def listed(now=MONDAY):
    ask_all(now=now)
    return due(now=now, limit=9)


def call(callback, result, now):
    begun = start_try(callback=callback, now=now)
    assert begun
    return begun, end_try(callback=callback, result=result, now=now + MINUTE)


def test_who_is_to_be_asked_stands_on_the_list_once(solve):
    case = solve()
    (callback,) = listed()

    assert (callback.grievance, callback.number) == (case, case.citizen.mobile)
    assert (callback.route, callback.needs_agent, callback.was_asked_for) == (Route.CLOSURE, False, False)
    assert ask_all(now=MONDAY) == 0
    assert listed() == [callback]


def test_three_calls_in_vain_on_three_days_close_it_unreached(world, solve):
    case = solve()
    at = MONDAY
    for day in range(3):
        with clock.frozen(at):
            run_sweeps(now=at)
            case.refresh_from_db()
            assert case.state == State.AWAITING_CONFIRMATION, day
            (callback,) = listed(at)
            _begun, callback = call(callback, Tried.NOT_ANSWERED, at)
            assert not calls_to_make(world.agent, at + MINUTE).exists(), "not twice in a day, by nobody"
            ask_all(now=at + MINUTE)
            assert due(now=at + MINUTE, limit=9) == []
        at = callback.not_before
    assert (callback.state, callback.tries) == (CallbackState.GIVEN_UP, 3)
    with clock.frozen(at):
        run_sweeps(now=at)

    case.refresh_from_db()
    assert (case.state, case.rating) == (State.CLOSED_UNREACHED, None)
    tries = Interaction.objects.filter(grievance=case, disposition=Disposition.NOT_REACHED)
    assert tries.values("started_at__date").distinct().count() == 3
    assert case.events().filter(kind=EventKind.CONTACT_TRIED).count() == 3
    assert Callback.objects.count() == 1


@pytest.mark.parametrize(("done", "disposition"), [(True, "answered_yes"), (False, "answered_no")])
def test_what_is_said_by_keys_is_what_came_of_the_call(solve, done, disposition):
    case = solve()
    (callback,) = listed()
    begun = start_try(callback=callback, now=MONDAY)
    answer = {"grievance": case, "channel": Channel.IVR, "actor": case.citizen, "now": MONDAY + MINUTE}
    if done:
        confirm(rating=5, **answer)
    else:
        deny(reason=DenialReason.NOT_DONE, **answer)
    callback = end_try(callback=callback, result=Tried.REACHED, now=MONDAY + 2 * MINUTE)

    begun.interaction.refresh_from_db()
    assert begun.interaction.disposition == disposition
    assert callback.state == CallbackState.DONE


def test_who_answers_and_says_nothing_was_not_tried_in_vain(solve):
    case = solve()
    at = MONDAY
    for _day in range(3):
        (callback,) = listed(at)
        begun, _ = call(callback, Tried.REACHED, at)
        begun.interaction.refresh_from_db()
        assert begun.interaction.disposition == Disposition.SILENT
        at += DAY

    with clock.frozen(at):
        run_sweeps(now=at)
    case.refresh_from_db()
    assert case.state == State.AWAITING_CONFIRMATION
    assert listed(at) == [], "from here on it is for the agents"


def test_a_fault_of_ours_leaves_the_day_open(world, solve):
    solve()
    (callback,) = listed()
    call(callback, Tried.FAILED, MONDAY)

    assert due(now=MONDAY + 31 * MINUTE, limit=9) == [callback]
    assert calls_to_make(world.agent, MONDAY + 31 * MINUTE).exists()


def test_an_agent_and_the_helpline_never_call_the_same_citizen_together(world, solve):
    case = solve()
    (callback,) = listed()
    contact = start_callback(grievance=case, agent=world.agent, now=MONDAY)
    assert due(now=MONDAY, limit=9) == []
    assert start_try(callback=callback, now=MONDAY) is None

    contact.delete()
    assert start_try(callback=callback, now=MONDAY)
    with pytest.raises(CallTaken) as taken:
        start_callback(grievance=case, agent=world.agent, now=MONDAY)
    assert "None" not in str(taken.value)


def test_whom_an_agent_has_called_today_is_left_in_peace(world, solve):
    case = solve()
    other = solve(code="energy.transformer")
    (callback, _second) = sorted(
        listed() + list(Callback.objects.filter(grievance=other)), key=lambda one: one.pk
    )
    record_contact_try(grievance=case, disposition=Disposition.NOT_REACHED, actor=world.agent, now=MONDAY)

    Interaction.objects.update(mobile=case.citizen.mobile)
    assert due(now=MONDAY + MINUTE, limit=9) == []
    assert start_try(callback=callback, now=MONDAY + MINUTE) is None
    with pytest.raises(CallNotDue):
        start_callback(grievance=other, agent=world.agent, now=MONDAY + MINUTE)
    assert len(due(now=MONDAY + DAY, limit=9)) == 1, "one of the two each day"


def test_two_cases_of_one_citizen_are_one_call_a_day(world, solve):
    solve()
    solve(code="energy.transformer")
    (callback,) = listed()
    call(callback, Tried.REACHED, MONDAY)

    assert due(now=MONDAY + 5 * MINUTE, limit=9) == []
    assert len(due(now=MONDAY + DAY, limit=9)) == 1


def test_an_answer_by_another_way_takes_it_off_the_list(world, solve):
    case = solve()
    (callback,) = listed()
    confirm(grievance=case, rating=4, channel=Channel.PORTAL, actor=case.citizen, now=MONDAY)

    assert start_try(callback=callback, now=MONDAY) is None
    assert listed() == []
    callback.refresh_from_db()
    assert callback.state == CallbackState.CANCELLED


def test_nobody_is_asked_at_night_or_while_no_campaign_runs(solve, closure_campaign):
    solve()
    assert ask_all(now=MONDAY.replace(hour=20)) == 0
    closure_campaign.is_running = False
    closure_campaign.save()
    assert ask_all(now=MONDAY) == 0

    closure_campaign.is_running = True
    closure_campaign.save()
    assert ask_all(now=MONDAY) == 1
    closure_campaign.is_running = False
    closure_campaign.save()
    assert listed() == [], "stopped: off the list"


def test_what_is_delicate_is_left_to_people(world, solve, make_call):
    Category.objects.filter(code="energy.no-supply").update(sensitivity="sensitive")
    solve()
    case = solve(code="energy.transformer")
    make_call(grievance=case, is_confidential=True)

    assert ask_all(now=MONDAY) == 0


def test_do_not_disturb_is_heeded(world, solve):
    solve()
    (callback,) = listed()
    set_do_not_disturb(number=world.citizen.mobile, actor=world.citizen, now=MONDAY)

    assert listed() == []
    callback.refresh_from_db()
    assert callback.state == CallbackState.CANCELLED


def test_the_list_at_the_desk_heeds_hours_and_do_not_disturb(world, solve):
    case = solve()
    assert list(questions_for_agents(world.agent, MONDAY)) == [case]
    assert not questions_for_agents(world.agent, MONDAY.replace(hour=21)).exists()
    assert not questions_for_agents(world.officer("je"), MONDAY).exists()
    set_do_not_disturb(number=world.citizen.mobile, actor=world.agent, now=MONDAY)
    assert not questions_for_agents(world.agent, MONDAY).exists()


def test_what_citizens_asked_for_goes_first(world, solve):
    solve(now=MONDAY - 9 * DAY)
    asked = ask_callback(number="9876500009", reason=CallbackReason.ASKED, now=MONDAY)

    (question,) = listed()[1:]
    assert due(now=MONDAY, limit=1) == [asked]
    assert due(now=MONDAY, limit=9, needs_agent=True) == [asked]
    assert due(now=MONDAY, limit=9, needs_agent=False) == [question]
