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
from sunwai.citizens.mobile import mobile_in
from sunwai.citizens.models import Citizen
from sunwai.core import rows
from sunwai.core.errors import SunwaiError
from sunwai.grievances.enums import Disposition, InteractionKind, Kind
from sunwai.grievances.models import Draft, Interaction
from sunwai.messages.enums import Channel

log = logging.getLogger(__name__)

type Told = tuple[Word, object]
BEGIN, CHANGE, END, STEP, MAKE_GOOD = "begin_call", "change_call", "end_call", "step", "make_good"
TOGETHER = (BEGIN, END, STEP)  # all of a batch at once
BEGUN_WITH = frozenset(
    {"call", "at", "line_id", "route", "number", "dialled", "outgoing"}
)  # what never changes
REFUSED = (DatabaseError, LookupError, TypeError, ValueError, ObjectDoesNotExist, SunwaiError)


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
    """Write all: the rows in one transaction, then the deeds, both in order. What is refused for good is logged.

    Raises:
        OperationalError, InterfaceError: the database is away. What was written already may come again.
    """
    if rows := [entry for entry in entries if entry.what not in DEEDS]:
        _write_rows(rows)
    _do_deeds([entry for entry in entries if entry.what in DEEDS])


@action
def _write_rows(entries: list[Entry]) -> None:
    """All of them at once; where something is refused one by one, so that only that is left out."""
    _refuse_at_once()
    try:
        with transaction.atomic():
            _write_together(entries)
    except (OperationalError, InterfaceError):
        raise
    except REFUSED:
        for entry in entries:
            with _what_is_refused(entry), transaction.atomic():
                _write_together([entry])


def _refuse_at_once() -> None:
    """A row that points nowhere is refused where it is written, not at the end with all others."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _write_together(entries: list[Entry]) -> None:
    """In as few statements as can be: what begins comes first, what ends and steps last; pages are told once."""
    entries = _folded(entries)
    of = {what: [entry.data for entry in entries if entry.what == what] for what in TOGETHER}
    words: list[Told | None] = [*begin_calls(of[BEGIN])]
    for what, alike in groupby(
        (entry for entry in entries if entry.what not in TOGETHER), lambda one: one.what
    ):
        data = [entry.data for entry in alike]
        words += change_calls(data) if what == CHANGE else [WRITERS[what](**one) for one in data]
    words += end_calls(of[END])
    add_steps(of[STEP])
    tell_floor(word for word in words if word)


def _folded(entries: list[Entry]) -> list[Entry]:
    """Changes of a call that follow each other are one; so are a call's beginning and what changed at once."""
    folded: list[Entry] = []
    open_ones: dict[str, int] = {}  # call → where its last change stands
    for entry in entries:
        call = entry.data.get("call", "")
        if entry.what == CHANGE and call in open_ones:
            before = folded[open_ones[call]]
            folded[open_ones[call]] = Entry(before.what, before.data | entry.data)
            continue
        if entry.what in (BEGIN, CHANGE):
            open_ones[call] = len(folded)
        elif entry.what != STEP:
            open_ones.pop(call, None)
        folded.append(entry)
    return folded


def _do_deeds(entries: list[Entry]) -> None:
    """Actions, each a transaction of its own."""
    left = {entry.data["call"] for entry in entries if entry.what == MAKE_GOOD}
    calls = Call.objects.select_related("queue", "citizen").in_bulk(left) if left else {}
    for entry in entries:
        with _what_is_refused(entry):
            given = {"call": calls[UUID(entry.data["call"])]} if entry.what == MAKE_GOOD else {}
            DEEDS[entry.what](**entry.data | given)


@contextmanager
def _what_is_refused(entry: Entry) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except REFUSED:
        log.exception("cannot be written: %s", entry.what)


def begin_calls(calls: list[dict[str, Any]]) -> list[Told]:
    """Calls have come in, or are being made. One that is known already is changed instead."""
    if not calls:
        return []
    known = {
        str(pk)
        for pk in Call.objects.filter(pk__in=[one["call"] for one in calls]).values_list("pk", flat=True)
    }
    citizens = _citizens({mobile_in(one["number"]) for one in calls})
    Call.objects.bulk_create(
        [
            _begun(**one, citizen=citizens.get(mobile_in(one["number"])))
            for one in calls
            if one["call"] not in known
        ]
    )
    changed = [one for one in calls if one["call"] in known]
    change_calls(
        [{"call": one["call"]} | {name: one[name] for name in one.keys() - BEGUN_WITH} for one in changed]
    )
    return [(Word.CALL, one["call"]) for one in calls]


def _begun(*, call: str, at: datetime, citizen: Citizen | None, **fields: Any) -> Call:
    of_citizen = {"language": citizen.language, "district_id": _district(citizen)} if citizen else {}
    return Call(pk=call, began_at=at, citizen=citizen, **of_citizen | fields)


def change_calls(changes: list[dict[str, Any]]) -> list[Told]:
    """Something about calls is known now, or is different."""
    rows.change(
        Call,
        [
            {"id": one["call"]} | {name: one[name] for name in one.keys() - {"call"}}
            for one in changes
            if len(one) > 1
        ],
        where="it.ended_at IS NULL",
    )
    return [(Word.CALL, one["call"]) for one in changes]


