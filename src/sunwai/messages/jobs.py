"""Jobs of the messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from procrastinate import JobContext
from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.messages.delivery import AT_ONCE, apply_receipts, deliver_due, forget_old
from sunwai.messages.fallback import fall_back

KEPT_DAYS = 90
RUN = 20  # seconds; one run follows the other
PAUSE = 0.5  # seconds between two looks at an empty queue
BATCH = AT_ONCE * 8


@app.task
def deliver(message_id: int) -> None:
    """Send one urgent message at once, if it still waits."""
    deliver_due(most=1, only=[message_id])


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="messages.send_due", pass_context=True)
def send_due(context: JobContext, timestamp: int) -> None:
    """Send what is due for as long as until the next run, apply receipts that came early, pass on what did not arrive.

    The table of messages is the queue: a job for each message would cost more than sending it, and its NOTIFY lets
    only one transaction commit at a time (docs/adr/0007).
    """
    until = time.monotonic() + RUN

    def is_over() -> bool:
        return time.monotonic() > until or context.should_abort()

    fall_back(now=clock.now())
    while not is_over():
        send_waiting(is_over)
        time.sleep(PAUSE)


def send_waiting(is_over: Callable[[], bool] = lambda: False) -> None:
    """Send everything that is due now, batch by batch, until `is_over`: a worker that is told to stop stops."""
    now = clock.now()
    apply_receipts(now=now, waiting_since=now - timedelta(days=1))
    while not is_over() and deliver_due(most=BATCH):
        pass


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="messages.forget_old", pass_context=False)
def forget_old_logs(timestamp: int) -> None:
    """Keep the logs of providers for ninety days."""
    forget_old(before=clock.now() - timedelta(days=KEPT_DAYS))
