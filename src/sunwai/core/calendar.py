"""Working time: pure functions over a set of days off.

A working day counts whole (24 hours); Sundays, the state's closed Saturdays and its holidays do not count at all.
So a limit of seven days given on a Friday afternoon ends on an afternoon too, seven working days on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sunwai.core.clock import IST

SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days the state works.

    Attributes:
        holidays: days off beside the weekly ones.
        closed_saturdays: which Saturdays of a month are off, 1 to 5 (Madhya Pradesh: second and third).
    """

    holidays: frozenset[date] = field(default_factory=frozenset)
    closed_saturdays: frozenset[int] = frozenset({2, 3})

    def is_working(self, day: date) -> bool:
        """Whether offices are open on `day`."""
        if day.weekday() == SUNDAY or day in self.holidays:
            return False
        return day.weekday() != SATURDAY or (day.day + 6) // 7 not in self.closed_saturdays

    def add(self, start: datetime, days: float) -> datetime:
        """The moment `days` working days (may be a fraction, not negative) after `start`, in Indian time."""
        at = self._next_open(start.astimezone(IST))
        left = timedelta(days=days)
        while left > (remaining := _midnight_after(at) - at):
            left -= remaining
            at = self._next_open(_midnight_after(at))
        return at + left

    def between(self, start: datetime, end: datetime) -> float:
        """Working days (with fraction) from `start` to `end`; 0 where `end` is not later."""
        start, end = start.astimezone(IST), end.astimezone(IST)
        total, at = timedelta(), start
        while at < end:
            until = min(end, _midnight_after(at))
            if self.is_working(at.date()):
                total += until - at
            at = until
        return total / DAY

    def deadline(self, start: datetime, days: float) -> datetime:
        """The last second of the working day on which `days` working days after `start` are over."""
        at = self._next_open(self.add(start, days))  # they may be over at midnight, before a day off
        return datetime.combine(at.date(), time(23, 59, 59), IST)

    def _next_open(self, at: datetime) -> datetime:
        while not self.is_working(at.date()):
            at = _midnight_after(at)
        return at


def calendar_of(days_off: Iterable[date], closed_saturdays: Iterable[int]) -> WorkingCalendar:
    """A calendar from any collections of days and Saturday numbers."""
    return WorkingCalendar(frozenset(days_off), frozenset(closed_saturdays))


def _midnight_after(at: datetime) -> datetime:
    return datetime.combine(at.date() + DAY, time.min, IST)
