"""Jobs of the conversations. The table of what came in is the queue (docs/adr/0007)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from procrastinate import JobContext
from procrastinate.contrib.django import app

from sunwai.conversations.enums import IncomingState
from sunwai.conversations.handling import end_waiting, handle_due
from sunwai.conversations.models import Incoming
from sunwai.core import clock
from sunwai.core.options import option

RUN = 20  # seconds; one run follows the other
PAUSE = 0.5  # seconds between two looks at an empty queue


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="conversations.handle", pass_context=True)
def handle(context: JobContext, timestamp: int) -> None:
    """Deal with what comes in for as long as until the next run."""
    until = time.monotonic() + RUN

    def is_over() -> bool:
        return time.monotonic() > until or context.should_abort()

    while not is_over():
        handle_waiting(is_over)
        time.sleep(PAUSE)


def handle_waiting(is_over: Callable[[], bool] = lambda: False) -> None:
    """Deal with everything that waits now, batch by batch, until `is_over`."""
    end_waiting(now=clock.now())
    while not is_over() and handle_due():
        pass


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="conversations.forget_old", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Delete what came in long ago, as it came; what it led to stays where it belongs."""
    before = clock.now() - timedelta(days=option("whatsapp.raw_days"))
    Incoming.objects.filter(received_at__lt=before).exclude(state=IncomingState.WAITING).delete()
