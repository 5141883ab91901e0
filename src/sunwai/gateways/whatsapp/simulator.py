"""Meta's WhatsApp for demo and tests: the paths of the Graph API that we use, and phones to chat with the helpline on.

Everything goes the whole way over HTTP: our client, Meta's form and checks (token, window of 24 hours, approved
templates, limits of buttons and lists), signed webhooks with messages and statuses.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from sunwai.citizens.mobile import NotAMobile, mobile_in, parse
from sunwai.core import clock
from sunwai.gateways.models import ChatBehaviour, SimulatedChat, SimulatedChatPhone, SimulatedMedia
from sunwai.gateways.whatsapp.simulator_jobs import send_webhook
from sunwai.messages.enums import Approval, Channel
from sunwai.messages.models import Template
from sunwai.messages.texts import in_long
from sunwai.messages.whatsapp import (
    ANSWERS,
    BUTTON_TITLE,
    MOST_BUTTONS,
    MOST_ROWS,
    MOST_TEXT,
    MOST_TEXT_WITH_BUTTONS,
    ROW_DESCRIPTION,
    ROW_TITLE,
)

WINDOW = timedelta(hours=24)
BUBBLES_SHOWN = 40
PHONES_SHOWN = 12
LARGEST_FILE = 16 * 1024 * 1024  # bytes; Meta, "Media": audio and video


# ── The Graph API ────────────────────────────────────────────────────────────────────────────────────────
@csrf_exempt
@require_POST
def messages(request: HttpRequest, version: str, phone_id: str) -> HttpResponse:
    """`POST /<version>/<phone number id>/messages`."""
    if refused := _refuse_stranger(request, phone_id):
        return refused
    try:
        body = json.loads(request.body)
        mobile = mobile_in(str(body["to"]))
    except (ValueError, KeyError, TypeError):
        return _error(400, 100, "not a message")
    behaviour = _behaviour(mobile)
    if behaviour == ChatBehaviour.DOWN:
        return _error(500, 131016, "Service unavailable")
    code = _fault(body)
    if code:
        return _error(400, code, "refused")
    chat = SimulatedChat.objects.create(
        wamid=_wamid(), mobile=mobile, from_citizen=False, body=body, at=clock.now(), status="sent"
    )
    _report(chat, _fate(chat, behaviour))
    return JsonResponse(
        {
            "messaging_product": "whatsapp",
            "contacts": [{"input": body["to"], "wa_id": f"91{mobile}"}],
            "messages": [{"id": chat.wamid}],
        }
    )


@csrf_exempt
@require_POST
def upload_media(request: HttpRequest, version: str, phone_id: str) -> HttpResponse:
    """`POST /<version>/<phone number id>/media`: a file of ours."""
    if refused := _refuse_stranger(request, phone_id):
        return refused
    file = request.FILES.get("file")
    if file is None or request.POST.get("messaging_product") != "whatsapp":
        return _error(400, 100, "no file")
    kept = _keep(file.read(), request.POST.get("type") or file.content_type or "")
    return JsonResponse({"id": kept.name})


@require_GET
def media(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """`GET /<version>/<media id>`: where a file lies."""
    if refused := _refuse_stranger(request):
        return refused
    kept = SimulatedMedia.objects.filter(pk=name).first()
    if kept is None:
        return _error(404, 100, "no such file")
    address = settings.PUBLIC_URL + reverse("simulated-media", args=[name])
    return JsonResponse(
        {
            "messaging_product": "whatsapp",
            "url": address,
            "mime_type": kept.content_type,
            "file_size": len(kept.content),
            "id": name,
        }
    )


@require_GET
def media_file(request: HttpRequest, name: str) -> HttpResponse:
    """The file itself, to whoever has the token, and to the page of phones."""
    kept = get_object_or_404(SimulatedMedia, pk=name)
    response = HttpResponse(bytes(kept.content), content_type=kept.content_type)
    response["Content-Disposition"] = "attachment"
    return response


def _refuse_stranger(request: HttpRequest, phone_id: str | None = None) -> HttpResponse | None:
    if request.headers.get("Authorization") != f"Bearer {settings.WHATSAPP['token']}":
        return _error(401, 190, "Invalid OAuth access token")
    if phone_id not in (None, settings.WHATSAPP["phone_id"]):
        return _error(400, 33, "Unsupported post request")
    return None


def _error(status: int, code: int, message: str) -> JsonResponse:
    error = {
        "message": f"(#{code}) {message}",
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "simulated",
    }
    return JsonResponse({"error": error}, status=status)


def _fault(body: dict[str, Any]) -> int:
    """Meta's code for a message that it refuses at once; 0 where it takes it."""
    if body.get("messaging_product") != "whatsapp" or body.get("type") not in FAULTS:
        return 100
    try:
        return int(FAULTS[body["type"]](body[body["type"]]))
    except (KeyError, TypeError, AttributeError):
        return 131008


