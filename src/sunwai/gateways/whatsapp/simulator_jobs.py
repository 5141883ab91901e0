"""The simulated Meta reports over HTTP, signed, again and again until it is answered 200."""

from __future__ import annotations

import httpx
from django.conf import settings
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sunwai.gateways.whatsapp.cloud import account
from sunwai.gateways.whatsapp.webhook import sign


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def send_webhook(body: str) -> None:
    """Post one report to our own webhook.

    Raises:
        httpx.HTTPError: nobody answered, or not with 200; the job is tried again.
    """
    content = body.encode()
    answer = httpx.post(
        settings.PUBLIC_URL + reverse("whatsapp-webhook"),
        content=content,
        headers={"Content-Type": "application/json", "X-Hub-Signature-256": sign(content)},
        timeout=account()["timeout"],
    )
    answer.raise_for_status()
