"""Jobs of the offices."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.offices.actions import refresh_filled


@app.periodic(cron="35 18 * * *")  # 00:05 in India: postings and leaves begin and end at midnight
@app.task(queueing_lock="offices.refresh_filled")
def refresh(timestamp: int) -> None:
    """Whose day begins or ends today."""
    refresh_filled(on=clock.today())
