"""Looking again at how cases were closed."""

from __future__ import annotations

from datetime import datetime

from sunwai.casework.action import action
from sunwai.core.actors import Actor
from sunwai.grievances.actions.base import at_level_or_above, begin, record, staff, tell
from sunwai.grievances.enums import AuditVerdict, EventKind
from sunwai.grievances.models import Grievance, QualityAudit
from sunwai.messages.enums import Channel, Event


@action
def audit_quality(
    *, grievance: Grievance, verdict: AuditVerdict, words: str, actor: Actor, now: datetime
) -> Grievance:
    """Judge a closure: good; low (counts in the ranking); or low and opened again at the level that closed it."""
    row = "audit_reopen" if verdict == AuditVerdict.REOPEN else "audit_quality"
    case = begin(grievance, row, actor=actor, words=words.strip(), verdict=verdict)
    case.low_quality = verdict != AuditVerdict.GOOD
    if verdict == AuditVerdict.REOPEN:
        case.closed_at = case.resolved_at = case.rating = None
        at_level_or_above(case, case.level, now=now)
    case.save()
    event = record(
        case,
        EventKind.AUDITED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        verdict=verdict,
    )
    QualityAudit.objects.create(grievance=case, event=event, verdict=verdict, by=staff(actor), at=now)
    if verdict == AuditVerdict.REOPEN:
        tell(case, Event.REOPENED, now=now, also_supporters=True)
    return case
