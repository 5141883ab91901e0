"""What the designated officer does: asks, sanctions, refuses, revokes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core import aadhaar
from sunwai.core.actors import Actor
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option, working_calendar
from sunwai.janseva.actions.base import begin, office_page, record, tell, tell_officer
from sunwai.janseva.actions.paying import give_back_fee
from sunwai.janseva.enums import EventKind, RejectionReason
from sunwai.janseva.models import Application
from sunwai.messages.enums import Event


@action
def ask_applicant(*, application: Application, question: str, actor: Actor, now: datetime) -> Application:
    """Ask the applicant something; meanwhile the clock stands still (capped by `janseva.pause_days`).

    Raises:
        NotAllowed, TransitionNotAllowed, Missing: see `begin`.
        AadhaarNotHere: the question has an Aadhaar number in it.
    """
    aadhaar.refuse(question)
    locked = begin(application, "ask_applicant", actor=actor, words=question.strip())
    locked.paused_at = now
    locked.save(update_fields=["state", "paused_at"])
    record(locked, EventKind.QUESTION_ASKED, actor=actor, at=now, words=question.strip())
    tell(locked, Event.JANSEVA_QUESTION, now=now)
    return locked


@action
def answer_question(*, application: Application, words: str, actor: Actor, now: datetime) -> Application:
    """The applicant answers, and both clocks run on with what was left.

    Raises:
        NotAllowed, TransitionNotAllowed, Missing: see `begin`.
        AadhaarNotHere: the answer has an Aadhaar number in it.
    """
    aadhaar.refuse(words)
    locked = begin(application, "answer", actor=actor, words=words.strip())
    _run_on(locked, now=now)
    locked.save(update_fields=["state", "paused_at", "due_at", "act_due_at"])
    record(locked, EventKind.QUESTION_ANSWERED, actor=actor, at=now, words=words.strip())
    tell_officer(
        locked,
        locked.post,
        Event.OFFICER_NEW,
        page=office_page(locked),
        now=now,
        word=_("The applicant answers"),
    )
    return locked


@action
def sanction_application(*, application: Application, actor: Actor, now: datetime) -> Application:
    """The paper is to be issued: a job prints and signs it, and the applicant is told once it is there.

    Raises:
        NotAllowed, TransitionNotAllowed: see `begin`.
    """
    from sunwai.janseva.jobs import issue

    locked = begin(application, "sanction", actor=actor)
    _decide(locked, actor, now)
    locked.save(update_fields=["state", "paused_at", "due_at", "act_due_at", "decided_at", "decided_by"])
    record(locked, EventKind.SANCTIONED, actor=actor, at=now)
    issue.defer(application_id=locked.pk)
    return locked


@action
def reject_application(
    *, application: Application, reason: RejectionReason, words: str, actor: Actor, now: datetime
) -> Application:
    """Refuse, with the reason in writing; the applicant is told of it, and of the appeal (Act of 2010, s. 5(2), 6(1)).
    A fee goes back; if an appeal orders the service after that, it is given without one.

    Raises:
        NotAllowed, TransitionNotAllowed, Missing: see `begin`.
        AadhaarNotHere: the words have an Aadhaar number in them.
    """
    aadhaar.refuse(words)
    locked = begin(application, "reject", actor=actor, reason=reason, words=words.strip())
    _decide(locked, actor, now)
    locked.rejection = reason
    locked.save(
        update_fields=["state", "paused_at", "due_at", "act_due_at", "decided_at", "decided_by", "rejection"]
    )
    record(locked, EventKind.REJECTED, actor=actor, at=now, words=words.strip(), reason=reason)
    give_back_fee(locked)
    tell(locked, Event.JANSEVA_REJECTED, now=now)
    return locked


@action
def revoke_certificate(*, application: Application, words: str, actor: Actor, now: datetime) -> Application:
    """What was issued is void from now on; whoever verifies it is told so.

    Raises:
        NotAllowed, TransitionNotAllowed, Missing: see `begin`.
    """
    locked = begin(application, "revoke", actor=actor, words=words.strip())
    certificate = locked.certificate
    if certificate.revoked_at is not None:
        raise NotAllowed(action="revoke")
    assert isinstance(actor, User)
    certificate.revoked_at, certificate.revoked_by = now, actor
    certificate.save(update_fields=["revoked_at", "revoked_by"])
    record(locked, EventKind.REVOKED, actor=actor, at=now, words=words.strip())
    tell(locked, Event.JANSEVA_REVOKED, now=now)
    return locked


def _decide(application: Application, actor: Actor, now: datetime) -> None:
    assert isinstance(actor, User)  # the table gives these to officers alone
    _run_on(application, now=now)
    application.decided_at, application.decided_by = now, actor


def _run_on(application: Application, *, now: datetime) -> None:
    """Both clocks move by the working days of the pause, at most `janseva.pause_days`."""
    if application.paused_at is None or application.due_at is None or application.act_due_at is None:
        return
    calendar = working_calendar()
    paused = min(calendar.between(application.paused_at, now), option("janseva.pause_days"))
    application.due_at = calendar.add(application.due_at, paused)
    application.act_due_at = calendar.add(application.act_due_at, paused)
    application.paused_at = None
