"""Jobs of the cases."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.grievances.sweeps import run_sweeps


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="grievances.sweep", lock="grievances.sweep")
def sweep(timestamp: int) -> None:
    """Every minute: what the clock has to do."""
    run_sweeps(now=clock.now())
