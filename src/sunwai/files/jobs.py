"""Housekeeping of the files."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.files import originals


@app.periodic(cron="45 21 * * *")  # 03:15 in India
@app.task(queueing_lock="files.drop_unclaimed", pass_context=False)
def drop_unclaimed(timestamp: int) -> None:
    """Originals of files that were given and never sent with anything are kept for `files.unclaimed_days`."""
    originals.drop_unclaimed(before=clock.now() - timedelta(days=option("files.unclaimed_days")))
