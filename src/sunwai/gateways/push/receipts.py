"""A device says what became of a notice: `POST /hooks/push/shown` and `…/opened`, sent by our own service worker.

Who says so proves by the mark of the notice that they could read it. Nobody is signed in: the notice is the ticket.
"""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sunwai.core import clock
from sunwai.gateways.push.vapid import NAME
from sunwai.messages.actions import record_receipt
from sunwai.messages.enums import MessageState
from sunwai.messages.outgoing import SHOWN
from sunwai.messages.tokens import message_of

STATES = {"shown": MessageState.DELIVERED, "opened": MessageState.READ}


@csrf_exempt
@require_POST
def push_receipt(request: HttpRequest, what: str) -> HttpResponse:
    """Take in one word of a device; each comes as often as it likes. Answers 200 or 401 (no mark of ours)."""
    if what not in STATES:
        raise Http404
    message_id = message_of(_token(request), SHOWN)
    if message_id is None:
        return JsonResponse({"error": "no token of ours"}, status=401)
    is_new = record_receipt(provider=NAME, provider_id=str(message_id), state=STATES[what], now=clock.now())
    return JsonResponse({"new": is_new})


def _token(request: HttpRequest) -> str:
    try:
        said = json.loads(request.body[:1000])
    except ValueError:
        return ""
    return str(said.get("token", "")) if isinstance(said, dict) else ""
