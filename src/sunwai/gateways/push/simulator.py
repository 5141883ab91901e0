"""A push service of demo and test: checks what the real ones check, and shows what they see, which is not the notice.

Devices whose name begins with `gone` are no more, those with `busy` ask to wait.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from py_vapid.jwt import decode

from sunwai.core import clock
from sunwai.gateways.push.vapid import public_key
from sunwai.messages.devices import POINT, SECRET, Keys

MOST_BYTES = 4096  # RFC 8030, 7.2: a push service takes at least so many
SHOWN = 50
A_DAY = 24 * 60 * 60


class Refused(NamedTuple):
    """An answer that is no 201."""

    status: int
    why: str


@csrf_exempt
@require_POST
def push_service(request: HttpRequest, device: str) -> HttpResponse:
    """Take a notice for `device` (RFC 8030, 5)."""
    refused = next((answer for check in CHECKS if (answer := check(request, device))), None)
    if refused:
        response = HttpResponse(refused.why, status=refused.status, content_type="text/plain")
        if refused.status == 429:
            response["Retry-After"] = "60"
        return response
    number = f"{time.time_ns()}-{secrets.token_hex(4)}"
    seen = {name: request.headers.get(name, "") for name in ("TTL", "Urgency", "Content-Encoding")}
    _keep(number, seen | {"device": device, "at": clock.now().timestamp(), "body": _text(request.body)})
    return HttpResponse(status=201, headers={"Location": f"{reverse('simulated-notices')}#{number}"})


@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What came, newest first, as the push service sees it."""
    newest = sorted(_folder().glob("*.json"), reverse=True)[:SHOWN]
    seen = [json.loads(file.read_text()) for file in newest]
    for one in seen:
        one["at"] = datetime.fromtimestamp(one["at"], clock.IST)
        one["bytes"] = len(_bytes(one["body"]))
    return render(request, "gateways/notices.html", {"notices": seen})


def new_device(name: str = "") -> Keys:
    """A device of this push service. Nobody keeps its private key: it shows nothing and reports nothing."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    public = point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    assert len(public) == POINT
    address = reverse("simulated-push-service", args=[f"{name}{secrets.token_hex(8)}"])
    return Keys(settings.PUBLIC_URL + address, _text(public), _text(secrets.token_bytes(SECRET)))


# ── What is checked, in the order of the real ones ───────────────────────────────────────────────────────
def _is_there(request: HttpRequest, device: str) -> Refused | None:
    if device.startswith("gone"):
        return Refused(410, "unsubscribed or expired")
    return Refused(429, "too many") if device.startswith("busy") else None


def _is_signed(request: HttpRequest, device: str) -> Refused | None:
    scheme, _, said = request.headers.get("Authorization", "").partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in said.split(","))
    if scheme.lower() != "vapid" or not parts.get("t") or not parts.get("k"):
        return Refused(401, "no VAPID")
    try:
        claims = decode(parts["t"], parts["k"])
    except InvalidSignature:
        return Refused(403, "signature does not hold")
    if parts["k"] != public_key():
        return Refused(403, "not the key of this subscription")
    return _is_for_us(claims)


def _is_for_us(claims: dict[str, Any]) -> Refused | None:
    here, now = urlsplit(settings.PUBLIC_URL), clock.now().timestamp()
    if claims.get("aud") != f"{here.scheme}://{here.netloc}":
        return Refused(403, "meant for another push service")
    if not now < claims.get("exp", 0) <= now + A_DAY:
        return Refused(403, "expired, or good for too long")
    return None if str(claims.get("sub", "")).startswith("mailto:") else Refused(403, "nobody to write to")


def _is_sealed(request: HttpRequest, device: str) -> Refused | None:
    if not request.headers.get("TTL", "").isdigit():
        return Refused(400, "no TTL")
    if request.headers.get("Content-Encoding") != "aes128gcm":
        return Refused(415, "not sealed")
    return Refused(413, "too long") if len(request.body) > MOST_BYTES else None


CHECKS: tuple[Callable[[HttpRequest, str], Refused | None], ...] = (_is_there, _is_signed, _is_sealed)


# ── What is kept ─────────────────────────────────────────────────────────────────────────────────────────
def _keep(number: str, seen: dict[str, Any]) -> None:
    draft = _folder() / f".{number}"
    draft.write_text(json.dumps(seen))
    draft.rename(_folder() / f"{number}.json")


def _folder() -> Path:
    folder = Path(settings.SIMULATED_PUSH)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
