"""When agents are to be at the phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import QuerySet

from sunwai.accounts.models import User
from sunwai.calls.models import Shift
from sunwai.casework.action import action
from sunwai.core import clock
from sunwai.core.errors import InvalidInput, NotAllowed

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Planned:
    """One shift of one agent; an end at or before the beginning is that of the next day."""

    day: date
    begins: time
    ends: time

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Beginning and end, in India."""
        begins = datetime.combine(self.day, self.begins, clock.IST)
        ends = datetime.combine(self.day, self.ends, clock.IST)
        return begins, ends if ends > begins else ends + timedelta(days=1)


@action
def plan_week(*, user: User, monday: date, planned: Sequence[Planned], actor: User, now: datetime) -> None:
    """Replace the shifts of `user` that begin in the week of `monday` by `planned`.

    Raises:
        NotAllowed: `actor` does not look after the floor, or `user` does not work at the desk.
        InvalidInput: a day of another week, or two shifts that overlap.
    """
    if not actor.may("floor") or not user.may("desk"):
        raise NotAllowed
    shifts = sorted(one.moments for one in planned)
    overlap = any(ends > begins for (_begins, ends), (begins, _ends) in pairwise(shifts))
    if overlap or any(not monday <= one.day < monday + WEEK for one in planned):
        raise InvalidInput
    _of_week(user, monday).delete()
    Shift.objects.bulk_create(Shift(user=user, begins_at=begins, ends_at=ends) for begins, ends in shifts)


@action
def copy_last_week(*, monday: date, actor: User, now: datetime) -> int:
    """Give everybody without a shift in the week of `monday` those of the week before; returns how many shifts.

    Raises:
        NotAllowed: `actor` does not look after the floor.
    """
    if not actor.may("floor"):
        raise NotAllowed
    begins, ends = week(monday)
    planned = Shift.objects.filter(begins_at__gte=begins, begins_at__lt=ends).values("user")
    before = Shift.objects.filter(begins_at__gte=begins - WEEK, begins_at__lt=begins, user__is_active=True)
    copies = [
        Shift(user_id=shift.user_id, begins_at=shift.begins_at + WEEK, ends_at=shift.ends_at + WEEK)
        for shift in before.exclude(user__in=planned)
    ]
    return len(Shift.objects.bulk_create(copies))


def week(monday: date) -> tuple[datetime, datetime]:
    """The first moment of the week, and of the next one."""
    begins = datetime.combine(monday, time.min, clock.IST)
    return begins, begins + WEEK


def _of_week(user: User, monday: date) -> QuerySet[Shift]:
    begins, ends = week(monday)
    return Shift.objects.filter(user=user, begins_at__gte=begins, begins_at__lt=ends)
