"""Jobs of calling out."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sunwai.calls.actions.callbacks import take_back_lost_tries
from sunwai.calls.outgoing.closure import ask_all
from sunwai.core import clock


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="calls.ask_questions", lock="calls.ask_questions")
def ask_questions(timestamp: int) -> None:
    """Every minute: whom to ask whether it is done; tries that a process began and did not end are due again."""
    now = clock.now()
    take_back_lost_tries(now=now)
    ask_all(now=now)
