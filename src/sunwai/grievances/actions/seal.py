"""Opening the seal of a corruption case."""

from __future__ import annotations

from datetime import datetime

from sunwai.accounts.models import Reading, User, log_access
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.core.errors import NotAllowed
from sunwai.grievances import perms
from sunwai.grievances.actions.base import lock, record
from sunwai.grievances.enums import EventKind, Kind
from sunwai.grievances.models import Grievance
from sunwai.grievances.seal import SealedPerson, unseal
from sunwai.messages.enums import Channel


@action
def open_seal(*, grievance: Grievance, reason: str, actor: User, now: datetime) -> SealedPerson:
    """Read who brought a corruption case. Only its vigilance holder may, with a reason, and it is written down twice.

    Raises:
        NotAllowed: `actor` does not hold the case, or has no permission to open seals.
        Missing: no reason.
    """
    case = lock(grievance)
    if case.kind != Kind.CORRUPTION or not actor.may("open_seal"):
        raise NotAllowed
    if "holder" not in perms.relations(actor, case):
        raise NotAllowed
    if not reason.strip():
        raise Missing("reason")
    record(case, EventKind.SEAL_OPENED, actor=actor, at=now, channel=Channel.OFFICE, words=reason.strip())
    log_access(user=actor, what=Reading.SEAL, case_id=case.pk, reason=reason.strip()[:200], now=now)
    return unseal(case)
