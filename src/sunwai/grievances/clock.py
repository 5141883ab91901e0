"""The clock of a level: when it must have answered, when its holder is warned, and how it stands still.

Pure arithmetic on the case in memory; nothing here is saved. A comment never moves a deadline.
"""

from __future__ import annotations

from datetime import datetime

from sunwai.core.options import option, working_calendar
from sunwai.grievances.models import Grievance


def start_clock(case: Grievance, *, now: datetime) -> None:
    """A fresh clock for the level the case is on."""
    days = case.category.days_at(case.level)
    case.level_since = now
    case.due_at = working_calendar().deadline(now, days)
    case.days_left, case.paused_days = None, 0
    case.attended_at, case.is_overdue, case.warned = None, False, 0
    _set_warning(case, left=days, now=now)


def stop_clock(case: Grievance, *, now: datetime) -> None:
    """No clock runs; what was left of it is remembered."""
    if case.due_at:
        case.days_left = working_calendar().between(now, case.due_at)
    case.due_at = case.next_warning_at = None


def resume_clock(case: Grievance, *, now: datetime) -> None:
    """The clock runs on with what was left when it was stopped."""
    left = case.days_left or 0
    case.due_at, case.days_left = working_calendar().add(now, left), None
    _set_warning(case, left=left, now=now)


def _set_warning(case: Grievance, *, left: float, now: datetime) -> None:
    """The next warning, if one is still due: at set shares of the level's days."""
    days = case.category.days_at(case.level)
    shares = sorted(option("grievance.warn_at"))[case.warned :]
    waits = [left - (1 - share) * days for share in shares]
    ahead = [wait for wait in waits if wait > 0]
    case.warned += len(waits) - len(ahead)
    case.next_warning_at = working_calendar().add(now, ahead[0]) if ahead else None
