"""Jobs of the engine."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.casework.audit import seal_day
from sunwai.core import clock


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="casework.seal_day", pass_context=False)
def seal_yesterday(timestamp: int) -> None:
    """Keep yesterday's Merkle root."""
    seal_day(day=clock.today() - timedelta(days=1))
