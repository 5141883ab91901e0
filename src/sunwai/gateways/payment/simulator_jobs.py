"""The simulated payment gateway tells us of payments, as the real one does: over HTTP, signed."""

from __future__ import annotations

import httpx
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sunwai.gateways.models import SimulatedPayment
from sunwai.gateways.payment.simulator import webhook_of


@app.task(retry=RetryStrategy(max_attempts=5, wait=2), pass_context=False)
def tell(payment: str, address: str) -> None:
    """Send the webhook of a payment."""
    body, headers = webhook_of(SimulatedPayment.objects.select_related("order").get(pk=payment))
    httpx.post(address, content=body, headers=headers, timeout=10).raise_for_status()
