"""Housekeeping of the portal."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.web.portal.models import Feedback


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="portal.forget_feedback")
def forget_feedback(timestamp: int) -> None:
    """Words about the site are kept for `site.feedback_days`, no longer."""
    Feedback.objects.filter(at__lt=clock.now() - timedelta(days=option("site.feedback_days"))).delete()
