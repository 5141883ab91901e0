"""A job of the SMPP connection."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.core.providers import providers
from sunwai.gateways.sms.parts import hand_over_incomplete
from sunwai.gateways.sms.smpp.provider import Smpp

WAITS = timedelta(minutes=15)  # for the other parts of an SMS


@app.periodic(cron="* * * * * */30")
@app.task(queueing_lock="sms.keep_bound")
def keep_bound(timestamp: int) -> None:
    """Every half minute: whichever worker does this is bound from then on, so that reports and citizens' SMS come in
    even where nothing is sent; SMS of which a part is lost are handed over without it."""
    for provider in providers("sms"):
        if isinstance(provider, Smpp):
            provider.session().keep()
    hand_over_incomplete(received_before=clock.now() - WAITS, now=clock.now())
