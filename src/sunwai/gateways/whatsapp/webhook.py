"""Where Meta reports: `/hooks/whatsapp`. Verified, stored, answered; all else happens in a job.

GET is Meta's question whether the address is ours (`hub.challenge`), POST a report, signed with the application's
secret over the bytes as they came (`X-Hub-Signature-256`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime

from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sunwai.conversations.actions import take_in
from sunwai.core import clock
from sunwai.gateways.whatsapp.cloud import account
from sunwai.gateways.whatsapp.updates import updates_in

SIGNATURE = "sha256="
LONGEST_KEPT = 10_000  # characters of what cannot be read


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def whatsapp_webhook(request: HttpRequest) -> HttpResponse:
    """Answers 200 once what came is stored, 403 to strangers, 503 where it could not be stored: Meta comes again."""
    return _take(request) if request.method == "POST" else _verify(request)


def _verify(request: HttpRequest) -> HttpResponse:
    expected = account()["verify_token"]
    given = request.GET.get("hub.verify_token", "")
    if (
        request.GET.get("hub.mode") != "subscribe"
        or not expected
        or not hmac.compare_digest(given.encode(), expected.encode())
    ):
        return HttpResponseForbidden()
    return HttpResponse(request.GET.get("hub.challenge", ""), content_type="text/plain")


def _take(request: HttpRequest) -> HttpResponse:
    content = request.body
    if not _is_signed(content, request.headers.get("X-Hub-Signature-256", "")):
        return HttpResponseForbidden()
    now = clock.now()
    try:
        _store(content, now)
    except DatabaseError:
        return HttpResponse(status=503)
    return HttpResponse()


def _store(content: bytes, now: datetime) -> None:
    """What came, piece by piece; what no database can hold (a letter that is none, a number without end) as text."""
    try:
        take_in(updates_in(json.loads(content), now=now), now=now)
    except (ValueError, RecursionError, DataError):
        take_in(updates_in({"unreadable": content.decode(errors="replace")[:LONGEST_KEPT]}, now=now), now=now)


def sign(content: bytes) -> str:
    """The header that Meta sends with `content`."""
    secret = account()["app_secret"].encode()
    return SIGNATURE + hmac.new(secret, content, hashlib.sha256).hexdigest()


def _is_signed(content: bytes, given: str) -> bool:
    return bool(account()["app_secret"]) and hmac.compare_digest(sign(content).encode(), given.encode())
