"""Signatures by the Standard Webhooks specification 1.0: HMAC-SHA256 over id, time and body.

While a secret is being replaced, each delivery carries two signatures, and receivers take whichever they can check.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

SECRET_BYTES = 32  # the specification allows 24 to 64


def new_secret() -> str:
    """A secret as it is handed over: `whsec_` and Base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(*, uid: str, body: str, keys: Sequence[str], now: datetime) -> dict[str, str]:
    """The headers of one delivery.

    Args:
        uid: the number of the event, the same at every try.
        keys: the secrets in force, newest first.
    """
    at = now.astimezone(UTC)  # the library takes the clock's hands for UTC, whatever their zone
    return {
        "content-type": "application/json",
        "user-agent": "Sunwai-Webhooks/1.0",
        "webhook-id": uid,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(uid, at, body) for key in keys),
    }
