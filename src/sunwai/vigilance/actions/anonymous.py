"""A corruption complaint by somebody who says no name and no number: a secret code leads back to it, nothing else.

The complaint belongs to a citizen without mobile and name (docs/adr/0016), sealed like every other; who brings number
and code acts as that citizen. The code has 16 digits of chance (53 bits); only a keyed fingerprint is kept.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sunwai.casework.action import action, within
from sunwai.citizens.actions import unnamed_citizen
from sunwai.citizens.models import Citizen
from sunwai.core import reference
from sunwai.core.encryption import blind_index
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option
from sunwai.grievances.actions.registration import Complaint, register_grievance
from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Draft, Grievance
from sunwai.grievances.seal import citizen_of
from sunwai.messages.enums import Channel
from sunwai.vigilance.errors import SentBefore, WrongSecret
from sunwai.vigilance.models import FollowUp

GROUPS, DIGITS = 4, 4
CLOSED_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Followed:
    """A complaint, and the nameless citizen who brought it."""

    case: Grievance
    citizen: Citizen


@action
def file_anonymously(
    *, complaint: Complaint, channel: Channel, now: datetime, draft: Draft | None = None
) -> tuple[Grievance, str]:
    """Register a corruption complaint of which nobody knows who brought it.

    Returns:
        The case, and the secret code (`4821 0937 5566 1204`), which is to be shown once and is kept nowhere.

    Raises:
        NotAllowed: it is not about corruption.
        SentBefore: `draft` became a case already.
        Whatever `register_grievance` raises.
    """
    if complaint.kind != Kind.CORRUPTION:
        raise NotAllowed
    if draft and Draft.objects.select_for_update().get(pk=draft.pk).grievance_id:
        raise SentBefore
    nobody = unnamed_citizen(language=complaint.language, now=now)
    case: Grievance = within(register_grievance)(
        citizen=nobody, complaint=complaint, channel=channel, actor=nobody, now=now, draft=draft
    )
    code = " ".join("".join(secrets.choice("0123456789") for _ in range(DIGITS)) for _ in range(GROUPS))
    FollowUp.objects.create(grievance=case, digest=_digest(case, code))
    return case, code


def follow(*, number: str, secret: str, now: datetime) -> Followed:
    """The complaint that `number` and `secret` lead to.

    Raises:
        WrongSecret: they do not belong together, or there were too many wrong codes within the hour.
    """
    if (case := _opened(number=number, secret=secret, now=now)) is None:
        raise WrongSecret
    return Followed(case, citizen_of(case))


def followed(case_id: int) -> Followed | None:
    """The complaint that was opened by its code before; None where it is no such complaint."""
    kept = FollowUp.objects.select_related("grievance__seal").filter(pk=case_id).first()
    return Followed(kept.grievance, citizen_of(kept.grievance)) if kept else None


@action
def _opened(*, number: str, secret: str, now: datetime) -> Grievance | None:
    """A wrong code is counted, which an error would undo."""
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("grievance__seal")
    kept = rows.filter(grievance__reference=reference.clean(number)).first()
    if kept is None or (kept.closed_until and kept.closed_until > now):
        return None
    is_right = secrets.compare_digest(bytes(kept.digest), _digest(kept.grievance, secret))
    kept.failures = 0 if is_right else kept.failures + 1
    kept.closed_until = None
    if kept.failures >= option("vigilance.code_tries"):
        kept.failures, kept.closed_until = 0, now + CLOSED_FOR
    kept.save(update_fields=["failures", "closed_until"])
    return kept.grievance if is_right else None


def _digest(case: Grievance, code: str) -> bytes:
    return blind_index(f"follow:{case.pk}:{reference.clean(code)}")
