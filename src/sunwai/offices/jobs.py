"""Jobs of the offices."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.offices.filled import refresh_filled
from sunwai.offices.gaps import forget_closed_gaps

GAPS_KEPT = timedelta(days=30)


@app.periodic(cron="35 18 * * *")  # 00:05 in India: the queue reads its timetable in UTC
@app.task(queueing_lock="offices.begin_day")
def begin_day(timestamp: int) -> None:
    """Postings and leave begin and end at midnight: work out anew who answers for which post."""
    refresh_filled(on=clock.today())
    forget_closed_gaps(seen_before=clock.now() - GAPS_KEPT)
