"""Housekeeping of the queue and of small tables."""

from __future__ import annotations

from datetime import timedelta

from procrastinate import JobContext
from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.core.models import RateCounter

FINISHED_JOBS_KEPT_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="core.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another one."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="core.tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Forget what nobody will ask for: jobs long finished, rate counters long over."""
    await context.app.job_manager.delete_old_jobs(nb_hours=FINISHED_JOBS_KEPT_HOURS)
    await RateCounter.objects.filter(window__lt=clock.now() - timedelta(days=1)).adelete()