def _fault_of_text(text: dict[str, Any]) -> int:
    return 0 if 0 < len(text["body"]) <= MOST_TEXT else 131009


def _fault_of_interactive(given: dict[str, Any]) -> int:
    if not 0 < len(given["body"]["text"]) <= MOST_TEXT_WITH_BUTTONS:
        return 131009
    action = given["action"]
    if given["type"] == "button":
        titles = [button["reply"]["title"] for button in action["buttons"]]
        return 0 if 0 < len(titles) <= MOST_BUTTONS and _fit(titles, BUTTON_TITLE) else 131009
    if given["type"] == "list":
        rows = [row for section in action["sections"] for row in section["rows"]]
        fit = 0 < len(rows) <= MOST_ROWS and _fit([row["title"] for row in rows], ROW_TITLE)
        short = all(len(row.get("description", "")) <= ROW_DESCRIPTION for row in rows)
        return 0 if fit and short and _fit([action["button"]], BUTTON_TITLE) else 131009
    return 0 if given["type"] == "location_request_message" and action["name"] == "send_location" else 131009


def _fault_of_template(given: dict[str, Any]) -> int:
    template = Template.objects.filter(
        channel=Channel.WHATSAPP,
        provider_name=given["name"],
        language=given["language"]["code"],
        approval=Approval.APPROVED,
    ).first()
    if template is None:
        return 132001
    wanted = set(re.findall(r"\{(\w+)\}", template.text))
    return 0 if wanted == set(_parameters(given)) else 132000


def _fault_of_document(given: dict[str, Any]) -> int:
    return 0 if SimulatedMedia.objects.filter(pk=given["id"]).exists() else 131053


FAULTS: dict[str, Any] = {
    "text": _fault_of_text,
    "interactive": _fault_of_interactive,
    "template": _fault_of_template,
    "document": _fault_of_document,
}


def _fit(titles: list[str], longest: int) -> bool:
    return all(0 < len(title) <= longest for title in titles) and len(set(titles)) == len(titles)


def _parameters(given: dict[str, Any]) -> dict[str, str]:
    bodies = [part for part in given.get("components", []) if part["type"] == "body"]
    return {one["parameter_name"]: one["text"] for part in bodies for one in part["parameters"]}


# ── What becomes of a message ────────────────────────────────────────────────────────────────────────────
FATES: dict[str, tuple[str, ...]] = {
    ChatBehaviour.READ: ("sent", "delivered", "read"),
    ChatBehaviour.DELIVER: ("sent", "delivered"),
    ChatBehaviour.SILENT: (),
    ChatBehaviour.NO_WHATSAPP: ("failed",),
}
NO_WHATSAPP, WINDOW_IS_CLOSED = 131026, 131047


def _fate(chat: SimulatedChat, behaviour: str) -> tuple[tuple[str, ...], int]:
    """The statuses that will be reported, and the code of the fault where it fails."""
    if behaviour == ChatBehaviour.NO_WHATSAPP:
        return FATES[behaviour], NO_WHATSAPP
    written = SimulatedChat.objects.filter(mobile=chat.mobile, from_citizen=True, at__gt=chat.at - WINDOW)
    if chat.body["type"] != "template" and not written.exists():
        return ("failed",), WINDOW_IS_CLOSED
    return FATES[behaviour], 0


def _report(chat: SimulatedChat, fate: tuple[tuple[str, ...], int]) -> None:
    statuses, code = fate
    if not statuses:
        return
    chat.status = statuses[-1]
    chat.save(update_fields=["status"])
    for status in statuses:
        one: dict[str, Any] = {
            "id": chat.wamid,
            "status": status,
            "timestamp": str(int(chat.at.timestamp())),
            "recipient_id": f"91{chat.mobile}",
            "biz_opaque_callback_data": chat.body.get("biz_opaque_callback_data", ""),
        }
        if status == "sent":
            one["pricing"] = {
                "billable": chat.body["type"] == "template",
                "pricing_model": "PMP",
                "category": "utility",
            }
        if status == "failed":
            one["errors"] = [{"code": code, "title": "failed"}]
        _webhook({"statuses": [one]})


