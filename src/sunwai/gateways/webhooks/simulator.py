"""A program that is told by webhooks, for demo and test: it checks signatures as the specification's own library does,
shows what came, and can be told to fail."""

from __future__ import annotations

import json
import time
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from standardwebhooks import Webhook, WebhookVerificationError

from sunwai.core import clock
from sunwai.core.actors import SYSTEM
from sunwai.gateways.models import HookBehaviour, SimulatedHook, SimulatedReceiver
from sunwai.webhooks.actions import add_endpoint
from sunwai.webhooks.enums import Hears
from sunwai.webhooks.models import Endpoint

SHOWN = 50
SLOW_SECONDS = 3
LONGEST = 100_000  # bytes of a body that are looked at
# What it answers, whatever came, where it does not simply take it.
STATUS: dict[str, int] = {HookBehaviour.FAIL: 500, HookBehaviour.REDIRECT: 302, HookBehaviour.GONE: 410}


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take in one webhook: 200 with a good signature, 401 with another one, or what was chosen on the page."""
    told = _receiver()
    if "webhook-id" not in request.headers:  # no webhook at all
        return JsonResponse({"taken": False, "problem": "no webhook-id"}, status=401)
    if told.behaviour == HookBehaviour.SLOW:
        time.sleep(SLOW_SECONDS)
    problem = _problem(request, told.secret)
    status = STATUS.get(told.behaviour) or (401 if problem else 200)
    with transaction.atomic():
        SimulatedHook.objects.create(
            at=clock.now(),
            uid=request.headers["webhook-id"][:80],
            said=request.body[:LONGEST].decode(errors="replace").replace("\0", ""),
            problem=problem[:200],
            status=status,
        )
    answer = JsonResponse({"taken": not problem, "problem": problem}, status=status)
    if status == 302:
        answer.headers["Location"] = settings.PUBLIC_URL
    return answer


@never_cache
@require_safe
def came(request: HttpRequest) -> HttpResponse:
    """What came, newest first; how the receiver answers; the secret with which it checks."""
    context = {
        "receiver": _receiver(),
        "behaviours": HookBehaviour.choices,
        "address": address(),
        "hooks": [_shown(hook) for hook in SimulatedHook.objects.order_by("-at", "-pk")[:SHOWN]],
    }
    return render(request, "gateways/hooks.html", context)


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Answer in another way, or check with another secret, from now on."""
    behaviour, secret = request.POST.get("behaviour", ""), request.POST.get("secret", "").strip()
    if behaviour not in HookBehaviour.values or not _is_secret(secret):
        return HttpResponseBadRequest("behaviour: " + ", ".join(HookBehaviour.values) + "; secret: whsec_…")
    row = _receiver()
    row.behaviour, row.secret = behaviour, secret
    row.save()
    return redirect("simulated-receiver")


def connect_receiver(*, now: datetime) -> None:
    """Let the demo's receiver be told of all cases; safe to repeat."""
    row = _receiver()
    if row.endpoint_id:
        Endpoint.objects.filter(pk=row.endpoint_id).update(
            url=address()
        )  # the demo may have moved to another port
        return
    row.endpoint, row.secret = add_endpoint(
        url=address(), description="Simulated program", hears=Hears.ALL, actor=SYSTEM, now=now
    )
    row.save()


def address() -> str:
    """Where the receiver listens."""
    with translation.override("hi"):  # whose addresses have nothing in front
        return settings.PUBLIC_URL + reverse("simulated-receiver-receive")


def _receiver() -> SimulatedReceiver:
    return SimulatedReceiver.objects.filter(pk=1).first() or SimulatedReceiver(pk=1)


def _problem(request: HttpRequest, secret: str) -> str:
    try:
        Webhook(secret).verify(request.body, dict(request.headers.items()))
    except WebhookVerificationError as error:
        return str(error)
    except Exception as error:  # whatever somebody may send here
        return type(error).__name__
    return ""


def _is_secret(secret: str) -> bool:
    try:
        Webhook(secret)
    except Exception:  # whatever somebody may type here
        return False
    return len(secret) <= 120


def _shown(hook: SimulatedHook) -> dict[str, object]:
    try:
        said = json.loads(hook.said)
        body = json.dumps(said, ensure_ascii=False, indent=2)
    except ValueError:
        said, body = {}, hook.said
    kind = said.get("type", "") if isinstance(said, dict) else ""
    return {"hook": hook, "type": str(kind), "body": body}
