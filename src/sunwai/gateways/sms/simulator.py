"""The SMS network of demo and test: two gateways that answer as the real ones do, and a page of phones.

A message goes the whole way over HTTP: our client, the wire format, the gateway's checks, the phone, the
delivery report. How a phone is treated can be switched, to see what happens when the network is bad.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sunwai.citizens.mobile import NotAMobile, parse
from sunwai.core import clock
from sunwai.core.providers import providers
from sunwai.gateways.models import (
    SimulatedGateway,
    SimulatedIncoming,
    SimulatedPhone,
    SimulatedSms,
    SmsBehaviour,
)
from sunwai.gateways.sms import generic_http, mobile_seva
from sunwai.gateways.sms.simulator_jobs import send_incoming, send_receipt
from sunwai.gateways.sms.smpp import taking as smpp
from sunwai.messages.models import Template
from sunwai.messages.texts import REGISTERED_VARIABLE

PHONES_SHOWN = 24
BUBBLES_SHOWN = 3
WRITTEN_SHOWN = 5
LONGEST = 600  # characters that somebody may write
MOST_MESSAGES = 100
SLOW_SECONDS = 3
EVERYBODY = ""


# ── The gateways ─────────────────────────────────────────────────────────────────────────────────────────
@csrf_exempt
@require_POST
def mobile_seva_gateway(request: HttpRequest) -> HttpResponse:
    """Mobile Seva: the real one's checks in the real one's order, its codes, its line of text."""
    if is_down(mobile_seva.NAME):
        return HttpResponse(status=503)
    code, sms = _mobile_seva_code(request.POST.dict())
    if code != "402" or sms is None:
        return _line(f"{code} : {mobile_seva.CODES[code].meaning}")
    return _line(f"402,MsgID = {sms.provider_id}")


@csrf_exempt
@require_POST
def generic_http_gateway(request: HttpRequest) -> HttpResponse:
    """The gateway of docs/api/sms-generic.md."""
    if is_down(generic_http.NAME):
        return HttpResponse(status=503)
    if request.headers.get("Authorization") != f"Bearer {settings.SMS_GENERIC_HTTP['token']}":
        return JsonResponse({"error": "token missing or wrong"}, status=401)
    try:
        said = json.loads(request.body)
        to, text, template = parse(said["to"]), said["text"], said["dlt"]["template"]
    except (ValueError, KeyError, TypeError, NotAMobile):
        return JsonResponse({"error": "not a message"}, status=422)
    behaviour = behave(to)
    if behaviour in REFUSALS:
        return JsonResponse({"error": behaviour}, status=422 if behaviour == SmsBehaviour.REFUSE else 503)
    if not is_registered(template, text):
        return JsonResponse({"error": "differs from the registered template"}, status=422)
    sms = take_sms(generic_http.NAME, to, said.get("sender", ""), template, text, behaviour)
    return JsonResponse({"id": sms.provider_id}, status=202)


REFUSALS: dict[str, str] = {
    SmsBehaviour.BUSY: "407",
    SmsBehaviour.TIME_OUT: "408",
    SmsBehaviour.REFUSE: "406",
}


def _mobile_seva_code(said: dict[str, str]) -> tuple[str, SimulatedSms | None]:
    account = settings.SMS_MOBILE_SEVA
    content, sender = said.get("content", "").strip(), said.get("senderid", "").strip()
    try:
        to = parse(said.get("mobileno") or said.get("bulkmobno", ""))
    except NotAMobile:
        return "406", None
    behaviour = behave(to)
    service, text = said.get("smsservicetype", ""), _text(content, said.get("smsservicetype", ""))
    password = mobile_seva.password_hash(account["password"])
    key = mobile_seva.key(account["username"], sender, content, account["secure_key"])
    refusals = (
        ("413", not content or service not in mobile_seva.SERVICE_TYPES.values()),
        ("401", said.get("username") != account["username"] or said.get("password") != password),
        ("411", sender != account["sender_id"]),
        ("415", not said.get("key")),
        ("416", said.get("key") != key),
        ("414", not is_registered(said.get("templateid", ""), text)),
        (REFUSALS.get(behaviour, ""), behaviour in REFUSALS),
    )
    refused = next((code for code, holds in refusals if holds), None)
    if refused:
        return refused, None
    return "402", take_sms(mobile_seva.NAME, to, sender, said["templateid"], text, behaviour)


def _line(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _text(content: str, service_type: str) -> str:
    """What the phone shows: Unicode comes as decimal entities of UTF-16 units."""
    if not service_type.startswith("unicode"):
        return content
    units = [int(number) for number in re.findall(r"&#(\d{1,5});", content)]
    return b"".join((unit & 0xFFFF).to_bytes(2) for unit in units).decode("utf-16-be", errors="replace")


def is_down(gateway: str) -> bool:
    """Whether this gateway was told to be down."""
    return SimulatedGateway.objects.filter(name=gateway, is_down=True).exists()


def is_registered(number: str, text: str) -> bool:
    """What the operators' DLT platform asks: is this the text of the template, whatever its variables say?"""
    template = Template.objects.filter(dlt_template=number, is_active=True).exclude(dlt_template="").first()
    if template is None:
        return False
    pattern = ".{1,60}".join(map(re.escape, template.registered_text.split(REGISTERED_VARIABLE)))
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def behave(to: str) -> str:
    """How the phone `to` is treated, after the waiting that belongs to it."""
    switches = dict(
        SimulatedPhone.objects.filter(mobile__in=[to, EVERYBODY]).values_list("mobile", "behaviour")
    )
    behaviour: str = switches.get(to) or switches.get(EVERYBODY) or SmsBehaviour.DELIVER
    time.sleep(_WAITS.get(behaviour, lambda: 0)())
    return behaviour


