"""What was said does not stay for ever: its key is destroyed, figures are left."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from sunwai.casework.action import action
from sunwai.core.actors import SYSTEM
from sunwai.core.options import option
from sunwai.womenline import wall
from sunwai.womenline.actions.base import record
from sunwai.womenline.enums import CLOSED_STATES, Age, EventKind
from sunwai.womenline.models import CallRequest, Case

BATCH = 100
YEAR = timedelta(days=366)  # rather a day late than early
CHILDHOOD = 18  # years: how long a minor of unknown age may be one


def erase_expired(*, now: datetime) -> int:
    """Erase closed cases whose years are over, and requests to be called that were answered as long ago.

    Digital Personal Data Protection Act 2023, section 8(7): what no longer serves its purpose is erased. Of a person
    under 18 the years begin when they are surely grown up. With the setting 0 nothing is erased.

    Returns:
        How many cases were erased.
    """
    years = int(option("women.retention_years"))
    if not years:
        return 0
    done = 0
    while found := _erase_batch(years=years, now=now):
        done += found
    _drop_requests(before=now - YEAR * years)
    return done


@action
def _erase_batch(*, years: int, now: datetime) -> int:
    with wall.opened(wall.KEEPER):
        expired = list(_expired(years, now).select_for_update().order_by("pk")[:BATCH])
        for case in expired:
            _erase(case, now)
        return len(expired)


@action
def _drop_requests(*, before: datetime) -> None:
    with wall.opened(wall.KEEPER):
        CallRequest.objects.filter(taken_at__lt=before).exclude(reached="").delete()


def _expired(years: int, now: datetime) -> QuerySet[Case]:
    grown = Q(closed_at__lt=now - YEAR * years) & ~Q(age=Age.UNDER_18)
    minor = Q(closed_at__lt=now - YEAR * (years + CHILDHOOD), age=Age.UNDER_18)
    return Case.objects.filter(grown | minor, state__in=CLOSED_STATES, erased_at=None)


def _erase(case: Case, now: datetime) -> None:
    """Destroy the key, and with it whatever it opens, wherever a copy lies; then the sealed texts themselves."""
    case.wrapped_key = case.sealed_person = b""
    case.number_index = case.safe_index = case.call_id = None
    case.erased_at = now
    case.save()
    for parts in (case.notes, case.assessments, case.referrals, case.reviews):
        parts.update(sealed=b"")
    record(case, EventKind.ERASED, actor=SYSTEM, at=now)
