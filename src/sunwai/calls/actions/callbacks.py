"""Who is to be called back: asking for it, each try, and the end.

A number has one open callback: who asks again keeps the place of the first time. The calls process hears of each that
became due or is off (`Word.CALLBACK`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import (
    LIVE_STATES,
    OPEN_CALLBACKS,
    CallbackReason,
    CallbackState,
    Outcome,
    Route,
    Tried,
)
from sunwai.calls.models import Call, Callback, Campaign, Queue
from sunwai.calls.outgoing.errors import BeingCalled, NoNumberToCall
from sunwai.calls.outgoing.hours import another_day, callable_now, next_hour
from sunwai.calls.outgoing.numbers import number_to_call
from sunwai.casework.action import action
from sunwai.citizens.mobile import mobile_in
from sunwai.citizens.models import Citizen, Language
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option
from sunwai.grievances.asking import begin_asking, end_asking
from sunwai.grievances.errors import CallNotDue
from sunwai.grievances.models import Grievance, Interaction
from sunwai.messages.actions import tell_mobile
from sunwai.messages.enums import Event

LOST_AFTER = timedelta(minutes=3)  # a try of which no line is up any more
AFTER_A_FAULT = timedelta(minutes=2)  # soon again: it was not the citizen who was away
IN_VAIN = frozenset({Tried.NOT_ANSWERED, Tried.BUSY})


@dataclass(frozen=True)
class Try:
    """A number that is to be dialled now.

    Attributes:
        interaction: the contact with the citizen that was begun with it, for closure questions.
    """

    callback: Callback
    interaction: Interaction | None


# ── Asking for it ────────────────────────────────────────────────────────────────────────────────────────


@action
def ask_callback(
    *,
    number: str,
    reason: CallbackReason,
    now: datetime,
    citizen: Citizen | None = None,
    queue: Queue | None = None,
    waiting_since: datetime | None = None,
    language: str = "",
    from_call: Call | None = None,
    not_before: datetime | None = None,
    grievance: Grievance | None = None,
) -> Callback:
    """Somebody is to be called. Who is on the list already stays on it, in the earlier place.

    Args:
        number: as the network or the person gave it.
        queue: where the wait was; none: the general one.
        waiting_since: when the wait began, which keeps the place; now, where there was none.
        language: empty: the citizen's, or Hindi.
        not_before: the earliest moment; moved into the calling hours.

    Raises:
        NoNumberToCall: withheld, or no number.
    """
    return enlist(
        number=number,
        reason=reason,
        now=now,
        citizen=citizen,
        queue=queue,
        waiting_since=waiting_since,
        language=language,
        from_call=from_call,
        not_before=not_before,
        grievance=grievance,
    )


def enlist(
    *,
    number: str,
    reason: CallbackReason,
    now: datetime,
    citizen: Citizen | None = None,
    queue: Queue | None = None,
    waiting_since: datetime | None = None,
    language: str = "",
    from_call: Call | None = None,
    not_before: datetime | None = None,
    grievance: Grievance | None = None,
    campaign: Campaign | None = None,
) -> Callback:
    """`ask_callback`, inside the transaction of the caller."""
    number = number_to_call(number)
    citizen = citizen or Citizen.objects.filter(mobile=number).first()
    new = Callback(
        number=number,
        citizen=citizen,
        reason=reason,
        queue=queue,
        waiting_since=waiting_since or now,
        language=language or (citizen.language if citizen else Language.HINDI),
        from_call=from_call,
        grievance=grievance,
        campaign=campaign,
    )
    new.not_before = next_hour(new, max(not_before or now, now))
    row = _join(new) or _insert(new) or _join(new)
    assert row is not None  # open when we inserted, and locked since
    tell_process(Word.CALLBACK, row.pk)
    return row


def _insert(new: Callback) -> Callback | None:
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:  # another process was faster
        return None
    return new


def _join(new: Callback) -> Callback | None:
    """The open callback to the same number, in the earlier place of both and with what was not known before."""
    open_ones = Callback.objects.exclude(route=Route.CLOSURE).select_related("queue")
    row: Callback | None = (
        open_ones.select_for_update(of=("self",)).filter(number=new.number, state__in=OPEN_CALLBACKS).first()
    )
    if row is None:
        return None
    if new.reason == CallbackReason.ASKED:
        row.reason = new.reason
    if row.queue is None or (new.queue and new.queue.is_confidential):
        row.queue = new.queue
    for name in ("citizen", "grievance", "from_call", "campaign"):
        setattr(row, name, getattr(row, name) or getattr(new, name))
    row.language = new.language
    row.waiting_since = min(row.waiting_since, new.waiting_since)
    row.not_before = min(row.not_before, new.not_before)
    row.save()
    return row


# ── How an incoming call that was not served is made good ────────────────────────────────────────────────

# How a call came out → why its caller is called.
UNSERVED: dict[str, CallbackReason] = {
    Outcome.ABANDONED: CallbackReason.ABANDONED,
    Outcome.LEFT: CallbackReason.MISSED,
    Outcome.CALLBACK: CallbackReason.ASKED,
    Outcome.VOICEMAIL: CallbackReason.VOICEMAIL,
    Outcome.TURNED_AWAY: CallbackReason.MISSED,
    Outcome.FAILED: CallbackReason.FAULT,
}
HUNG_UP = frozenset({Outcome.ABANDONED, Outcome.LEFT})


@action
def note_abandoned(*, call: Call, now: datetime) -> Callback | None:
    """An incoming call is over: whoever was not served is called back, in the place they had. Again is harmless.

    Who hung up within `calls.short_wait_seconds` meant to, and is not called.

    Returns:
        The callback; None where none is owed, or the number was withheld.
    """
    reason = UNSERVED.get(call.outcome)
    if reason is None or call.outgoing or call.route == Route.MISSED or _was_short(call):
        return None
    known: Callback | None = Callback.objects.filter(from_call=call).first()
    if known:
        return known
    try:
        return enlist(
            number=call.number,
            reason=reason,
            now=now,
            citizen=call.citizen,
            queue=call.queue,
            waiting_since=call.queued_at or call.began_at,
            language=call.language,
            from_call=call,
        )
    except NoNumberToCall:
        return None


def _was_short(call: Call) -> bool:
    waited = (call.ended_at or call.began_at) - (call.queued_at or call.answered_at or call.began_at)
    return call.outcome in HUNG_UP and waited < timedelta(seconds=option("calls.short_wait_seconds"))


@action
def settle_callbacks(*, number: str, now: datetime) -> int:
    """Whoever holds `number` has reached an agent by themselves: they need not be called any more.

    Returns:
        How many callbacks that takes off the list; closure questions stay.
    """
    return _drop(
        Callback.objects.exclude(route=Route.CLOSURE).filter(number=mobile_in(number) or number), now
    )


def _drop(callbacks: QuerySet[Callback], now: datetime) -> int:
    waiting = callbacks.filter(state=CallbackState.DUE).select_for_update().order_by("pk")
    dropped = [callback.pk for callback in waiting]
    Callback.objects.filter(pk__in=dropped).update(state=CallbackState.CANCELLED, ended_at=now)
    for key in dropped:
        tell_process(Word.CALLBACK, key)
    return len(dropped)


@action
def cancel_callback(*, callback: Callback, actor: Actor, now: datetime) -> Callback:
    """It is no longer needed. Again is harmless.

    Raises:
        NotAllowed: neither the citizen's own nor one that a supervisor may see.
        BeingCalled: too late, the telephone rings.
    """
    row = _hold(callback)
    _require_visible(row, actor)
    if row.state == CallbackState.DIALLING:
        raise BeingCalled
    _drop(Callback.objects.filter(pk=row.pk), now)
    row.refresh_from_db()
    return row


@action
def call_now(*, callback: Callback, actor: User, now: datetime) -> Callback:
    """Do not wait for the time of the next try; hours, do-not-disturb and the order of all still hold.

    Raises:
        NotAllowed: not a supervisor, or over already.
        BeingCalled: the telephone rings already.
    """
    row = _hold(callback)
    _require_visible(row, actor)
    if not actor.may("floor"):
        raise NotAllowed
    if row.state == CallbackState.DIALLING:
        raise BeingCalled
    if row.state != CallbackState.DUE:
        raise NotAllowed
    row.not_before = next_hour(row, now)
    row.save(update_fields=["not_before"])
    tell_process(Word.CALLBACK, row.pk)
    return row


def _hold(callback: Callback) -> Callback:
    rows = Callback.objects.select_related("queue", "campaign", "grievance")
    row: Callback = rows.select_for_update(of=("self",)).get(pk=callback.pk)
    return row


def _require_visible(callback: Callback, actor: Actor) -> None:
    if actor is not SYSTEM and not Callback.objects.visible_to(actor).filter(pk=callback.pk).exists():
        raise NotAllowed


# ── Tries ────────────────────────────────────────────────────────────────────────────────────────────────


@action
def start_try(*, callback: Callback, now: datetime) -> Try | None:
    """The number is to be dialled now: taken by this caller, for one process at a time.

    Returns:
        None where it may not be any more (cancelled, called by another, not at this hour, question answered).
    """
    row = _hold(callback)
    due = Callback.objects.filter(pk=row.pk, state=CallbackState.DUE, not_before__lte=now)
    if not callable_now(due, now).exists():
        return None
    contact = None
    if row.route == Route.CLOSURE and row.grievance:
        try:
            contact = begin_asking(grievance=row.grievance, now=now)
        except CallNotDue:
            return None
    row.state, row.last_try_at, row.tries = CallbackState.DIALLING, now, row.tries + 1
    row.save(update_fields=["state", "last_try_at", "tries"])
    return Try(row, contact)


@action
def end_try(*, callback: Callback, result: Tried, now: datetime) -> Callback:
    """What came of dialling. Again is harmless.

    Reached: done. In vain: tried again after `calls.callback_minutes`, a closure question on another day, until all
    tries are used up; then the citizen is told by SMS that we called. A fault of ours does not count: soon again.
    """
    row = _hold(callback)
    if row.state != CallbackState.DIALLING:
        return row
    if row.route == Route.CLOSURE and row.grievance:
        _end_contact(row.grievance, result, now)
    if result == Tried.REACHED:
        row.state, row.ended_at = CallbackState.DONE, now
    elif result in IN_VAIN and row.tries >= _tries_of(row):
        row.state, row.ended_at = CallbackState.GIVEN_UP, now
        _tell_that_we_called(row, now)
    else:
        _again(row, result, now)
    row.save()
    tell_process(Word.CALLBACK, row.pk)
    return row


def _again(row: Callback, result: Tried, now: datetime) -> None:
    row.state = CallbackState.DUE
    if result not in IN_VAIN:
        row.tries -= 1
        row.not_before = next_hour(row, now + AFTER_A_FAULT)
    elif row.route == Route.CLOSURE:
        row.not_before = another_day(now)
    else:
        row.not_before = next_hour(row, now + timedelta(minutes=option("calls.callback_minutes")))


def _tries_of(row: Callback) -> int:
    return int(option("contact.tries" if row.route == Route.CLOSURE else "calls.callback_tries"))


def _end_contact(grievance: Grievance, result: Tried, now: datetime) -> None:
    reached = None if result == Tried.FAILED else result not in IN_VAIN
    end_asking(grievance=grievance, reached=reached, now=now)


def _tell_that_we_called(row: Callback, now: datetime) -> None:
    """Not about closure questions, whose end is told by itself; never of a confidential call: others read phones."""
    confidential = (row.queue and row.queue.is_confidential) or (
        row.from_call and row.from_call.is_confidential
    )
    if row.route == Route.CLOSURE or confidential or not (mobile := mobile_in(row.number)):
        return
    tell_mobile(mobile=mobile, event=Event.CALL_TRIED, language=row.language, now=now)


@action
def take_back_lost_tries(*, now: datetime) -> int:
    """Tries of a process that ended in the middle: due again, as if they had not been made.

    Returns:
        How many there were.
    """
    lost = Callback.objects.filter(state=CallbackState.DIALLING, last_try_at__lt=now - LOST_AFTER)
    lost = lost.exclude(calls__state__in=LIVE_STATES).select_related("queue", "grievance")
    rows = list(lost.select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        if row.route == Route.CLOSURE and row.grievance:
            end_asking(grievance=row.grievance, reached=None, now=now)
        row.state, row.tries, row.not_before = CallbackState.DUE, row.tries - 1, next_hour(row, now)
        row.save(update_fields=["state", "tries", "not_before"])
        tell_process(Word.CALLBACK, row.pk)
    return len(rows)