_WAITS: dict[str, Any] = {
    SmsBehaviour.SLOW: lambda: SLOW_SECONDS,
    SmsBehaviour.TIME_OUT: lambda: settings.SMS_TIMEOUT + 1,
}


def take_sms(
    provider: str, to: str, sender: str, template: str, text: str, behaviour: str, *, by_http: bool = True
) -> SimulatedSms:
    """Put a message on its phone; what is reported back `by_http` is reported by a job."""
    now = clock.now()
    number = f"{now:%d%m%Y}{int(now.timestamp() * 1000)}{secrets.randbelow(10**6):06}msdgsms"
    with transaction.atomic():
        sms = SimulatedSms.objects.create(
            provider=provider,
            provider_id=number,
            to=to,
            sender=sender,
            dlt_template=template,
            text=text,
            taken_at=now,
            delivered=behaviour != SmsBehaviour.UNDELIVERED,
        )
        if by_http and behaviour != SmsBehaviour.NO_RECEIPT:
            send_receipt.configure(schedule_in={"seconds": 1}).defer(sms_id=sms.pk)
    return sms


# ── The phones ───────────────────────────────────────────────────────────────────────────────────────────
@never_cache
@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    """The phones with what they received, newest first; `?to=98` narrows, a whole number shows one phone.

    With `Accept: application/json` the same as `phones_json`.
    """
    if request.accepts("application/json") and not request.accepts("text/html"):
        return phones_json(request)
    to = _wanted(request)
    switches = dict(SimulatedPhone.objects.values_list("mobile", "behaviour"))
    context = {
        "to": to,
        "phones": [_phone(row, switches, alone=len(to) == 10) for row in _known_phones(to)],
        "behaviours": SmsBehaviour.choices,
        "for_all": switches.get(EVERYBODY, SmsBehaviour.DELIVER),
        "everybody": EVERYBODY,
        "gateways": [(one.name, is_down(one.name)) for one in providers("sms")],
        "written": SimulatedIncoming.objects.filter(sender__startswith=to).order_by("-pk")[:WRITTEN_SHOWN],
    }
    return render(request, "gateways/phones.html", context)


