"""Who brought a corruption case is threatened or harmed for it: said at any time, answered within days."""

from __future__ import annotations

from datetime import datetime

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core.actors import Actor
from sunwai.core.options import option, working_calendar
from sunwai.grievances.actions.base import begin, record, tell
from sunwai.grievances.enums import EventKind
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel, Event
from sunwai.vigilance.errors import NothingToDecide
from sunwai.vigilance.models import Retaliation


@action
def report_retaliation(
    *, grievance: Grievance, words: str, channel: Channel, actor: Actor, now: datetime
) -> Grievance:
    """Who brought the case says that they are threatened or harmed for it. It moves no state and no deadline of the
    case; it has one of its own (`vigilance.retaliation_days`).

    Raises:
        NotAllowed: `actor` did not bring this case, or it is not one about corruption.
        Missing: no words.
    """
    case = begin(grievance, "report_retaliation", actor=actor, words=words.strip())
    event = record(
        case, EventKind.RETALIATION_REPORTED, actor=actor, at=now, channel=channel, words=words.strip()
    )
    due = working_calendar().deadline(now, option("vigilance.retaliation_days"))
    Retaliation.objects.create(grievance=case, event=event, at=now, due_at=due)
    return case


@action
def answer_retaliation(*, grievance: Grievance, words: str, actor: User, now: datetime) -> Grievance:
    """A vigilance officer of the line writes down what was done; who brought the case can read it.

    Raises:
        NotAllowed: `actor` has no post in the line, may not open seals, or is or serves below the accused.
        Missing: no words.
        NothingToDecide: no report waits.
    """
    case = begin(grievance, "answer_retaliation", actor=actor, words=words.strip())
    waiting = case.retaliations.filter(answered_at=None)
    if not waiting.update(answered_at=now, answered_by=actor):
        raise NothingToDecide
    record(
        case,
        EventKind.RETALIATION_ANSWERED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
    )
    tell(case, Event.INTERIM_NOTE, now=now)
    return case
