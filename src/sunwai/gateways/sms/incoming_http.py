"""SMS of citizens that a gateway brings by HTTP: `POST /hooks/sms/<provider>/incoming` (docs/api/sms-receipts.md)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sunwai.core import clock
from sunwai.gateways.sms import parts
from sunwai.gateways.sms.receipts import ACCOUNTS, ID_FIELDS, fields, first, is_authentic

SENDER_FIELDS = ("from", "sender", "mobile")
TEXT_FIELDS = ("text", "message", "content")
LONGEST = 10_000  # characters


@csrf_exempt
@require_POST
def sms_incoming(request: HttpRequest, provider: str, token: str = "") -> HttpResponse:
    """Take in one SMS; the same `id` may come any number of times.

    Answers 200, 400 (not understood), 401 (token), 404 (no such provider).
    """
    if provider not in ACCOUNTS:
        return JsonResponse({"error": "no such provider"}, status=404)
    if not is_authentic(request, provider, token):
        return JsonResponse({"error": "token missing or wrong"}, status=401)
    said = fields(request)
    number, sender, text = (first(said, names) for names in (ID_FIELDS, SENDER_FIELDS, TEXT_FIELDS))
    if not (0 < len(number) <= 80 and 0 < len(sender) <= 21 and 0 < len(text) <= LONGEST):
        return JsonResponse({"error": "id, from or text missing or too long"}, status=400)
    parts.take_part(
        provider=provider,
        provider_id=number,
        sender=sender,
        recipient="",
        text=text.replace("\0", ""),
        joint=None,
        now=clock.now(),
    )
    return JsonResponse({"taken": True})
