"""Web push (RFC 8030): sealed for the browser alone (RFC 8291), signed by us (VAPID, RFC 8292).

The push service is that of the browser's maker; it sees from whom a notice comes and how long it is, not what it says.
"""

from __future__ import annotations

import base64
import json
import time
from datetime import timedelta
from enum import Enum, auto
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import http_ece
import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02

from sunwai.core import clock
from sunwai.gateways.http import client
from sunwai.messages.devices import is_push_service
from sunwai.messages.ports import ProviderFailed, Push, Sent

NAME = "vapid"
SIGNED_FOR = timedelta(hours=12)  # RFC 8292, 2: at most a day
LONGEST_PAUSE = 3600  # seconds that a push service may ask us to wait


class Outcome(Enum):
    """What became of a notice to one device."""

    TAKEN = auto()
    GONE = auto()  # the device is no more
    REFUSED = auto()  # this notice will never be taken for it
    FAILED = auto()  # perhaps later


# RFC 8030, 5 and 7.3; every other status below 500 speaks of the notice.
OUTCOMES = {
    200: Outcome.TAKEN,
    201: Outcome.TAKEN,
    202: Outcome.TAKEN,
    404: Outcome.GONE,
    410: Outcome.GONE,
    429: Outcome.FAILED,
}


class Vapid:
    """Sends to all devices of the reader, with the key of `settings.PUSH`."""

    name = NAME

    def __init__(self) -> None:
        self._paused_until: dict[str, float] = {}  # host of a push service that asked us to wait

    def send(self, push: Push) -> Sent:
        """Hand over one notice for each device; it is sent where one of them is reached.

        Raises:
            ProviderFailed: none is reached; for good where none of them ever will be.
        """
        outcomes = {keys["endpoint"]: self._to_device(keys, push) for keys in push.subscriptions}
        gone = [endpoint for endpoint, outcome in outcomes.items() if outcome is Outcome.GONE]
        if Outcome.TAKEN in outcomes.values():
            return Sent(str(push.our_id), gone)
        counted = {kind.name.lower(): [*outcomes.values()].count(kind) for kind in Outcome}
        reason = (
            ", ".join(f"{count} {name}" for name, count in counted.items() if count) or "no device any more"
        )
        raise ProviderFailed(reason, final=Outcome.FAILED not in outcomes.values(), gone=gone)

    def _to_device(self, keys: dict[str, str], push: Push) -> Outcome:
        if not is_push_service(keys["endpoint"]):
            return Outcome.REFUSED
        host = urlsplit(keys["endpoint"]).netloc
        if self._paused_until.get(host, 0) > time.monotonic():
            return Outcome.FAILED
        try:
            answer = client(settings.PUSH["seconds"]).post(
                keys["endpoint"], content=sealed(push.data, keys), headers=headers_of(push, keys["endpoint"])
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            return Outcome.FAILED
        if answer.status_code in {429, 503} and (wait := answer.headers.get("Retry-After", "")).isdigit():
            self._paused_until[host] = time.monotonic() + min(int(wait), LONGEST_PAUSE)
        return OUTCOMES.get(
            answer.status_code, Outcome.FAILED if answer.status_code >= 500 else Outcome.REFUSED
        )


def public_key() -> str:
    """What a browser must be given to let us, and only us, send to it: base64url."""
    point = _signer().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def sealed(data: dict[str, Any], keys: dict[str, str]) -> bytes:
    """`data` as only the browser with these keys can read it."""
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return bytes(
        http_ece.encrypt(
            said,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_bytes(keys["p256dh"]),
            auth_secret=_bytes(keys["auth"]),
            version="aes128gcm",
        )
    )


def headers_of(push: Push, endpoint: str) -> dict[str, str]:
    """Who sends, how long it is kept, whether it wakes a sleeping device."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": settings.PUSH["subject"],
        "exp": int((clock.now() + SIGNED_FOR).timestamp()),
    }
    return {
        "TTL": str(push.seconds),
        "Urgency": "high" if push.urgent else "normal",
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        **_signer().sign(claims),
    }


@cache
def _signer() -> Vapid02:
    return Vapid02.from_raw(settings.PUSH["key"].encode())


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