@never_cache
@require_safe
def phones_json(request: HttpRequest) -> JsonResponse:
    """For scripts: `{"messages": [{to, text, sender, provider, at, delivered} …]}`, newest 100 first."""
    messages = SimulatedSms.objects.filter(to__startswith=_wanted(request)).order_by("-taken_at", "-pk")
    said = [
        {
            "to": sms.to,
            "text": sms.text,
            "sender": sms.sender,
            "provider": sms.provider,
            "at": sms.taken_at.isoformat(),
            "delivered": sms.delivered,
        }
        for sms in messages[:MOST_MESSAGES]
    ]
    return JsonResponse({"messages": said}, json_dumps_params={"ensure_ascii": False})


@require_POST
def switch_phone(request: HttpRequest) -> HttpResponse:
    """Treat one phone, or with an empty number all others, in another way from now on."""
    mobile, behaviour = request.POST.get("mobile", EVERYBODY), request.POST.get("behaviour", "")
    if behaviour not in SmsBehaviour.values:
        return HttpResponseBadRequest("behaviour: " + ", ".join(SmsBehaviour.values))
    try:
        set_behaviour(mobile, SmsBehaviour(behaviour))
    except NotAMobile as error:
        return HttpResponseBadRequest(str(error))
    query = f"?to={mobile}" if mobile else ""
    return redirect(reverse("simulated-phones") + query)


@require_POST
def switch_gateway(request: HttpRequest) -> HttpResponse:
    """Let a gateway be down, or work again."""
    name = request.POST.get("gateway", "")
    if name not in {one.name for one in providers("sms")}:
        return HttpResponseBadRequest("gateway: " + ", ".join(one.name for one in providers("sms")))
    is_down = request.POST.get("state") == "down"
    SimulatedGateway.objects.update_or_create(name=name, defaults={"is_down": is_down})
    return redirect("simulated-phones")


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Somebody writes an SMS to the helpline: it comes in by SMPP, or by HTTP where that is off or down."""
    try:
        sender, text = parse(request.POST.get("sender", "")), request.POST.get("text", "").strip()[:LONGEST]
    except NotAMobile as error:
        return HttpResponseBadRequest(str(error))
    if not text:
        return HttpResponseBadRequest("text")
    by_smpp = any(one.name == smpp.NAME for one in providers("sms")) and not is_down(smpp.NAME)
    way = smpp.NAME if by_smpp else generic_http.NAME
    with transaction.atomic():
        written = SimulatedIncoming.objects.create(
            sender=sender, text=text.replace("\0", ""), written_at=clock.now(), way=way
        )
        if not by_smpp:  # else the simulated SMSC looks for it
            send_incoming.defer(incoming_id=written.pk)
    return redirect(f"{reverse('simulated-phones')}?to={sender}")


def set_behaviour(mobile: str, behaviour: SmsBehaviour) -> None:
    """Treat the phone `mobile` (empty: all that have no switch of their own) as `behaviour` says.

    Raises:
        NotAMobile: neither empty nor a mobile number.
    """
    mobile = parse(mobile) if mobile else EVERYBODY
    SimulatedPhone.objects.update_or_create(mobile=mobile, defaults={"behaviour": behaviour})


def _wanted(request: HttpRequest) -> str:
    """The digits asked for, with or without +91."""
    digits = re.sub(r"\D", "", request.GET.get("to", ""))
    return digits[-10:] if len(digits) > 10 else digits


def _known_phones(to: str) -> list[Any]:
    narrowed = SimulatedSms.objects.filter(to__startswith=to).values("to")
    known = narrowed.annotate(latest=Max("taken_at"), count=Count("pk")).order_by("-latest")[:PHONES_SHOWN]
    return list(known) or ([{"to": to, "count": 0}] if len(to) == 10 else [])


def _phone(row: dict[str, Any], switches: dict[str, str], *, alone: bool) -> dict[str, Any]:
    messages = SimulatedSms.objects.filter(to=row["to"]).order_by("-taken_at", "-pk")
    return {
        "mobile": row["to"],
        "count": row["count"],
        "messages": messages[: MOST_MESSAGES if alone else BUBBLES_SHOWN],
        "behaviour": switches.get(row["to"]) or switches.get(EVERYBODY, SmsBehaviour.DELIVER),
    }
