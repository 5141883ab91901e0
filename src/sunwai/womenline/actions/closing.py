"""A case ends with her consent; without it, a second person looks at why."""

from __future__ import annotations

from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from sunwai.accounts.models import User
from sunwai.womenline.actions.base import begin, confidential, record, write_note
from sunwai.womenline.enums import Closing, EventKind
from sunwai.womenline.errors import ChildProtectionNeeded
from sunwai.womenline.models import Case, FollowUp


@confidential
@sensitive_variables()
def close_with_consent(*, case: Case, consent: bool, words: str, actor: User, now: datetime) -> Case:
    """Close a case because she says so.

    Raises:
        Missing: she did not agree, or no words say how.
        ChildProtectionNeeded: see there.
    """
    case = begin(case, "close", actor=actor, consent=consent, words=words.strip())
    _require_child_protection(case)
    _close(case, Closing.CONSENT, now)
    write_note(case, words, actor=actor, now=now, about=EventKind.CLOSED)
    record(case, EventKind.CLOSED, actor=actor, at=now)
    return case


@confidential
@sensitive_variables()
def propose_closing(*, case: Case, reason: Closing, words: str, actor: User, now: datetime) -> Case:
    """Propose to a supervisor that a case end without her consent: she is not reached any more, and so on.

    Raises:
        ChildProtectionNeeded: see there.
    """
    case = begin(case, "propose_closing", actor=actor, reason=reason, words=words.strip())
    _require_child_protection(case)
    case.closing, case.closing_by = reason, actor
    case.save()
    write_note(case, words, actor=actor, now=now, about=EventKind.CLOSING_PROPOSED)
    record(case, EventKind.CLOSING_PROPOSED, actor=actor, at=now)
    return case


@confidential
@sensitive_variables()
def approve_closing(*, case: Case, actor: User, now: datetime, words: str = "") -> Case:
    """Another supervisor than who proposed it agrees that the case ends."""
    case = begin(case, "approve_closing", actor=actor)
    _close(case, Closing(case.closing), now)
    write_note(case, words, actor=actor, now=now, about=EventKind.CLOSED)
    record(case, EventKind.CLOSED, actor=actor, at=now)
    return case


@confidential
@sensitive_variables()
def return_closing(*, case: Case, words: str, actor: User, now: datetime) -> Case:
    """The supervisor says what is to be tried first."""
    case = begin(case, "return_closing", actor=actor, words=words.strip())
    case.closing, case.closing_by = "", None
    case.save()
    write_note(case, words, actor=actor, now=now, about=EventKind.CLOSING_RETURNED)
    record(case, EventKind.CLOSING_RETURNED, actor=actor, at=now)
    return case


@confidential
@sensitive_variables()
def reopen(*, case: Case, words: str, actor: User, now: datetime) -> Case:
    """She called again."""
    case = begin(case, "reopen", actor=actor, words=words.strip())
    case.closed_at, case.closing, case.closing_by = None, "", None
    case.save()
    write_note(case, words, actor=actor, now=now, about=EventKind.REOPENED)
    record(case, EventKind.REOPENED, actor=actor, at=now)
    return case


def _close(case: Case, reason: Closing, now: datetime) -> None:
    case.closing, case.closed_at = reason, now
    case.save()
    FollowUp.objects.filter(case=case, done_at=None).delete()


def _require_child_protection(case: Case) -> None:
    if case.is_minor and not case.referrals.filter(kind__in=case.of.minors_duty).exists():
        raise ChildProtectionNeeded
