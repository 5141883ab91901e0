"""Whether a way to the centre works: noted at every question as data, so that all processes know the same."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sunwai.core import clock
from sunwai.cpgrams.models import CentreCall, CentreLink
from sunwai.cpgrams.ports import CentreFailed
from sunwai.messages.health import FAILURES_BEFORE_REST, rest_after

KEPT = timedelta(days=90)


def is_resting(name: str, *, now: datetime) -> bool:
    """Whether the way `name` failed so often that it is not asked for a while."""
    return CentreLink.objects.filter(name=name, rests_until__gt=now).exists()


@contextmanager
def noted(name: str, what: str, *, items: int = 0) -> Iterator[None]:
    """Write down how the question inside is answered: when, how long, how many items, why it failed; no content."""
    asked = Asked(what, clock.now(), time.monotonic(), items)
    try:
        yield
    except CentreFailed as error:
        note(name, asked, error)
        raise
    note(name, asked)


@dataclass(frozen=True)
class Asked:
    """A question: what, when, when by the clock that never goes back, and about how many items."""

    what: str
    at: datetime
    started: float
    items: int = 0
    ended: float | None = None


def note(name: str, asked: Asked, error: CentreFailed | None = None) -> None:
    """Write down how a question was answered."""
    ms = int(((asked.ended or time.monotonic()) - asked.started) * 1000)
    reason = redacted(str(error)) if error else ""
    with transaction.atomic(durable=True):
        CentreCall.objects.create(
            link=name, what=asked.what, at=asked.at, ms=ms, items=asked.items, reason=reason
        )
        CentreLink.objects.get_or_create(name=name)
        rows = CentreLink.objects.filter(name=name)
        if error is None:
            rows.update(failures=0, failing_since=None, rests_until=None, reason="")
            return
        rows.update(failures=F("failures") + 1, reason=reason)
        rows.filter(failing_since=None).update(failing_since=asked.at)
        link = rows.get()
        if link.failures >= FAILURES_BEFORE_REST:
            rest = max(rest_after(link.failures), timedelta(seconds=error.wait or 0))
            rows.update(rests_until=clock.now() + rest)


def redacted(reason: str) -> str:
    """`reason` without long numbers and addresses, which could be a person's, and without registration numbers."""
    reason = re.sub(r"[A-Z]{3,6}/[A-Z]{1,2}/\d{4}/\d+|\S+@\S+", "…", reason)
    return re.sub(r"\d{4,}", "…", reason)[:200]


def forget_old(*, now: datetime) -> int:
    """Remove the log of questions after ninety days."""
    return CentreCall.objects.filter(at__lt=now - KEPT).delete()[0]
