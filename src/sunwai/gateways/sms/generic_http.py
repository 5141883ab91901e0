"""Any SMS gateway that speaks, or is made to speak, our JSON contract: docs/api/sms-generic.md."""

from __future__ import annotations

from typing import Any

import httpx
from django.conf import settings

from sunwai.gateways.sms import http
from sunwai.messages.ports import ProviderFailed, Sms

NAME = "generic-http"
MESSAGE_TO_BLAME = frozenset({400, 410, 413, 422})  # every other status speaks of the gateway or our account


class GenericHttp:
    """Sends as JSON to the address of `settings.SMS_GENERIC_HTTP`."""

    name = NAME

    def send(self, sms: Sms) -> str:
        """Hand over one SMS; returns the gateway's id of it.

        Raises:
            ProviderFailed: anything but 200, 201 or 202 with an `id`.
        """
        account = settings.SMS_GENERIC_HTTP
        headers = {
            "Authorization": f"Bearer {account['token']}",
            "Idempotency-Key": f"sunwai-{sms.our_id}",  # a retry after a lost answer is not sent twice
        }
        answer = http.post(account["url"], json=body(sms), headers=headers)
        said = _object(answer)
        if answer.status_code not in {200, 201, 202}:
            reason = f"HTTP {answer.status_code}: {str(said.get('error', ''))[:100]}"
            raise ProviderFailed(reason, final=answer.status_code in MESSAGE_TO_BLAME)
        if not said.get("id"):
            raise ProviderFailed("the answer has no id")
        return str(said["id"])


def body(sms: Sms) -> dict[str, Any]:
    """The JSON of the request."""
    return {
        "to": f"+91{sms.to}",
        "text": sms.text,
        "encoding": "ucs2" if sms.unicode else "gsm7",
        "kind": "otp" if sms.is_code else "service",
        "sender": sms.dlt_header,
        "dlt": {"entity": sms.dlt_entity, "template": sms.dlt_template},
    }


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
