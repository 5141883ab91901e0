"""Who is called back, in which order, how often; hours and do-not-disturb."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from sunwai.accounts.roles import Role
from sunwai.calls.actions.callbacks import (
    ask_callback,
    call_now,
    cancel_callback,
    end_try,
    note_abandoned,
    settle_callbacks,
    start_try,
    take_back_lost_tries,
)
from sunwai.calls.actions.disturbing import lift_do_not_disturb, set_do_not_disturb
from sunwai.calls.enums import CallbackReason, CallbackState, CallState, Outcome, Route, Tried
from sunwai.calls.models import Callback, DoNotDisturb
from sunwai.calls.outgoing.due import due
from sunwai.calls.outgoing.errors import BeingCalled, NoNumberToCall
from sunwai.calls.outgoing.hours import another_day
from sunwai.core.clock import IST
from sunwai.core.errors import NotAllowed
from sunwai.messages.enums import Event
from sunwai.messages.models import Message
from tests.calls.outgoing.conftest import CALLER
from tests.world import MONDAY

MINUTE = timedelta(minutes=1)
NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=IST)
ASKED = CallbackReason.ASKED


def ask(number=CALLER, *, reason=ASKED, now=MONDAY, **given):
    return ask_callback(number=number, reason=reason, now=now, **given)


def try_once(callback, result, now):
    assert start_try(callback=callback, now=now)
    return end_try(callback=callback, result=result, now=now)


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────


def test_who_asks_twice_is_called_once_in_the_earlier_place(world, general):
    later = ask(reason=CallbackReason.ABANDONED, queue=general, waiting_since=MONDAY - MINUTE)
    again = ask(f"+91 {CALLER}", waiting_since=MONDAY - 5 * MINUTE)

    assert Callback.objects.get() == later == again
    assert again.waiting_since == MONDAY - 5 * MINUTE
    assert (again.reason, again.queue) == (ASKED, general)


def test_a_citizen_is_known_by_the_number_and_spoken_to_in_their_language(world):
    world.citizen.language = "en"
    world.citizen.save()

    callback = ask(world.citizen.mobile)

    assert (callback.citizen, callback.language) == (world.citizen, "en")


@pytest.mark.parametrize("number", ["", "181", "anonymous"])
def test_a_number_that_was_withheld_cannot_be_called(world, number):
    with pytest.raises(NoNumberToCall):
        ask(number)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_the_same_moment_make_one_callback(now):
    together = Barrier(4)

    def at_once(_):
        together.wait()
        try:
            return ask().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as askers:
        keys = set(askers.map(at_once, range(4)))

    assert keys == {Callback.objects.get().pk}


def test_it_waits_for_the_morning(world, women):
    at_night = ask(now=NIGHT)
    asked_of_women = ask("9876500002", now=NIGHT, queue=women)
    hung_up = ask("9876500003", now=NIGHT, queue=women, reason=CallbackReason.ABANDONED)

    morning = datetime(2026, 11, 24, 9, 0, tzinfo=IST)
    assert at_night.not_before == hung_up.not_before == morning
    assert due(now=NIGHT, limit=9) == [asked_of_women], "she asked for it, and that line is open at night"
    assert due(now=morning, limit=9) == [asked_of_women, hung_up, at_night]


# ── Order ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_place_in_the_queue_is_kept(world, general, women):
    numbers = [f"987650001{digit}" for digit in range(4)]
    newest = ask(numbers[0], queue=general)
    oldest = ask(numbers[1], queue=general, waiting_since=MONDAY - 20 * MINUTE)
    middle = ask(numbers[2], waiting_since=MONDAY - 10 * MINUTE)
    confidential = ask(numbers[3], queue=women)

    assert due(now=MONDAY, limit=9) == [confidential, oldest, middle, newest]
    assert due(now=MONDAY, limit=2) == [confidential, oldest]


def test_who_is_on_the_line_or_being_dialled_is_not_called(make_call):
    callback = ask()
    call = make_call(state=CallState.TALKING, ended_at=None, outcome="")
    assert due(now=MONDAY, limit=9) == []
    assert start_try(callback=callback, now=MONDAY) is None

    call.state, call.ended_at = CallState.ENDED, MONDAY
    call.save()
    assert start_try(callback=callback, now=MONDAY)
    assert start_try(callback=callback, now=MONDAY) is None, "one process at a time"
    assert due(now=MONDAY, limit=9) == []


# ── Tries ────────────────────────────────────────────────────────────────────────────────────────────────


def test_three_tries_and_a_message(world):
    callback = ask()
    at = MONDAY
    for number in (1, 2):
        callback = try_once(callback, Tried.BUSY, at)
        assert (callback.state, callback.tries) == (CallbackState.DUE, number)
        assert due(now=at + 29 * MINUTE, limit=9) == []
        at += 30 * MINUTE
        assert due(now=at, limit=9) == [callback]
    callback = try_once(callback, Tried.NOT_ANSWERED, at)

    assert (callback.state, callback.ended_at) == (CallbackState.GIVEN_UP, at)
    message = Message.objects.get()
    assert (message.event, message.to) == (Event.CALL_TRIED, CALLER)
    assert "181" in message.text
    assert end_try(callback=callback, result=Tried.REACHED, now=at).state == CallbackState.GIVEN_UP


def test_of_a_confidential_call_nothing_is_written_to_the_phone(world, women):
    callback = ask(queue=women)
    for hour in range(3):
        callback = try_once(callback, Tried.NOT_ANSWERED, MONDAY + timedelta(hours=hour))

    assert callback.state == CallbackState.GIVEN_UP
    assert not Message.objects.exists()


def test_reached_is_done(world):
    assert try_once(ask(), Tried.REACHED, MONDAY).state == CallbackState.DONE


@pytest.mark.parametrize("fault", [Tried.FAILED, Tried.UNSERVED])
def test_a_fault_of_ours_is_no_try(world, fault):
    callback = try_once(ask(), fault, MONDAY)

    assert (callback.state, callback.tries) == (CallbackState.DUE, 0)
    assert callback.not_before == MONDAY + 2 * MINUTE


def test_a_try_whose_process_ended_is_due_again(make_call):
    callback = ask()
    start_try(callback=callback, now=MONDAY)
    assert take_back_lost_tries(now=MONDAY + MINUTE) == 0
    call = make_call(state=CallState.RINGING, ended_at=None, outcome="", callback=callback, outgoing=True)
    assert take_back_lost_tries(now=MONDAY + 10 * MINUTE) == 0, "its line stands"

    call.state, call.ended_at = CallState.ENDED, MONDAY
    call.save()
    assert take_back_lost_tries(now=MONDAY + 10 * MINUTE) == 1
    callback.refresh_from_db()
    assert (callback.state, callback.tries) == (CallbackState.DUE, 0)


# ── Ends ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_gets_through_by_themselves_is_not_called(world):
    callback = ask()

    assert settle_callbacks(number=f"0{CALLER}", now=MONDAY) == 1
    callback.refresh_from_db()
    assert callback.state == CallbackState.CANCELLED
    assert start_try(callback=callback, now=MONDAY) is None


def test_who_may_cancel(world, women):
    callback, confidential = ask(world.citizen.mobile), ask(queue=women)
    for actor in (world.agent, world.new_citizen()):
        with pytest.raises(NotAllowed):
            cancel_callback(callback=callback, actor=actor, now=MONDAY)
    with pytest.raises(NotAllowed):
        cancel_callback(callback=confidential, actor=world.supervisor, now=MONDAY)
    both = world.new_user("both", Role.SUPERVISOR, Role.COUNSELLOR)
    assert cancel_callback(callback=confidential, actor=both, now=MONDAY).state == CallbackState.CANCELLED
    assert (
        cancel_callback(callback=callback, actor=world.citizen, now=MONDAY).state == CallbackState.CANCELLED
    )


def test_too_late_to_cancel_while_it_rings(world):
    callback = ask()
    start_try(callback=callback, now=MONDAY)

    with pytest.raises(BeingCalled):
        cancel_callback(callback=callback, actor=world.supervisor, now=MONDAY)


def test_a_supervisor_does_not_wait_for_the_next_try(world):
    callback = try_once(ask(), Tried.BUSY, MONDAY)
    with pytest.raises(NotAllowed):
        call_now(callback=callback, actor=world.agent, now=MONDAY)
    call_now(callback=callback, actor=world.supervisor, now=MONDAY)

    assert due(now=MONDAY, limit=9) == [callback]


# ── Calls that were not served ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.ABANDONED, CallbackReason.ABANDONED),
        (Outcome.LEFT, CallbackReason.MISSED),
        (Outcome.FAILED, CallbackReason.FAULT),
        (Outcome.TURNED_AWAY, CallbackReason.MISSED),
        (Outcome.ANSWERED, None),
        (Outcome.SERVED, None),
    ],
)
def test_a_call_that_was_not_served_is_made_good(make_call, general, outcome, reason):
    since = MONDAY + timedelta(seconds=20)
    call = make_call(outcome=outcome, queue=general, queued_at=since)
    callback = note_abandoned(call=call, now=MONDAY + MINUTE)

    assert (callback and callback.reason) == reason
    if callback:
        assert (callback.waiting_since, callback.queue, callback.from_call) == (since, general, call)
        assert note_abandoned(call=call, now=MONDAY + MINUTE) == callback
        try_once(callback, Tried.REACHED, MONDAY + MINUTE)
        assert note_abandoned(call=call, now=MONDAY + 2 * MINUTE).state == CallbackState.DONE, "not twice"


def test_who_hangs_up_at_once_or_hides_is_not_called(make_call):
    assert note_abandoned(call=make_call(seconds=4), now=MONDAY) is None
    assert note_abandoned(call=make_call(number=""), now=MONDAY) is None
    assert note_abandoned(call=make_call(route=Route.MISSED), now=MONDAY) is None
    assert note_abandoned(call=make_call(outgoing=True), now=MONDAY) is None
    assert note_abandoned(call=make_call(seconds=5), now=MONDAY)


# ── Do not disturb ───────────────────────────────────────────────────────────────────────────────────────


def test_what_the_citizen_asked_for_is_done_all_the_same(world):
    callback = ask(world.citizen.mobile)
    set_do_not_disturb(number=world.citizen.mobile, actor=world.citizen, now=MONDAY)

    assert due(now=MONDAY, limit=9) == [callback]


def test_who_may_set_and_lift_it(world):
    mobile = world.citizen.mobile
    for actor in (world.new_citizen(), world.officer("je")):
        with pytest.raises(NotAllowed):
            set_do_not_disturb(number=mobile, actor=actor, now=MONDAY)
    for actor in (world.citizen, world.agent, world.administrator):
        set_do_not_disturb(number=mobile, actor=actor, now=MONDAY)
        set_do_not_disturb(number=f"+91{mobile}", actor=actor, now=MONDAY)
        assert DoNotDisturb.objects.get().number == mobile
        lift_do_not_disturb(number=mobile, actor=actor, now=MONDAY)
        assert not DoNotDisturb.objects.exists()


@pytest.mark.parametrize(("hour", "then"), [(9, 12), (14, 17), (18, 10), (19, 11)])
def test_another_day_at_another_hour(db, hour, then):
    moment = another_day(MONDAY.replace(hour=hour))

    assert (moment.date() - MONDAY.date(), moment.hour) == (timedelta(days=1), then)
