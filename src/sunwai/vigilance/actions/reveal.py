"""Who brought a corruption case is read by two people: one asks and says why, another agrees, then it is shown once.
Where the line has no other vigilance officer, the second is found upward (`vigilance.seconds`).

ask ──▶ approve ──▶ open, once, by who asked          every step: an event on the timeline, and in the access log
    └─▶ refuse (with the reason)      └─▶ lapses after `vigilance.reveal_hours`
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sunwai.accounts.models import Reading, User, log_access
from sunwai.casework.action import action
from sunwai.core import clock
from sunwai.core.options import option
from sunwai.grievances.actions.base import begin, decide, record
from sunwai.grievances.enums import EventKind
from sunwai.grievances.errors import SamePersonApproves
from sunwai.grievances.models import Grievance, Outcome
from sunwai.grievances.seal import SealedPerson, unseal
from sunwai.messages.enums import Channel
from sunwai.offices.models import Post
from sunwai.vigilance.errors import AlreadyAsked, NobodyToAgree, NotApproved, NothingToDecide
from sunwai.vigilance.models import RevealRequest
from sunwai.vigilance.seconds import found_upward, in_line


@action
def ask_reveal(*, grievance: Grievance, words: str, actor: User, now: datetime) -> RevealRequest:
    """The vigilance holder asks to read who brought the case, and says why.

    Raises:
        NotAllowed: `actor` does not hold the case, may not open seals, or is or serves below the accused.
        Missing: no reason.
        AlreadyAsked: a request waits, or was approved and not read yet.
        NobodyToAgree: there is no second person.
    """
    case = begin(grievance, "ask_reveal", actor=actor, words=words.strip())
    requests = case.revealrequests
    requests.filter(outcome=Outcome.PENDING, expires_at__lte=now).update(
        outcome=Outcome.LAPSED, decided_at=now
    )
    live = requests.filter(
        outcome__in=(Outcome.PENDING, Outcome.APPROVED), opened_at=None, expires_at__gt=now
    )
    if live.exists():
        raise AlreadyAsked
    second = _second(case, actor)
    until = now + timedelta(hours=option("vigilance.reveal_hours"))
    event = record(
        case, EventKind.REVEAL_ASKED, actor=actor, at=now, channel=Channel.OFFICE, words=words.strip()
    )
    _log(case, actor, words, now=now)
    return RevealRequest.objects.create(
        grievance=case,
        event=event,
        proposed_by=actor,
        proposed_at=now,
        expires_at=until,
        approver=second,
    )


@action
def approve_reveal(*, grievance: Grievance, actor: User, now: datetime, words: str = "") -> RevealRequest:
    """Another vigilance officer of the line agrees, or the second found upward; who asked can read it now, once, within
    the same number of hours.

    Raises:
        NotAllowed: `actor` may not open seals, has no post in the line and not the one before which it lies, or is or
            serves below the accused.
        SamePersonApproves: `actor` asked.
        NothingToDecide: nothing waits, or its time is over.
    """
    case, request = _waiting(grievance, "approve_reveal", actor, now)
    request.expires_at = now + timedelta(hours=option("vigilance.reveal_hours"))
    request.save(update_fields=["expires_at"])
    decide(request, Outcome.APPROVED, actor=actor, now=now)
    record(
        case,
        EventKind.REVEAL_APPROVED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        request=request.pk,
    )
    _log(case, actor, words, now=now)
    return request


@action
def refuse_reveal(*, grievance: Grievance, words: str, actor: User, now: datetime) -> RevealRequest:
    """Another vigilance officer of the line says no, and why.

    Raises:
        NotAllowed, SamePersonApproves, NothingToDecide: as for `approve_reveal`.
        Missing: no reason.
    """
    case, request = _waiting(grievance, "refuse_reveal", actor, now, words=words.strip())
    decide(request, Outcome.REFUSED, actor=actor, now=now)
    record(
        case,
        EventKind.REVEAL_REFUSED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        request=request.pk,
    )
    _log(case, actor, words, now=now)
    return request


@action
def open_seal(*, grievance: Grievance, actor: User, now: datetime) -> SealedPerson:
    """Read who brought the case: once, by who asked, after another officer agreed.

    Raises:
        NotAllowed: `actor` does not hold the case (any more), may not open seals, or is or serves below the accused.
        NotApproved: `actor` has no approval that is good and unused.
    """
    case = begin(grievance, "open_seal", actor=actor)
    request = case.revealrequests.filter(
        outcome=Outcome.APPROVED, proposed_by=actor, opened_at=None, expires_at__gt=now
    ).first()
    if request is None:
        raise NotApproved
    request.opened_at = now
    request.save(update_fields=["opened_at"])
    record(case, EventKind.SEAL_OPENED, actor=actor, at=now, channel=Channel.OFFICE, request=request.pk)
    _log(case, actor, request.event.words.text, now=now)
    return unseal(case)


def _second(case: Grievance, asker: User) -> Post | None:
    """Before whom the request lies: a post found upward; None where others of the line can agree."""
    today = clock.today()
    if in_line(case, asker=asker, on=today):
        return None
    upward = found_upward(case, asker=asker, on=today)
    if upward is None:
        raise NobodyToAgree
    return upward.post


def _waiting(
    grievance: Grievance, row: str, actor: User, now: datetime, **given: str
) -> tuple[Grievance, RevealRequest]:
    case = begin(grievance, row, actor=actor, **given)
    request = case.revealrequests.filter(outcome=Outcome.PENDING, expires_at__gt=now).first()
    if request is None:
        raise NothingToDecide
    if request.proposed_by_id == actor.pk:
        raise SamePersonApproves
    return case, request


def _log(case: Grievance, actor: User, reason: str, *, now: datetime) -> None:
    log_access(user=actor, what=Reading.SEAL, case_id=case.pk, reason=reason.strip()[:200], now=now)
