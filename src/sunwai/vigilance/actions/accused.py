"""Vigilance decides which of the suspects is the accused."""

from __future__ import annotations

from datetime import datetime

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.grievances.actions.base import begin, record
from sunwai.grievances.enums import EventKind
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from sunwai.offices.chain import posts_below
from sunwai.vigilance.errors import NothingToDecide, UnknownSuspect


@action
def decide_accused(
    *, grievance: Grievance, suspect: int | None, words: str, actor: User, now: datetime
) -> Grievance:
    """Say which of the suspects (`suspect`: its id) is the accused, or that none is (None), and why.

    From then on the case keeps away from that one and everybody below, and no longer from the others.

    Raises:
        NotAllowed: `actor` does not hold the case, may not open seals, or may be the accused.
        Missing: no reason.
        NothingToDecide: there is nobody to decide about.
        UnknownSuspect: it is none of the case's.
    """
    case = begin(grievance, "decide_accused", actor=actor, words=words.strip())
    open_ones = {one.pk: one for one in case.suspects.filter(is_accused=None).select_related("post", "user")}
    if not open_ones:
        raise NothingToDecide
    if suspect is not None and suspect not in open_ones:
        raise UnknownSuspect
    for number, one in open_ones.items():
        one.is_accused, one.decided_by, one.decided_at = number == suspect, actor, now
        one.save(update_fields=["is_accused", "decided_by", "decided_at"])
    found = open_ones[suspect] if suspect is not None else None
    case.accused_post, case.accused = (found.post, found.user) if found else (None, None)
    case.barred_posts, case.barred_users = posts_below(found.post) if found else [], []
    case.save(update_fields=["accused_post", "accused", "barred_posts", "barred_users"])
    record(
        case,
        EventKind.ACCUSED_DECIDED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        suspects=[one.post_id for one in open_ones.values()],
        accused=found.post_id if found else None,
    )
    return case
