"""The simulated network reports back over HTTP, as a gateway would."""

from __future__ import annotations

import httpx
from django.conf import settings
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sunwai.gateways.models import SimulatedSms
from sunwai.gateways.sms.receipts import ACCOUNTS


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def send_receipt(sms_id: int) -> None:
    """Report what became of a simulated SMS to our own receipt address.

    Raises:
        httpx.HTTPError: nobody answered, or not with 200; the job is tried again.
    """
    sms = SimulatedSms.objects.get(pk=sms_id)
    token = getattr(settings, ACCOUNTS[sms.provider])["receipt_token"]
    answer = httpx.post(
        settings.PUBLIC_URL + reverse("sms-receipt", args=[sms.provider]),
        json={"id": sms.provider_id, "status": "DELIVRD" if sms.delivered else "UNDELIV"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=settings.SMS_TIMEOUT,
    )
    answer.raise_for_status()