def _webhook(value: dict[str, Any], field: str = "messages") -> None:
    """Report to our own address, as Meta does."""
    metadata = {"display_phone_number": "917552555582", "phone_number_id": settings.WHATSAPP["phone_id"]}
    body = {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": "simulated",
                "changes": [
                    {
                        "field": field,
                        "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
                    }
                ],
            }
        ],
    }
    send_webhook.defer(body=json.dumps(body, ensure_ascii=False))


# ── The phones ───────────────────────────────────────────────────────────────────────────────────────────
@never_cache
@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """One phone with its chat (`?phone=98…`), or the phones that have chatted; `&part=1`: the bubbles alone."""
    mobile = mobile_in(request.GET.get("phone", ""))
    context = {
        "mobile": mobile,
        "bubbles": _bubbles(mobile),
        "phones": SimulatedChat.objects.values("mobile")
        .annotate(latest=Max("at"))
        .order_by("-latest")[:PHONES_SHOWN],
        "behaviours": ChatBehaviour.choices,
        "behaviour": _behaviour(mobile),
        "number": "+91 755 2555582",
        "spots": SPOTS,
    }
    page = "gateways/chat_bubbles.html" if request.GET.get("part") else "gateways/chat.html"
    return render(request, page, context)


@require_safe
def chat_json(request: HttpRequest) -> JsonResponse:
    """For scripts: `{"messages": [{from_citizen, text, choices, status, at} …]}` of one phone, newest last."""
    mobile = mobile_in(request.GET.get("phone", ""))
    return JsonResponse({"messages": _bubbles(mobile)}, json_dumps_params={"ensure_ascii": False})


@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """The citizen writes, presses, shares a place or sends a file."""
    try:
        mobile = parse(request.POST.get("phone", ""))
    except NotAMobile as error:
        return HttpResponseBadRequest(str(error))
    body = _said(request)
    if body is None:
        return HttpResponseBadRequest(_("There is nothing to send."))
    now = clock.now()
    chat = SimulatedChat.objects.create(
        wamid=_wamid(), mobile=mobile, from_citizen=True, body=body, at=now, status="sent"
    )
    one = {"from": f"91{mobile}", "id": chat.wamid, "timestamp": str(int(now.timestamp())), **body}
    _webhook({"contacts": [{"profile": {"name": "Simulated"}, "wa_id": f"91{mobile}"}], "messages": [one]})
    return redirect(f"{reverse('simulated-chat')}?phone={mobile}#latest")


@require_POST
def switch_chat(request: HttpRequest) -> HttpResponse:
    """Treat a phone in another way from now on."""
    mobile, behaviour = mobile_in(request.POST.get("phone", "")), request.POST.get("behaviour", "")
    if not mobile or behaviour not in ChatBehaviour.values:
        return HttpResponseBadRequest("behaviour: " + ", ".join(ChatBehaviour.values))
    set_chat_behaviour(mobile, ChatBehaviour(behaviour))
    return redirect(f"{reverse('simulated-chat')}?phone={mobile}")


def set_chat_behaviour(mobile: str, behaviour: ChatBehaviour) -> None:
    """Treat the phone `mobile` (ten digits) as `behaviour` says."""
    SimulatedChatPhone.objects.update_or_create(mobile=mobile, defaults={"behaviour": behaviour})


# Somewhere to be: towns of the state, for the button that shares a place.
SPOTS = (("Waraseoni", 21.7603, 80.0497), ("Bhopal", 23.2599, 77.4126), ("Jhabua", 22.7677, 74.5910))


def _said(request: HttpRequest) -> dict[str, Any] | None:
    """What the page sends, as Meta reports it."""
    given, file = request.POST, request.FILES.get("file")
    if file is not None and 0 < (file.size or 0) <= LARGEST_FILE:
        return _file(file.read(), file.content_type or "", given.get("text", ""))
    if given.get("latitude") and given.get("longitude"):
        spot = {"latitude": float(given["latitude"]), "longitude": float(given["longitude"])}
        return {"type": "location", "location": spot}
    if given.get("id"):
        return _pressed(given["id"], SimulatedChat.objects.filter(wamid=given.get("wamid", "")).first())
    if given.get("text", "").strip():
        return {"type": "text", "text": {"body": given["text"].strip()[:MOST_TEXT]}}
    return None


