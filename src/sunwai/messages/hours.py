"""When people may be disturbed."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sunwai.core.clock import IST
from sunwai.core.options import option


def next_allowed(at: datetime) -> datetime:
    """`at` itself inside the calling hours (Indian time), else their next beginning.

    Source: settings `contact.first_hour` and `contact.last_hour`, on every day of the week.
    """
    first, last = option("contact.first_hour"), option("contact.last_hour")
    local = at.astimezone(IST)
    if first <= local.hour < last or first >= last:
        return at
    day = local.date() + timedelta(days=local.hour >= last)
    return datetime.combine(day, time(first), IST)
