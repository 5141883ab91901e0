"""The simulated network reports back over HTTP, as a gateway would."""

from __future__ import annotations

import httpx
from django.conf import settings
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sunwai.core import clock
from sunwai.gateways.models import SimulatedIncoming, SimulatedSms
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


@app.task(retry=RetryStrategy(max_attempts=3, exponential_wait=3))
def send_incoming(incoming_id: int) -> None:
    """Bring in what somebody wrote on a simulated phone, as a gateway would by HTTP.

    Raises:
        httpx.HTTPError: nobody took it; the job is tried again.
    """
    written = SimulatedIncoming.objects.get(pk=incoming_id)
    answer = httpx.post(
        settings.PUBLIC_URL + reverse("sms-incoming", args=[written.way]),
        json={"id": f"simulated-{written.pk}", "from": f"+91{written.sender}", "text": written.text},
        headers={"Authorization": f"Bearer {getattr(settings, ACCOUNTS[written.way])['receipt_token']}"},
        timeout=settings.SMS_TIMEOUT,
    )
    problem = "" if answer.is_success else f"HTTP {answer.status_code}"
    taken_at = clock.now() if answer.is_success else None
    SimulatedIncoming.objects.filter(pk=written.pk).update(taken_at=taken_at, problem=problem)
    answer.raise_for_status()
