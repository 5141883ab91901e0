"""Jobs of CM Jan Seva."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.core.providers import providers
from sunwai.janseva.actions.issuing import issue_certificate
from sunwai.janseva.actions.paying import give_back, handle_notice, reconcile
from sunwai.janseva.sweeps import run_sweeps


@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=4), pass_context=False)
def issue(application_id: int) -> None:
    """Print and sign what an officer sanctioned."""
    issue_certificate(application_id=application_id, now=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="janseva.sweep", lock="janseva.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every five minutes: links whose time is over, limits of the Act that passed, papers that were not signed."""
    run_sweeps(now=clock.now())


@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=4), pass_context=False)
def read_notice(notice_id: int) -> None:
    """What the payment gateway told us."""
    handle_notice(notice_id=notice_id, now=clock.now())


@app.task(retry=RetryStrategy(max_attempts=20, exponential_wait=4), pass_context=False)
def refund(number: str, paise: int) -> None:
    """Give back what must not be kept."""
    give_back(number=number, paise=paise, now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="janseva.reconcile", lock="janseva.reconcile", pass_context=False)
def ask_gateway(timestamp: int) -> None:
    """Every ten minutes: payments of which no webhook told."""
    if providers("payment"):
        reconcile(now=clock.now())
