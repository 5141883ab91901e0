"""Jobs of the messages."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.messages.delivery import AT_ONCE, apply_receipts, deliver_due, forget_old

KEPT_DAYS = 90
LONGEST_RUN = timedelta(seconds=50)


@app.task
def deliver(message_id: int) -> None:
    """Send one message now, if it still waits and its time has come."""
    deliver_due(most=1, only=[message_id])


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="messages.send_due", pass_context=False)
def send_due(timestamp: int) -> None:
    """Send what waited for an hour, for another try or for a sweep, and apply receipts that came early."""
    started = clock.now()
    apply_receipts(now=started, waiting_since=started - timedelta(days=1))
    while deliver_due(most=AT_ONCE * 8) and clock.now() - started < LONGEST_RUN:
        pass


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="messages.forget_old", pass_context=False)
def forget_old_logs(timestamp: int) -> None:
    """Keep the logs of providers for ninety days."""
    forget_old(before=clock.now() - timedelta(days=KEPT_DAYS))
