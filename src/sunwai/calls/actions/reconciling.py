"""What comes of comparing our book with the switch's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import CallbackReason, CallbackState, CallState, Outcome, Route
from sunwai.calls.models import Call, Callback, Difference, Number
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.citizens.mobile import mobile_in
from sunwai.citizens.models import Citizen
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option

OPEN = (CallbackState.DUE, CallbackState.DIALLING)


@dataclass(frozen=True)
class Found:
    """One difference."""

    line_id: str
    what: str
    began_at: datetime
    data: dict[str, Any]


@action
def take_into_book(
    *,
    line_id: str,
    number: str,
    dialled: Number,
    began_at: datetime,
    ended_at: datetime,
    spoke: bool,
    now: datetime,
) -> Call:
    """Write down a call that the switch served, or lost, without us. Whom nobody answered is called back.

    Args:
        spoke: whether somebody of ours took it.
    """
    citizen = _citizen(number)
    queue = dialled.queue
    call = Call.objects.create(
        line_id=line_id,
        route=dialled.route,
        number=number,
        dialled=dialled.pk,
        citizen=citizen,
        language=citizen.language if citizen else "hi",
        queue=queue,
        is_confidential=dialled.route == Route.WOMEN or bool(queue and queue.is_confidential),
        state=CallState.ENDED,
        outcome=Outcome.ANSWERED if spoke else _unanswered(dialled, began_at, ended_at),
        began_at=began_at,
        ended_at=ended_at,
    )
    if call.outcome == Outcome.FAILED and number:
        _call_back(call, now)
    return call


@action
def keep_differences(*, found: Sequence[Found], since: datetime, now: datetime) -> None:
    """List what differs; what was listed, is not explained, and no longer differs goes from the list."""
    Difference.objects.filter(began_at__gte=since, explained_at=None).exclude(
        line_id__in=[one.line_id for one in found]
    ).delete()
    for one in found:
        Difference.objects.update_or_create(
            line_id=one.line_id,
            defaults={"what": one.what, "began_at": one.began_at, "data": one.data},
            create_defaults={
                "what": one.what,
                "began_at": one.began_at,
                "data": one.data,
                "found_at": now,
            },
        )


@action
def explain_difference(*, difference: Difference, explanation: str, actor: User, now: datetime) -> None:
    """Close a difference by saying how it came about.

    Raises:
        NotAllowed: `actor` does not look after the floor.
        Missing: nothing is said.
    """
    if not actor.may("floor"):
        raise NotAllowed
    if not explanation.strip():
        raise Missing("explanation")
    said = f"{explanation.strip()} ({actor})"
    Difference.objects.filter(pk=difference.pk, explained_at=None).update(
        explained_at=now, explanation=said[:300]
    )


def _unanswered(dialled: Number, began_at: datetime, ended_at: datetime) -> Outcome:
    if dialled.route == Route.MISSED:
        return Outcome.MISSED
    short = ended_at - began_at < timedelta(seconds=option("calls.short_wait_seconds"))
    return Outcome.LEFT if short else Outcome.FAILED


def _call_back(call: Call, now: datetime) -> None:
    open_ones = Callback.objects.filter(
        number=call.number, route=Route.CALLBACK, state__in=OPEN, grievance=None
    )
    if open_ones.exists():
        return
    callback = Callback.objects.create(
        number=call.number,
        citizen=call.citizen,
        reason=CallbackReason.FAULT,
        queue=call.queue,
        from_call=call,
        language=call.language,
        waiting_since=call.began_at,
        not_before=now,
    )
    tell_process(Word.CALLBACK, callback.pk)


def _citizen(number: str) -> Citizen | None:
    return Citizen.objects.filter(mobile=mobile_in(number) or None).first()
