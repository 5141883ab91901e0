"""Loading what ships with the core."""

from __future__ import annotations

import csv
from collections.abc import Callable

from sunwai.core import options
from sunwai.core.data import path
from sunwai.core.models import Holiday

SOURCE = "shipped"


def load_holidays(*, progress: Callable[..., object] = lambda *_args: None) -> int:
    """Put the holidays that ship into the working calendar, once: later the table is the administrator's.

    A year of which any day is known is left alone, so that a holiday somebody struck out does not come back.

    Returns:
        How many days were added.
    """
    with path("calendar/holidays.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {str(year) for year in Holiday.objects.values_list("day__year", flat=True).distinct()}
    added = Holiday.objects.bulk_create(
        Holiday(day=row["day"], name_en=row["name_en"], name_hi=row["name_hi"], source=SOURCE)
        for row in rows
        if row["day"][:4] not in known
    )
    options.forget()
    progress("Holidays", len(added), len(added))
    return len(added)
