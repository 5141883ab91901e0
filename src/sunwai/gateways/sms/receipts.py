"""Delivery reports of SMS providers: `POST /hooks/sms/<provider>`, described in docs/api/sms-receipts.md.

JSON or a form with the provider's number of the message and what became of it. Authenticated by the token of
the provider's settings, as `Authorization: Bearer …` or, where a gateway sends no headers, as last part of the path.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sunwai.core import clock
from sunwai.gateways.sms import generic_http, mobile_seva
from sunwai.messages.actions import record_receipt
from sunwai.messages.enums import MessageState

ACCOUNTS = {mobile_seva.NAME: "SMS_MOBILE_SEVA", generic_http.NAME: "SMS_GENERIC_HTTP"}
ID_FIELDS = ("id", "msgid", "messageid")
STATUS_FIELDS = ("status", "state")

# What gateways call it: our words, and the message states of SMPP 3.4 (5.2.28) with their short forms.
STATUSES = {
    "delivered": MessageState.DELIVERED,
    "delivrd": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERED,
    "undeliverable": MessageState.UNDELIVERED,
    "undeliv": MessageState.UNDELIVERED,
    "expired": MessageState.UNDELIVERED,
    "rejected": MessageState.UNDELIVERED,
    "rejectd": MessageState.UNDELIVERED,
    "deleted": MessageState.UNDELIVERED,
    "failed": MessageState.UNDELIVERED,
}
# On its way: nothing to write down yet.
PASSING = frozenset({"accepted", "acceptd", "enroute", "scheduled", "submitted", "buffered", "unknown"})


@csrf_exempt
@require_POST
def sms_receipt(request: HttpRequest, provider: str, token: str = "") -> HttpResponse:
    """Take in one report; the same report may come any number of times.

    Answers 200, 400 (not understood), 401 (token), 404 (no such provider).
    """
    if provider not in ACCOUNTS:
        return JsonResponse({"error": "no such provider"}, status=404)
    if not is_authentic(request, provider, token):
        return JsonResponse({"error": "token missing or wrong"}, status=401)
    said = fields(request)
    provider_id, status = first(said, ID_FIELDS), first(said, STATUS_FIELDS).lower()
    if not 0 < len(provider_id) <= 80 or status not in STATUSES.keys() | PASSING:
        return JsonResponse({"error": "id or status missing or unknown"}, status=400)
    if status in PASSING:
        return JsonResponse({"new": False})
    is_new = record_receipt(
        provider=provider, provider_id=provider_id, state=STATUSES[status], now=clock.now()
    )
    return JsonResponse({"new": is_new})


def is_authentic(request: HttpRequest, provider: str, token: str) -> bool:
    """Whether the request has the token of this provider's settings."""
    expected = getattr(settings, ACCOUNTS[provider])["receipt_token"]
    given = token or request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def fields(request: HttpRequest) -> dict[str, Any]:
    """What was sent, names in small letters; empty where it cannot be read."""
    if request.content_type != "application/json":
        return {name.lower(): value for name, value in request.POST.items()}
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return {str(name).lower(): value for name, value in said.items()} if isinstance(said, dict) else {}


def first(said: dict[str, Any], names: tuple[str, ...]) -> str:
    """What stands under the first of `names` that says anything."""
    return next((str(said[name]).strip() for name in names if said.get(name)), "")
