"""Jobs of the webhooks."""

from __future__ import annotations

import time
from datetime import timedelta

from procrastinate import JobContext
from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.webhooks.delivery import deliver_due, forget_old
from sunwai.webhooks.models import Endpoint
from sunwai.webhooks.noticing import BATCH, notice_events

RUN = 30  # seconds, after which the next run goes on


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="webhooks.send", lock="webhooks.send", pass_context=True)
def send(context: JobContext, timestamp: int) -> None:
    """Every ten seconds: notice what happened, tell whoever listens."""
    until = time.monotonic() + RUN
    if not Endpoint.objects.exists():
        return
    while notice_events(now=clock.now()) >= BATCH and time.monotonic() < until:
        pass
    while time.monotonic() < until and not context.should_abort() and deliver_due():
        pass


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="webhooks.forget_old", pass_context=False)
def forget_old_deliveries(timestamp: int) -> None:
    """What was told is kept for `webhooks.kept_days`, to look at and to replay."""
    forget_old(before=clock.now() - timedelta(days=option("webhooks.kept_days")))
