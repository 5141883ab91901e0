"""Sending by Meta's WhatsApp Cloud API (https://developers.facebook.com/docs/whatsapp/cloud-api, Messages and Media).

    POST /<version>/<phone number id>/messages   {"messaging_product": "whatsapp", "to": …, "type": …, …}
    → {"messages": [{"id": "wamid.…"}]}          or {"error": {"code": 131047, "message": …}}

Meta knows no idempotency key. Each message carries our number (`biz_opaque_callback_data`), which comes back with every
report about it: where the answer to a sending was lost, the report stops a second try (`messages.actions.note_taken`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
from django.conf import settings

from sunwai.conversations.ports import MediaFailed
from sunwai.gateways.http import call
from sunwai.gateways.limiter import limiter
from sunwai.messages.ports import ProviderFailed, WhatsApp

NAME = "whatsapp-cloud"
OUR_NUMBER = "sunwai-"
INDIA = "91"


class Code(NamedTuple):
    """What an error means for a message: is it, or its reader, to blame; can the reader be reached at all."""

    final: bool
    unreachable: bool
    meaning: str


# Error codes of the Cloud API ("Error codes", v23.0). What is not listed is taken for a fault of the provider.
# fmt: off
CODES = {
    #            final  unreachable
    0:      Code(False, False, "the token is not valid"),
    1:      Code(False, False, "a fault of Meta's"),
    2:      Code(False, False, "Meta is not available"),
    3:      Code(False, False, "the token may not do this"),
    4:      Code(False, False, "calls of the application are limited"),
    10:     Code(False, False, "the token may not do this"),
    33:     Code(False, False, "the phone number id is wrong"),
    100:    Code(True,  False, "a parameter is wrong"),
    190:    Code(False, False, "the token is not valid any more"),
    368:    Code(False, False, "the account is blocked for a time"),
    80007:  Code(False, False, "calls of the account are limited"),
    130429: Code(False, False, "too many messages a second"),
    130472: Code(True,  False, "the reader takes part in an experiment of Meta's"),
    130497: Code(True,  False, "not allowed in this country"),
    131000: Code(False, False, "a fault of Meta's"),
    131005: Code(False, False, "access denied"),
    131008: Code(True,  False, "a parameter is missing"),
    131009: Code(True,  False, "a parameter is wrong"),
    131016: Code(False, False, "Meta is overloaded"),
    131021: Code(True,  False, "sender and reader are the same"),
    131026: Code(True,  True,  "the number cannot be reached by WhatsApp"),
    131031: Code(False, False, "the account is locked"),
    131042: Code(False, False, "payment is open"),
    131045: Code(False, False, "the number is not registered"),
    131047: Code(True,  False, "more than 24 hours since the reader wrote"),
    131048: Code(False, False, "limited after complaints about spam"),
    131049: Code(True,  False, "Meta keeps this from the reader"),
    131050: Code(True,  True,  "the reader wants no messages of this kind"),
    131051: Code(True,  False, "messages of this type are not known"),
    131052: Code(True,  False, "the file cannot be fetched"),
    131053: Code(True,  False, "the file cannot be taken"),
    131056: Code(False, False, "too many messages to this reader"),
    131057: Code(False, False, "the account is being maintained"),
    132000: Code(True,  False, "the number of variables does not fit the template"),
    132001: Code(True,  False, "no such template in this language"),
    132005: Code(True,  False, "the text with its variables is too long"),
    132007: Code(True,  False, "the template breaks a policy"),
    132012: Code(True,  False, "a variable has the wrong form"),
    132015: Code(True,  False, "the template is paused"),
    132016: Code(True,  False, "the template is shut off"),
    133010: Code(False, False, "the number is not registered"),
}
# fmt: on
OTHERWISE = Code(False, False, "unknown")
TOO_LARGE = 25 * 1024 * 1024  # bytes


class WhatsAppCloud:
    """Sends with the account of `settings.WHATSAPP`."""

    name = NAME

    def send(self, message: WhatsApp) -> str:
        """Hand over one message; returns Meta's number of it (wamid).

        Raises:
            ProviderFailed: see `CODES`.
        """
        limiter(NAME, account()["per_second"]).wait()
        said = _answer(_request("POST", f"{account()['phone_id']}/messages", json=body(message)))
        try:
            return str(said["messages"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise ProviderFailed("the answer has no id") from error


class CloudMedia:
    """Files that citizens sent, and such that we send (`conversations.ports.MediaStore`)."""

    def fetch(self, media: str) -> bytes:
        """The file that Meta knows as `media`: first its address, which lives five minutes, then itself.

        Raises:
            MediaFailed: deleted, too large, or not to be had just now.
        """
        try:
            about = _answer(_request("GET", media))
            if int(about.get("file_size") or 0) > TOO_LARGE:
                raise MediaFailed("too large", final=True)
            answer = call("GET", str(about["url"]), seconds=_seconds(), headers=_headers())
        except ProviderFailed as error:
            raise MediaFailed(str(error), final=error.final) from error
        except KeyError as error:
            raise MediaFailed("no address of the file", final=True) from error
        if answer.status_code != 200:
            raise MediaFailed(f"HTTP {answer.status_code}", final=answer.status_code in {404, 410})
        return answer.content

    def keep(self, content: bytes, content_type: str, name: str) -> str:
        """Hand a file to Meta, to be sent by its number.

        Raises:
            ProviderFailed: it was not taken.
        """
        path = f"{account()['phone_id']}/media"
        answer = _request(
            "POST",
            path,
            data={"messaging_product": "whatsapp", "type": content_type},
            files={"file": (name, content, content_type)},
        )
        return str(_answer(answer)["id"])


# ── The form of a message ────────────────────────────────────────────────────────────────────────────────
def body(message: WhatsApp) -> dict[str, Any]:
    """The JSON of the request."""
    to = message.to.removeprefix("+") if message.to.startswith("+") else INDIA + message.to
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to,
        "biz_opaque_callback_data": f"{OUR_NUMBER}{message.our_id}",
        **FORMS[message.content.get("kind", "text")](message.text, message.content),
    }


def _text(text: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _buttons(text: str, content: dict[str, Any]) -> dict[str, Any]:
    buttons = [{"type": "reply", "reply": button} for button in content["buttons"]]
    return _interactive("button", text, {"buttons": buttons})


def _list(text: str, content: dict[str, Any]) -> dict[str, Any]:
    rows = [{name: value for name, value in row.items() if value} for row in content["rows"]]
    return _interactive("list", text, {"button": content["button"], "sections": [{"rows": rows}]})


def _ask_location(text: str, content: dict[str, Any]) -> dict[str, Any]:
    return _interactive("location_request_message", text, {"name": "send_location"})


def _interactive(kind: str, text: str, action: dict[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


def _document(text: str, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "document",
        "document": {"id": content["file"], "filename": content["name"], "caption": text},
    }


def _template(text: str, content: dict[str, Any]) -> dict[str, Any]:
    parameters = [
        {"type": "text", "parameter_name": name, "text": value} for name, value in content["parameters"]
    ]
    components: list[dict[str, Any]] = [{"type": "body", "parameters": parameters}] if parameters else []
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(at),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for at, payload in enumerate(content["payloads"])
    ]
    template = {"name": content["name"], "language": {"code": content["language"]}, "components": components}
    return {"type": "template", "template": template}


FORMS: dict[str, Callable[[str, dict[str, Any]], dict[str, Any]]] = {
    "text": _text,
    "buttons": _buttons,
    "list": _list,
    "ask_location": _ask_location,
    "document": _document,
    "template": _template,
}


# ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────────────
def account() -> dict[str, Any]:
    """Our account with Meta, from the settings."""
    found: dict[str, Any] = settings.WHATSAPP
    return found


def _request(method: str, path: str, **content: Any) -> httpx.Response:
    ours = account()
    url = f"{ours['url']}/{ours['version']}/{path}" if ours["url"] and ours["token"] else ""
    return call(method, url, seconds=_seconds(), headers=_headers(), **content)


def _headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {account()['token']}"}


def _seconds() -> float:
    return float(account()["timeout"])


def _answer(answer: httpx.Response) -> dict[str, Any]:
    """What Meta says.

    Raises:
        ProviderFailed: that it did not do it, or something that is no answer.
    """
    try:
        said = answer.json()
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    if answer.status_code == 200 and "error" not in said:
        return said
    error = said.get("error")
    number = int(error.get("code", -1)) if isinstance(error, dict) else -1
    code = CODES.get(number, OTHERWISE)
    raise ProviderFailed(f"HTTP {answer.status_code}, code {number}: {code.meaning}", final=code.final)
