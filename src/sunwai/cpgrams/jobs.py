"""Jobs of the central grievances."""

from __future__ import annotations

import logging
from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.core.providers import providers
from sunwai.cpgrams import links
from sunwai.cpgrams.actions.clock import close_silent, warn_holders
from sunwai.cpgrams.actions.intake import Taken, dispatch_all_waiting, take_in
from sunwai.cpgrams.actions.pushing import PORT, push_due
from sunwai.cpgrams.actions.telling import tell_all_changes
from sunwai.cpgrams.actions.words import apply_all_words, hear
from sunwai.cpgrams.models import CentreLink
from sunwai.cpgrams.ports import Centre, CentreFailed
from sunwai.cpgrams.reconcile import reconcile

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="cpgrams.pull", lock="cpgrams.pull")
def pull(timestamp: int) -> None:
    """Look for new grievances, feedback and appeals, where the last look is long enough ago."""
    for centre in providers(PORT):
        if _is_due(centre):
            pull_from(centre)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="cpgrams.push", lock="cpgrams.push")
def push(timestamp: int) -> None:
    """Tell the centre what has changed."""
    if providers(PORT):
        push_all()


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="cpgrams.clock")
def watch_the_clock(timestamp: int) -> None:
    """Warn whose days at the centre end; end waiting for words that do not come; send on what need not wait."""
    now = clock.now()
    while warn_holders(now=now):
        pass
    close_silent(now=now)
    dispatch_all_waiting(now=now)


@app.periodic(cron="10 4 * * *")
@app.task(queueing_lock="cpgrams.compare")
def compare(timestamp: int) -> None:
    """Compare the registers every night, and forget old logs."""
    links.forget_old(now=clock.now())
    for centre in providers(PORT):
        try:
            log.info("%s: %s", centre.name, reconcile(centre=centre))
        except CentreFailed as error:
            log.warning("%s: not compared: %s", centre.name, links.redacted(str(error)))


def pull_from(centre: Centre) -> Taken | None:
    """Everything new at `centre`; None where it cannot be read, which is noted with its link."""
    try:
        taken = take_in(centre=centre)
        hear(centre=centre)
    except CentreFailed as error:
        log.warning("%s: %s", centre.name, links.redacted(str(error)))
        return None
    finally:
        CentreLink.objects.update_or_create(name=centre.name, defaults={"pulled_at": clock.now()})
        apply_all_words(now=clock.now())
    return taken


def push_all() -> int:
    """What has changed goes to the outbox, and what is in the outbox to the centre; how many updates it took."""
    tell_all_changes(now=clock.now())
    return push_due()


def _is_due(centre: Centre) -> bool:
    link = CentreLink.objects.filter(name=centre.name).first()
    if link is None or link.pulled_at is None:
        return True
    if links.is_resting(centre.name, now=clock.now()):
        return False
    return link.pulled_at <= clock.now() - timedelta(minutes=option("cpgrams.pull_minutes"))
