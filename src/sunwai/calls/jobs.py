"""Jobs of the call centre's records. What calls out has jobs of its own."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.calls import evidence, recordings
from sunwai.calls.prompts import library
from sunwai.calls.reconcile import reconcile
from sunwai.core import clock
from sunwai.core.providers import providers

LOOK_BACK = timedelta(days=2)
SAID_LAST = timedelta(days=30)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="calls.recordings", lock="calls.recordings")
def fetch_recordings(timestamp: int) -> None:
    """Every minute: recordings of calls that are over."""
    recordings.fetch_all(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="calls.evidence", lock="calls.evidence")
def secure_evidence(timestamp: int) -> None:
    """Every minute: what was left by voice and became a corruption complaint goes to the evidence."""
    evidence.secure_all(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="calls.write_down", lock="calls.write_down")
def write_down(timestamp: int) -> None:
    """Every minute: what was said, drafted by a machine, where there is one."""
    if providers("ear"):
        for recording in recordings.to_write_down(clock.now())[:10]:
            recordings.write_down(recording)


@app.periodic(cron="20 20 * * *")  # 01:50 in India
@app.task(queueing_lock="calls.delete_expired")
def delete_expired(timestamp: int) -> None:
    """Every night: recordings whose time is over; what was left at the switch; names that nobody is told any more."""
    recordings.delete_expired(now=clock.now())
    recordings.forget_stored(since=clock.now() - LOOK_BACK)
    library.forget_unused(before=clock.now() - SAID_LAST)


@app.periodic(cron="50 20 * * *")  # 02:20 in India
@app.task(queueing_lock="calls.reconcile", lock="calls.reconcile")
def reconcile_books(timestamp: int) -> None:
    """Every night: our book against the switch's."""
    if providers("switch_book"):
        reconcile(since=clock.now() - LOOK_BACK, now=clock.now())
