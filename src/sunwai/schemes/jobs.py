"""Jobs of the schemes."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.schemes.models import OpenQuestion
from sunwai.schemes.reminders import remind_editors


@app.periodic(cron="30 10 * * *")
@app.task(queueing_lock="schemes.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Once a day: tell editors what is due for review."""
    remind_editors(now=clock.now())


@app.periodic(cron="55 3 * * *")
@app.task(queueing_lock="schemes.forget_questions", pass_context=False)
def forget_questions(timestamp: int) -> None:
    """Delete words that found no scheme and that nobody has asked again for long."""
    before = clock.now() - timedelta(days=option("schemes.question_days"))
    OpenQuestion.objects.filter(last_at__lt=before).delete()
