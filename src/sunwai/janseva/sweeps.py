"""What the clock does to applications. Each step takes what is due and can be repeated."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sunwai.casework.action import action
from sunwai.casework.errors import TransitionNotAllowed
from sunwai.core.actors import SYSTEM
from sunwai.documents.signing import SigningFailed
from sunwai.janseva.actions.applying import expire_application
from sunwai.janseva.actions.base import lock, record
from sunwai.janseva.actions.issuing import issue_certificate
from sunwai.janseva.enums import EventKind, State
from sunwai.janseva.models import Application

AT_ONCE = 500
SIGNED_BY_THEN = timedelta(minutes=15)  # what is sanctioned longer than this and not issued is signed here

log = logging.getLogger(__name__)


def run_sweeps(*, now: datetime) -> None:
    """All that is due."""
    expire_links(now=now)
    mark_overdue(now=now)
    sign_what_was_left(now=now)


def expire_links(*, now: datetime) -> int:
    """Applications none of whose links is good any more; returns how many."""
    waiting = Application.objects.filter(state=State.LINK_SENT).exclude(links__expires_at__gt=now)
    done = 0
    for application in waiting.order_by("pk")[:AT_ONCE]:
        try:
            expire_application(application=application, now=now)
            done += 1
        except TransitionNotAllowed:  # confirmed in this very moment
            continue
    return done


def mark_overdue(*, now: datetime) -> int:
    """The limit of the Act passed and nothing is decided: an appeal lies now (section 6(1)); returns how many."""
    late = Application.objects.filter(state=State.WITH_OFFICER, act_due_at__lt=now, is_overdue=False)
    return sum(_mark(application=application, now=now) for application in late.order_by("pk")[:AT_ONCE])


@action
def _mark(*, application: Application, now: datetime) -> bool:
    locked = lock(application)
    if locked.state != State.WITH_OFFICER or locked.is_overdue:
        return False
    locked.is_overdue = True
    locked.save(update_fields=["is_overdue"])
    record(locked, EventKind.OVERDUE, actor=SYSTEM, at=now)
    return True


def sign_what_was_left(*, now: datetime) -> int:
    """Papers whose job came to nothing; returns how many were issued."""
    left = Application.objects.filter(state=State.SANCTIONED, decided_at__lt=now - SIGNED_BY_THEN)
    done = 0
    for number in left.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        try:
            done += issue_certificate(application_id=number, now=now) is not None
        except SigningFailed:
            log.error("application %d is sanctioned and cannot be signed", number)
            break
    return done