def add_steps(steps: list[dict[str, Any]]) -> None:
    """Things happened in calls."""
    CallStep.objects.bulk_create(
        CallStep(call_id=one["call"], at=one["at"], what=one["happened"], data=one["data"]) for one in steps
    )


def begin_talk(
    *, call: str, agent: int, session: int, agent_line: str, recording: str, at: datetime
) -> Told | None:
    """An agent has taken a call: from here on it is a contact of the desk, and recorded."""
    row = Call.objects.select_for_update().get(pk=call)
    if row.ended_at:
        return None
    if row.interaction_id is None or row.interaction.agent_id != agent:  # each agent writes up their own part
        row.interaction = _contact(row, agent=agent, at=at)
        row.interaction.save()
    row.agent_id, row.agent_line_id, row.state = agent, agent_line, CallState.TALKING
    row.talked_at = row.talked_at or at
    row.save(update_fields=["agent", "agent_line_id", "state", "talked_at", "interaction"])
    if recording:
        begin_recording(call=call, kind=RecordingKind.CALL, name=recording, at=at)
    AgentSession.objects.filter(pk=session).update(call=row)
    return Word.CALL, call


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


def end_calls(ends: list[dict[str, Any]]) -> list[Told]:
    """Calls are over. One that no agent took is a contact all the same, written up by us."""
    if not ends:
        return []
    found = Call.objects.select_for_update().filter(pk__in=[one["call"] for one in ends])
    known = {str(row.pk): row for row in found}
    over = {one["call"]: one for one in ends if not known[one["call"]].ended_at}
    _recognise([known[call] for call in over])
    contacts = {call: contact for call, one in over.items() if (contact := _written_up(known[call], **one))}
    Interaction.objects.bulk_create(contacts.values())
    rows.change(
        Call,
        [
            {
                "id": call,
                "state": CallState.ENDED,
                "outcome": one["outcome"],
                "ended_by": one["ended_by"],
                "ended_at": one["at"],
                "held_seconds": one.get("held_seconds", 0),
                "citizen_id": known[call].citizen_id,
                "interaction_id": contacts[call].pk if call in contacts else known[call].interaction_id,
            }
            for call, one in over.items()
        ],
    )
    return [(Word.CALL, call) for call in over]


def _recognise(calls: list[Call]) -> None:
    """Whose calls they are: a citizen may have been registered in the call itself."""
    unknown = [row for row in calls if row.citizen_id is None]
    citizens = _citizens({mobile_in(row.number) for row in unknown}) if unknown else {}
    for row in unknown:
        citizen = citizens.get(mobile_in(row.number))
        row.citizen_id = citizen.pk if citizen else None


def _written_up(
    row: Call, *, outcome: str, at: datetime, kind: str = "", disposition: str = "", **_more: Any
) -> Interaction | None:
    """The contact, with what we know of it; None where an agent has it, or nobody was to speak."""
    if row.interaction_id is not None or row.route in NO_CONTACT:
        return None
    return _contact(
        row,
        agent=None,
        at=row.began_at,
        kind=kind or InteractionKind.NONE,
        disposition=disposition or DISPOSITIONS.get(Outcome(outcome), Disposition.DROPPED),
        ended_at=at,
    )


def change_session(*, session: int, state: str, at: datetime, reason: str = "", **fields: Any) -> Told | None:
    """An agent does something else now; the time spent so far is closed."""
    row = AgentSession.objects.select_for_update().get(pk=session)
    if row.ended_at:
        return None
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
    return Word.SESSION, session


def end_order(*, order: int, at: datetime, problem: str = "") -> Told:
    """What a page asked for was done, or could not be."""
    Order.objects.filter(pk=order).update(done_at=at, problem=problem[:200])
    return Word.ORDER, order


def pause_recording(*, name: str, since: float, until: float) -> None:
    """A stretch of a recording was left out, in seconds from its beginning."""
    row = Recording.objects.select_for_update().get(name=name)
    row.pauses = [*row.pauses, [since, until]]
    row.save(update_fields=["pauses"])


# What each has done, pages are told of; None where there is nothing to tell.
WRITERS: dict[str, Callable[..., Told | None]] = {
    "begin_talk": begin_talk,
    "begin_recording": begin_recording,
    "keep_voice_complaint": keep_voice_complaint,
    "pause_recording": pause_recording,
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


def _make_good(*, call: Call, at: datetime) -> None:
    note_abandoned(call=call, now=at)


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
    MAKE_GOOD: _make_good,
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


def _contact(row: Call, *, agent: int | None, at: datetime, **more: Any) -> Interaction:
    return Interaction(
        citizen_id=row.citizen_id,
        mobile=mobile_in(row.number),
        agent_id=agent,
        channel=Channel.CALL if agent else Channel.IVR,
        outgoing=row.outgoing,
        grievance_id=row.grievance_id,
        is_confidential=row.is_confidential,
        started_at=at,
        **more,
    )


def _citizens(mobiles: set[str]) -> dict[str, Citizen]:
    found = Citizen.objects.select_related("place").filter(mobile__in=mobiles - {""})
    return {citizen.mobile: citizen for citizen in found if citizen.mobile}


def _district(citizen: Citizen) -> int | None:
    return citizen.place.district_id if citizen.place else None


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
