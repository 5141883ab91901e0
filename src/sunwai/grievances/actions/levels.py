"""Up from L3 by a listed reason, and down from L4 with one. (By clock, cases climb in `sunwai.grievances.sweeps`.)"""

from __future__ import annotations

from datetime import datetime

from sunwai.casework.action import action
from sunwai.core.actors import Actor
from sunwai.grievances.actions.base import begin, put_on_table, record, tell
from sunwai.grievances.dispatch import next_post
from sunwai.grievances.enums import EscalationReason, EventKind, SendBackReason
from sunwai.grievances.errors import NobodyAbove
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel, Event
from sunwai.offices.ladder import last_resort_post
from sunwai.offices.models import Post


@action
def escalate(
    *, grievance: Grievance, reason: EscalationReason, words: str, actor: Actor, now: datetime
) -> Grievance:
    """L3 hands the case up to L4."""
    case = begin(grievance, "escalate", actor=actor, reason=reason, words=words.strip())
    above = next_post(case.line, above=case.level, barred=case.barred_posts)
    level, post = above or (len(case.line), last_resort_post())
    return _move(case, level, post, EventKind.ESCALATED, Event.CLIMBED, reason, words, actor, now)


@action
def send_back(
    *, grievance: Grievance, reason: SendBackReason, words: str, actor: Actor, now: datetime
) -> Grievance:
    """L4 gives the case back to L3.

    Raises:
        NobodyAbove: the line has no L3.
    """
    case = begin(grievance, "send_back", actor=actor, reason=reason, words=words.strip())
    below = next_post(case.line[:3], above=2, barred=case.barred_posts)
    if below is None or not below[1].is_filled:
        raise NobodyAbove
    return _move(case, below[0], below[1], EventKind.SENT_BACK, Event.SENT_BACK, reason, words, actor, now)


def _move(
    case: Grievance,
    level: int,
    post: Post,
    kind: EventKind,
    event: Event,
    reason: str,
    words: str,
    actor: Actor,
    now: datetime,
) -> Grievance:
    old = case.level
    put_on_table(case, post, level, now=now)
    case.save()
    record(
        case,
        kind,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        reason=reason,
        old=old,
        new=level,
        post=post.pk,
    )
    tell(case, event, now=now, also_supporters=True)
    return case
