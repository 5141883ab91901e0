"""Jobs of CM Jan Seva."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.janseva.actions.issuing import issue_certificate
from sunwai.janseva.sweeps import run_sweeps


@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=4), pass_context=False)
def issue(application_id: int) -> None:
    """Print and sign what an officer sanctioned."""
    issue_certificate(application_id=application_id, now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="janseva.sweep", lock="janseva.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every five minutes: links whose time is over, limits of the Act that passed, papers that were not signed."""
    run_sweeps(now=clock.now())
