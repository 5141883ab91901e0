"""The holder's daily work on a case, and the citizen's part in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sunwai.casework.action import action
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.options import option
from sunwai.files.models import Upload
from sunwai.grievances.actions.base import begin, person, record, tell
from sunwai.grievances.central import require_pertains
from sunwai.grievances.clock import resume_clock, stop_clock
from sunwai.grievances.enums import EventKind, FileSide
from sunwai.grievances.errors import PauseUsedUp
from sunwai.grievances.models import Grievance, Resolution
from sunwai.messages.enums import Channel, Event


@action
def take_up(*, grievance: Grievance, actor: Actor, now: datetime) -> Grievance:
    """Begin work. Not doing so before the level's time is over counts against the officer ("not attended")."""
    case = begin(grievance, "take_up", actor=actor)
    case.attended_at = now
    case.save()
    record(case, EventKind.TAKEN_UP, actor=actor, at=now, channel=Channel.OFFICE)
    tell(case, Event.TAKEN_UP, now=now, also_supporters=True)
    return case


@action
def add_note(*, grievance: Grievance, words: str, actor: Actor, now: datetime) -> Grievance:
    """An interim note, which the citizen is told of. It moves neither state nor deadline."""
    case = begin(grievance, "note", actor=actor, words=words.strip())
    record(case, EventKind.INTERIM_NOTE, actor=actor, at=now, channel=Channel.OFFICE, words=words.strip())
    tell(case, Event.INTERIM_NOTE, now=now, also_supporters=True)
    return case


@action
def ask_citizen(*, grievance: Grievance, words: str, actor: Actor, now: datetime) -> Grievance:
    """Ask the citizen something; the clock stands still until the answer, but not beyond the level's allowance.

    Raises:
        PauseUsedUp: this level has waited for the citizen as long as it may.
    """
    case = begin(grievance, "ask_citizen", actor=actor, words=words.strip())
    allowed = option("grievance.pause_days") - case.paused_days
    if allowed <= 0:
        raise PauseUsedUp
    stop_clock(case, now=now)
    case.attended_at = case.attended_at or now
    case.paused_at, case.pause_until = now, now + timedelta(days=allowed)
    case.reminders, case.next_reminder_at = 0, now + timedelta(days=option("grievance.pause_reminders")[0])
    case.save()
    record(case, EventKind.QUESTION_ASKED, actor=actor, at=now, channel=Channel.OFFICE, words=words.strip())
    tell(case, Event.QUESTION_ASKED, now=now, until=case.pause_until)
    return case


@action
def answer_question(
    *,
    grievance: Grievance,
    words: str,
    channel: Channel,
    actor: Actor,
    now: datetime,
    uploads: Sequence[Upload] = (),
) -> Grievance:
    """The citizen answers the officer; the clock runs on with what was left."""
    case = begin(grievance, "answer_question", actor=actor, words=words.strip())
    _end_pause(case, now=now)
    record(
        case,
        EventKind.QUESTION_ANSWERED,
        actor=actor,
        at=now,
        channel=channel,
        words=words.strip(),
        files=uploads,
    )
    return case


@action
def end_pause(*, grievance: Grievance, now: datetime) -> Grievance:
    """The citizen did not answer in time; the officer goes on with what is known."""
    case = begin(grievance, "end_pause", actor=SYSTEM)
    _end_pause(case, now=now)
    record(case, EventKind.PAUSE_ENDED, actor=SYSTEM, at=now)
    return case


@action
def resolve(
    *, grievance: Grievance, words: str, proof: Sequence[Upload], actor: Actor, now: datetime
) -> Grievance:
    """Report the work done, with proof. Only the citizen's word closes the case: the question goes to them.

    Raises:
        Missing: no words, or no proof.
        DoesNotPertain: a central case, sent away as somebody else's.
    """
    case = begin(grievance, "resolve", actor=actor, words=words.strip(), proof=proof)
    require_pertains(case, words=words)
    stop_clock(case, now=now)
    case.attended_at = case.attended_at or now
    case.resolved_at, case.days_left = now, None
    case.reminders, case.next_reminder_at = 0, now + timedelta(days=option("contact.reminders")[0])
    case.save()
    case.supporters.update(done=None, answered_at=None)
    event = record(
        case,
        EventKind.RESOLVED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        files=proof,
        side=FileSide.PROOF,
        level=case.level,
    )
    Resolution.objects.create(
        grievance=case, event=event, level=case.level, post=case.post, by=person(actor), at=now
    )
    tell(case, Event.CLOSURE_QUESTION, now=now, also_supporters=True)
    return case


@action
def add_citizen_note(
    *,
    grievance: Grievance,
    words: str,
    channel: Channel,
    actor: Actor,
    now: datetime,
    uploads: Sequence[Upload] = (),
) -> Grievance:
    """The citizen adds something. It never moves a deadline."""
    case = begin(grievance, "citizen_note", actor=actor, words=words.strip())
    record(
        case, EventKind.CITIZEN_NOTE, actor=actor, at=now, channel=channel, words=words.strip(), files=uploads
    )
    return case


def _end_pause(case: Grievance, *, now: datetime) -> None:
    if case.paused_at:
        case.paused_days += (now - case.paused_at) / timedelta(days=1)
    case.paused_at = case.pause_until = case.next_reminder_at = None
    resume_clock(case, now=now)
    case.save()
