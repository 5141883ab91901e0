"""Jobs of the confidential helplines."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.womenline.actions.erasure import erase_expired


@app.periodic(cron="30 21 * * *")  # 03:00 in India
@app.task(queueing_lock="womenline.erase", pass_context=False)
def erase(timestamp: int) -> None:
    """Erase what was said in cases whose years are over (`women.retention_years`)."""
    erase_expired(now=clock.now())