def _pressed(code: str, chat: SimulatedChat | None) -> dict[str, Any] | None:
    """A button or row of `chat`, be it an old one."""
    bubble = _bubble(chat) if chat else {"choices": []}
    title = next((choice["title"] for choice in bubble["choices"] if choice["id"] == code), None)
    if title is None:
        return None
    if bubble["reply"] == "template":
        return {"type": "button", "button": {"payload": code, "text": title}}
    kind = f"{bubble['reply']}_reply"
    return {"type": "interactive", "interactive": {"type": kind, kind: {"id": code, "title": title}}}


def _file(content: bytes, content_type: str, caption: str) -> dict[str, Any]:
    kind = content_type.partition("/")[0]
    kind = kind if kind in {"image", "audio", "video"} else "document"
    kept = _keep(content, content_type)
    about: dict[str, Any] = {"id": kept.name, "mime_type": content_type}
    if caption:
        about["caption"] = caption
    return {"type": kind, kind: about}


def _bubbles(mobile: str) -> list[dict[str, Any]]:
    """The latest messages of a phone, newest last."""
    latest = SimulatedChat.objects.filter(mobile=mobile).order_by("-at", "-pk")[:BUBBLES_SHOWN]
    return [_bubble(chat) for chat in reversed(list(latest))]


def _bubble(chat: SimulatedChat) -> dict[str, Any]:
    """A message as the phone shows it."""
    kind = chat.body["type"]
    shown = SHOWN.get(kind, lambda given: {"text": kind})(chat.body.get(kind, {}))
    return {
        "from_citizen": chat.from_citizen,
        "kind": kind,
        "status": chat.status,
        "at": chat.at.astimezone(clock.IST).isoformat(),
        "wamid": chat.wamid,
        "choices": [],
        **shown,
    }


def _show_interactive(given: dict[str, Any]) -> dict[str, Any]:
    if "body" not in given:  # the citizen's own
        reply = given.get("button_reply") or given.get("list_reply") or {}
        return {"text": reply.get("title", "")}
    action = given["action"]
    if given["type"] == "button":
        return {
            "text": given["body"]["text"],
            "reply": "button",
            "choices": [button["reply"] for button in action["buttons"]],
        }
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return {
        "text": given["body"]["text"],
        "reply": "list",
        "opener": action.get("button", ""),
        "choices": rows,
        "asks_location": given["type"] == "location_request_message",
    }


def _show_template(given: dict[str, Any]) -> dict[str, Any]:
    language = given["language"]["code"]
    template = Template.objects.filter(provider_name=given["name"], language=language).first()
    payloads = [part["parameters"][0]["payload"] for part in given["components"] if part["type"] == "button"]
    titles = [title for _code, title in ANSWERS.get(template.event if template else "", {}).get(language, ())]
    return {
        "text": in_long(template.text, _parameters(given)) if template else given["name"],
        "reply": "template",
        "choices": [
            {"id": payload, "title": title} for payload, title in zip(payloads, titles, strict=False)
        ],
    }


def _show_file(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": given.get("caption", ""), "file": given.get("id", ""), "mime": given.get("mime_type", "")}


SHOWN: dict[str, Any] = {
    "text": lambda given: {"text": given["body"]},
    "interactive": _show_interactive,
    "template": _show_template,
    "button": lambda given: {"text": given["text"]},
    "location": lambda given: {"text": f"📍 {given['latitude']}, {given['longitude']}"},
    "image": _show_file,
    "audio": _show_file,
    "video": _show_file,
    "document": _show_file,
}


def _behaviour(mobile: str) -> str:
    row = SimulatedChatPhone.objects.filter(mobile=mobile).first()
    return row.behaviour if row else ChatBehaviour.READ


def _keep(content: bytes, content_type: str) -> SimulatedMedia:
    return SimulatedMedia.objects.create(
        name=str(secrets.randbelow(10**15)), content=content, content_type=content_type[:80]
    )


def _wamid() -> str:
    return f"wamid.{secrets.token_hex(24).upper()}"
