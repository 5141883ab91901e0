"""How the entries of the calls process become rows. Each may come twice, when a journal is read again: no harm."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from sunwai.calls.actions.callbacks import ask_callback, end_try, note_abandoned, settle_callbacks
from sunwai.calls.actions.campaigns import note_missed_call
from sunwai.calls.bus import Word, tell_floor
from sunwai.calls.enums import AgentState, CallbackReason, CallState, Outcome, RecordingKind, Route, Tried
from sunwai.calls.models import (
    AgentSession,
    AgentSpell,
    Call,
    Callback,
    CallStep,
    Campaign,
    Order,
    Queue,
    Recording,
)
from sunwai.calls.outgoing.errors import NoNumberToCall
from sunwai.casework.action import action
from sunwai.citizens.mobile import NotAMobile, parse
from sunwai.citizens.models import Citizen
from sunwai.core.errors import SunwaiError
from sunwai.grievances.enums import Disposition, InteractionKind, Kind
from sunwai.grievances.models import Draft, Interaction
from sunwai.messages.enums import Channel

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """Something that happened: the name of a writer below, and what it takes; only text, numbers and moments."""

    what: str
    data: dict[str, Any]

    def as_line(self) -> str:
        """One line of the journal."""
        return json.dumps([self.what, self.data], default=_plain, ensure_ascii=False) + "\n"

    @classmethod
    def of_line(cls, line: str) -> Self:
        """The entry on a line of the journal.

        Raises:
            json.JSONDecodeError: the line is torn.
        """
        what, data = json.loads(line)
        return cls(what, {name: _moment(name, value) for name, value in data.items()})


def write_entries(entries: list[Entry]) -> None:
    """Write all, in order; rows that follow each other in one transaction. What is refused for good is logged.

    Raises:
        OperationalError, InterfaceError: the database is away. What was written already may come again.
    """
    for are_rows, some in groupby(entries, key=lambda entry: entry.what in WRITERS):
        (_write_rows if are_rows else _do_deeds)(list(some))


@action
def _write_rows(entries: list[Entry]) -> None:
    with connection.cursor() as cursor:  # a row that points nowhere is refused alone, not at the end with all
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for entry in entries:
        with _what_is_refused(entry), transaction.atomic():
            WRITERS[entry.what](**entry.data)


def _do_deeds(entries: list[Entry]) -> None:
    """Actions, each a transaction of its own."""
    for entry in entries:
        with _what_is_refused(entry):
            DEEDS[entry.what](**entry.data)


@contextmanager
def _what_is_refused(entry: Entry) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except (DatabaseError, LookupError, TypeError, ValueError, ObjectDoesNotExist, SunwaiError):
        log.exception("cannot be written: %s", entry.what)


def begin_call(
    *,
    call: str,
    line_id: str,
    route: str,
    number: str,
    dialled: str,
    at: datetime,
    outgoing: bool = False,
    **more: Any,
) -> None:
    """A call has come in, or is being made."""
    citizen = _citizen(number)
    Call.objects.get_or_create(
        pk=call,
        defaults={
            "line_id": line_id,
            "route": route,
            "number": number,
            "dialled": dialled,
            "began_at": at,
            "outgoing": outgoing,
            "citizen": citizen,
            "district_id": citizen.place.district_id if citizen and citizen.place else None,
            "language": citizen.language if citizen else "hi",
            **more,
        },
    )
    tell_floor(Word.CALL, call)


def change_call(*, call: str, **fields: Any) -> None:
    """Something about a call is known now, or is different."""
    Call.objects.filter(pk=call, ended_at=None).update(**fields)
    tell_floor(Word.CALL, call)


def add_step(*, call: str, at: datetime, happened: str, data: dict[str, Any]) -> None:
    """Something happened in a call."""
    CallStep.objects.create(call_id=call, at=at, what=happened, data=data)


def begin_talk(*, call: str, agent: int, session: int, agent_line: str, recording: str, at: datetime) -> None:
    """An agent has taken a call: from here on it is a contact of the desk, and recorded."""
    row = Call.objects.select_for_update().get(pk=call)
    if row.ended_at:
        return
    if row.interaction_id is None or row.interaction.agent_id != agent:  # each agent writes up their own part
        row.interaction = _contact(row, agent=agent, at=at)
    row.agent_id, row.agent_line_id, row.state = agent, agent_line, CallState.TALKING
    row.talked_at = row.talked_at or at
    row.save(update_fields=["agent", "agent_line_id", "state", "talked_at", "interaction"])
    if recording:
        begin_recording(call=call, kind=RecordingKind.CALL, name=recording, at=at)
    AgentSession.objects.filter(pk=session).update(call=row)
    tell_floor(Word.CALL, call)


def begin_recording(*, call: str, kind: str, name: str, at: datetime, **more: Any) -> None:
    """Something is being recorded."""
    Recording.objects.get_or_create(
        name=name, defaults={"call_id": call, "kind": kind, "began_at": at, **more}
    )


def keep_voice_complaint(
    *, call: str, name: str, seconds: float, number: str, language: str, at: datetime
) -> None:
    """A complaint was spoken: a draft that an agent is to complete, with its recording."""
    if Recording.objects.filter(name=name).exists():
        return
    draft = Draft.objects.create(
        data={"kind": Kind.COMPLAINT.value, "language": language, "mobile": number},
        created_at=at,
        updated_at=at,
    )
    Recording.objects.create(
        call_id=call,
        kind=RecordingKind.COMPLAINT,
        name=name,
        draft=draft,
        seconds=seconds,
        began_at=at - timedelta(seconds=seconds),
    )


def end_call(
    *,
    call: str,
    outcome: str,
    ended_by: str,
    at: datetime,
    kind: str = "",
    disposition: str = "",
    held_seconds: int = 0,
) -> None:
    """A call is over. One that no agent took is a contact all the same, written up by us."""
    row = Call.objects.select_for_update().get(pk=call)
    if row.ended_at:
        return
    row.state, row.outcome, row.ended_by, row.ended_at = CallState.ENDED, outcome, ended_by, at
    row.held_seconds = held_seconds
    row.citizen = row.citizen or _citizen(row.number)  # who was registered in the call itself
    if row.interaction_id is None and row.route not in NO_CONTACT:
        contact = row.interaction = _contact(row, agent=None, at=row.began_at)
        contact.kind = kind or InteractionKind.NONE
        contact.disposition = disposition or DISPOSITIONS.get(Outcome(outcome), Disposition.DROPPED)
        contact.ended_at = at
        contact.save()
    row.save(
        update_fields=["state", "outcome", "ended_by", "ended_at", "held_seconds", "citizen", "interaction"]
    )
    tell_floor(Word.CALL, call)


def change_session(*, session: int, state: str, at: datetime, reason: str = "", **fields: Any) -> None:
    """An agent does something else now; the time spent so far is closed."""
    row = AgentSession.objects.select_for_update().get(pk=session)
    if row.ended_at:
        return
    if row.state == AgentState.WRAP_UP and state != AgentState.WRAP_UP and row.call_id:
        spent = max(0, int((at - row.since).total_seconds()))
        Call.objects.filter(pk=row.call_id).update(wrap_up_seconds=F("wrap_up_seconds") + spent)
    if (row.state, row.reason) != (state, reason) or not row.spells.filter(ended_at=None).exists():
        row.spells.filter(ended_at=None).update(ended_at=at)
        if state != AgentState.OFF:
            AgentSpell.objects.create(session=row, state=state, reason=reason, began_at=at)
        row.since = at
    row.state, row.reason = state, reason
    for name, value in fields.items():
        setattr(row, name, value)
    if state == AgentState.OFF:
        row.ended_at = row.ended_at or at
    row.save()
    tell_floor(Word.SESSION, session)


def end_order(*, order: int, at: datetime, problem: str = "") -> None:
    """What a page asked for was done, or could not be."""
    Order.objects.filter(pk=order).update(done_at=at, problem=problem[:200])
    tell_floor(Word.ORDER, order)


def pause_recording(*, name: str, since: float, until: float) -> None:
    """A stretch of a recording was left out, in seconds from its beginning."""
    row = Recording.objects.select_for_update().get(name=name)
    row.pauses = [*row.pauses, [since, until]]
    row.save(update_fields=["pauses"])


WRITERS: dict[str, Callable[..., None]] = {
    "begin_call": begin_call,
    "change_call": change_call,
    "step": add_step,
    "begin_talk": begin_talk,
    "begin_recording": begin_recording,
    "keep_voice_complaint": keep_voice_complaint,
    "pause_recording": pause_recording,
    "end_call": end_call,
    "change_session": change_session,
    "end_order": end_order,
}


# ── Deeds: actions of other modules, by the keys of their rows ───────────────────────────────────────────


def _ask_callback(
    *,
    call: str,
    number: str,
    reason: str,
    queue: str,
    language: str,
    waiting_since: datetime,
    at: datetime,
) -> None:
    with suppress(NoNumberToCall):
        ask_callback(
            number=number,
            reason=CallbackReason(reason),
            queue=Queue.objects.filter(code=queue).first(),
            language=language,
            waiting_since=waiting_since,
            from_call=Call.objects.filter(pk=call).first(),
            now=at,
        )


def _make_good(*, call: str, at: datetime) -> None:
    note_abandoned(call=Call.objects.select_related("queue", "citizen").get(pk=call), now=at)


def _note_missed_call(*, number: str, campaign: int | None, call: str, at: datetime) -> None:
    if campaign is None:
        ask_callback(number=number, reason=CallbackReason.MISSED, now=at)
        return
    Call.objects.filter(pk=call).update(campaign=campaign)
    note_missed_call(number=number, campaign=Campaign.objects.get(pk=campaign), now=at)


def _end_try(*, callback: int, result: str, at: datetime) -> None:
    end_try(callback=Callback.objects.get(pk=callback), result=Tried(result), now=at)


def _settle_callbacks(*, number: str, at: datetime) -> None:
    settle_callbacks(number=number, now=at)


DEEDS: dict[str, Callable[..., None]] = {
    "ask_callback": _ask_callback,
    "make_good": _make_good,
    "note_missed_call": _note_missed_call,
    "end_try": _end_try,
    "settle_callbacks": _settle_callbacks,
}
# Nobody spoke, and nobody was meant to: a missed call, two people put through to each other.
NO_CONTACT = frozenset({Route.MISSED, Route.CLICK})
DISPOSITIONS = {
    Outcome.SERVED: Disposition.INFORMED,
    Outcome.CALLBACK: Disposition.CALL_LATER,
    Outcome.VOICEMAIL: Disposition.CALL_LATER,
    Outcome.TURNED_AWAY: Disposition.CALL_LATER,
    Outcome.NOT_REACHED: Disposition.NOT_REACHED,
}


def _contact(row: Call, *, agent: int | None, at: datetime) -> Interaction:
    return Interaction.objects.create(
        citizen_id=row.citizen_id,
        mobile=_mobile(row.number),
        agent_id=agent,
        channel=Channel.CALL if agent else Channel.IVR,
        outgoing=row.outgoing,
        grievance_id=row.grievance_id,
        is_confidential=row.is_confidential,
        started_at=at,
    )


def _citizen(number: str) -> Citizen | None:
    mobile = _mobile(number)
    return Citizen.objects.select_related("place").filter(mobile=mobile).first() if mobile else None


def _mobile(number: str) -> str:
    """The ten digits of a mobile; "" for a landline or a withheld number."""
    try:
        return parse(number)
    except NotAMobile:
        return ""


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{value!r} cannot be written into the journal")


def _moment(name: str, value: Any) -> Any:
    """Moments are told by their names: `at`, `ended_at`, `waiting_since`, `wrap_up_until`."""
    is_moment = name == "at" or name.endswith(("_at", "_since", "_until"))
    return datetime.fromisoformat(value) if is_moment and isinstance(value, str) else value
