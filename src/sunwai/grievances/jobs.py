"""Jobs of the cases."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.grievances.notices import tell_officers
from sunwai.grievances.sweeps import run_sweeps


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="grievances.sweep", lock="grievances.sweep")
def sweep(timestamp: int) -> None:
    """Every minute: what the clock has to do."""
    run_sweeps(now=clock.now())


@app.periodic(cron="* * * * * */30")
@app.task(queueing_lock="grievances.notices", lock="grievances.notices")
def notices(timestamp: int) -> None:
    """Twice a minute: what is new for officers who asked for notices on their devices."""
    tell_officers(now=clock.now())
