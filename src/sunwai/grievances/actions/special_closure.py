"""Closing a case without the citizen's word: proposed, approved by another, announced, open to objection.

propose (holder) ──▶ approve (a post above, another person) ──▶ notice ──▶ closed | objection: open, next level
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sunwai.casework.action import action
from sunwai.casework.errors import TransitionNotAllowed
from sunwai.casework.models import Event as TimelineEvent
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.errors import InvalidInput
from sunwai.core.options import option, working_calendar
from sunwai.files.models import Upload
from sunwai.grievances.actions.approvers import approver_above
from sunwai.grievances.actions.base import begin, climb, decide, person, record, staff, tell
from sunwai.grievances.central import require_pertains
from sunwai.grievances.clock import stop_clock
from sunwai.grievances.enums import INVALID_REASONS, NEED_EVIDENCE, ClosureReason, EventKind, FileSide
from sunwai.grievances.errors import MissingEvidence, SamePersonApproves, TooLate
from sunwai.grievances.models import Grievance, Outcome, SpecialClosure
from sunwai.messages.enums import Channel, Event


@action
def propose_special_closure(
    *,
    grievance: Grievance,
    reason: ClosureReason,
    words: str,
    evidence: Sequence[Upload],
    actor: Actor,
    now: datetime,
) -> SpecialClosure:
    """Put a special closure before a higher post; L4 puts it before the nodal officer.

    Raises:
        MissingEvidence: the reason asks for evidence and none is attached.
        DoesNotPertain: a central case, sent away as somebody else's.
    """
    case = begin(grievance, "propose_special_closure", actor=actor, reason=reason, words=words.strip())
    require_pertains(case, reason=reason, words=words)
    if reason in NEED_EVIDENCE and not evidence:
        raise MissingEvidence
    approver = approver_above(case, proposer=staff(actor), least=3)
    case.save()
    event = record(
        case,
        EventKind.SPECIAL_CLOSURE_PROPOSED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        files=evidence,
        side=FileSide.EVIDENCE,
        reason=reason,
        approver=approver.pk,
    )
    return SpecialClosure.objects.create(
        grievance=case,
        event=event,
        reason=reason,
        proposed_by=staff(actor),
        proposed_at=now,
        approver=approver,
    )


@action
def approve_special_closure(
    *, grievance: Grievance, actor: Actor, now: datetime, words: str = ""
) -> Grievance:
    """Approve, and give the citizen notice with some working days to object.

    Raises:
        SamePersonApproves: `actor` proposed it.
    """
    closure = _pending(grievance, actor)
    case = begin(grievance, "approve_special_closure", actor=actor)
    decide(closure, Outcome.APPROVED, actor=actor, now=now)
    _give_notice(case, closure, actor=actor, words=words, now=now)
    return case


@action
def return_special_closure(*, grievance: Grievance, words: str, actor: Actor, now: datetime) -> Grievance:
    """Not approved: the case goes back to its holder, whose clock has run on meanwhile.

    Raises:
        SamePersonApproves: `actor` proposed it.
        Missing: no reason.
    """
    closure = _pending(grievance, actor)
    case = begin(grievance, "return_special_closure", actor=actor, words=words.strip())
    case.save()
    decide(closure, Outcome.REFUSED, actor=actor, now=now)
    record(
        case,
        EventKind.SPECIAL_CLOSURE_RETURNED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
    )
    return case


@action
def mark_invalid(
    *,
    grievance: Grievance,
    reason: ClosureReason,
    words: str,
    evidence: Sequence[Upload],
    actor: Actor,
    now: datetime,
) -> Grievance:
    """Find at L3 or L4 that the case is not one for the helpline; same notice, same right to object.

    Raises:
        InvalidInput: the reason is not one that makes a case invalid.
        MissingEvidence: the state asks for evidence and none is attached.
        DoesNotPertain: a central case, sent away as somebody else's.
    """
    case = begin(grievance, "mark_invalid", actor=actor, reason=reason, words=words.strip())
    if reason not in INVALID_REASONS:
        raise InvalidInput
    require_pertains(case, reason=reason, words=words)
    if option("grievance.evidence_for_invalid") and not evidence:
        raise MissingEvidence
    event = record(
        case,
        EventKind.MARKED_INVALID,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        files=evidence,
        side=FileSide.EVIDENCE,
        reason=reason,
    )
    closure = SpecialClosure.objects.create(
        grievance=case,
        event=event,
        reason=reason,
        invalid=True,
        proposed_by=staff(actor),
        proposed_at=now,
        outcome=Outcome.APPROVED,
        decided_by=staff(actor),
        decided_at=now,
    )
    _give_notice(case, closure, actor=actor, words="", now=now)
    return case


@action
def object_to_closure(
    *, grievance: Grievance, words: str, channel: Channel, actor: Actor, now: datetime
) -> Grievance:
    """The citizen objects: the case opens again, one level up.

    Raises:
        TooLate: the time to object has passed.
    """
    case = begin(grievance, "object", actor=actor, words=words.strip())
    if case.objection_until and now > case.objection_until:
        raise TooLate
    closure = case.specialclosures.filter(outcome=Outcome.APPROVED).last()
    if closure:
        closure.objected_at = now
        closure.save(update_fields=["objected_at"])
    case.objection_until = None
    case.reopen_count += 1
    case.top_level_denied = not climb(case, now=now)
    case.save()
    record(
        case,
        EventKind.CLOSURE_OBJECTED,
        actor=actor,
        at=now,
        channel=channel,
        words=words.strip(),
        level=case.level,
        post=case.post_id,
    )
    tell(case, Event.CLIMBED, now=now, also_supporters=True)
    return case


@action
def close_unopposed(*, grievance: Grievance, now: datetime) -> Grievance:
    """Nobody objected in time: closed, but never counted as satisfied."""
    case = begin(grievance, "close_unopposed", actor=SYSTEM)
    if case.objection_until and now <= case.objection_until:
        raise TransitionNotAllowed
    case.objection_until, case.closed_at = None, now
    case.save()
    record(case, EventKind.CLOSED_SPECIAL, actor=SYSTEM, at=now)
    tell(case, Event.CLOSED_SPECIAL, now=now, also_supporters=True)
    return case


def _give_notice(
    case: Grievance, closure: SpecialClosure, *, actor: Actor, words: str, now: datetime
) -> TimelineEvent:
    stop_clock(case, now=now)
    case.days_left = None
    case.objection_until = working_calendar().deadline(now, option("grievance.objection_days"))
    case.save()
    event = record(
        case,
        EventKind.CLOSURE_NOTICE_GIVEN,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        reason=closure.reason,
        until=case.objection_until.isoformat(),
    )
    tell(case, Event.CLOSURE_NOTICE, now=now, also_supporters=True, until=case.objection_until)
    return event


def _pending(grievance: Grievance, actor: Actor) -> SpecialClosure:
    closure = grievance.specialclosures.filter(outcome=Outcome.PENDING).first()
    if closure is None:
        raise TransitionNotAllowed
    if closure.proposed_by == person(actor):
        raise SamePersonApproves
    return closure
