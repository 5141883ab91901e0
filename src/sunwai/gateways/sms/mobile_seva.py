"""C-DAC Mobile Seva, the Government of India's SMS gateway (https://mgov.gov.in, "SMS Push Service").

Written after C-DAC's "Mobile Seva integration document" 1.8 of 21 December 2020 (`sendsmsrequestDLT`) and the
list of return codes it refers to (mgov.gov.in/msdp_sms_push.jsp). One POST of a form, one line of text back:

    402,MsgID = 150620161466003974245msdgsms

C-DAC publishes no format of delivery reports. What we take in is described in docs/api/sms-receipts.md.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from django.conf import settings

from sunwai.gateways.sms import http
from sunwai.messages.ports import ProviderFailed, Sms

NAME = "mobile-seva"

# (is a one-time code, is Unicode) → smsservicetype
SERVICE_TYPES = {
    (False, False): "singlemsg",
    (False, True): "unicodemsg",
    (True, False): "otpmsg",
    (True, True): "unicodeotpmsg",
}


class Code(NamedTuple):
    """A return code: was the message taken; if not, is the message itself to blame; what it means."""

    taken: bool
    final: bool
    meaning: str


# fmt: off
CODES = {
    #          taken  final
    "401": Code(False, False, "credentials refused"),
    "402": Code(True,  False, "submitted"),
    "403": Code(False, False, "no credits left"),
    "404": Code(False, False, "internal database error"),
    "405": Code(False, False, "internal network error, or our address is not whitelisted"),
    "406": Code(False, True,  "invalid or duplicate number"),
    "407": Code(False, False, "network error at the operator"),
    "408": Code(False, False, "network error at the operator"),
    "409": Code(True,  False, "operator slow, will be submitted"),  # sending it again would be twice
    "410": Code(False, False, "internal limit exceeded"),
    "411": Code(False, False, "sender not approved"),
    "412": Code(False, False, "sender not approved"),
    "413": Code(False, True,  "taken for spam"),
    "414": Code(False, True,  "refused by the operator (template, do-not-disturb, spam)"),
    "415": Code(False, False, "no secure key on the account"),
    "416": Code(False, False, "hash does not match the secure key"),
    "418": Code(False, False, "daily limit exceeded"),
}
# fmt: on


class MobileSeva:
    """Sends through Mobile Seva with the account of `settings.SMS_MOBILE_SEVA`."""

    name = NAME

    def send(self, sms: Sms) -> str:
        """Hand over one SMS; returns the MsgID.

        Raises:
            ProviderFailed: see `CODES`.
        """
        account = settings.SMS_MOBILE_SEVA
        answer = http.post(account["url"], data=form(sms, account))
        if answer.status_code != 200:
            raise ProviderFailed(f"HTTP {answer.status_code}")
        return message_id(answer.text)


def form(sms: Sms, account: dict[str, str]) -> dict[str, str]:
    """The fields of the request, in the order of the integration document."""
    sender = (sms.dlt_header or account["sender_id"]).strip()
    content = entities(sms.text.strip()) if sms.unicode else sms.text.strip()
    return {
        "username": account["username"].strip(),
        "password": password_hash(account["password"].strip()),
        "senderid": sender,
        "content": content,
        "smsservicetype": SERVICE_TYPES[sms.is_code, sms.unicode],
        "mobileno": sms.to,
        "key": key(account["username"], sender, content, account["secure_key"]),
        "templateid": sms.dlt_template,
    }


def entities(text: str) -> str:
    """Every UTF-16 unit of `text` as a decimal entity: नम → `&#2344;&#2350;`."""
    units = memoryview(text.encode("utf-16-be")).tolist()
    return "".join(f"&#{high << 8 | low};" for high, low in zip(units[::2], units[1::2], strict=True))


def password_hash(password: str) -> str:
    """SHA-1 of the password in ISO 8859-1, as the interface wants it."""
    return hashlib.sha1(password.encode("iso-8859-1"), usedforsecurity=False).hexdigest()


def key(username: str, sender: str, content: str, secure_key: str) -> str:
    """SHA-512 over who sends, as whom, what, and the secure key of the account."""
    parts = (username, sender, content, secure_key)
    return hashlib.sha512("".join(part.strip() for part in parts).encode()).hexdigest()


def message_id(answer: str) -> str:
    """The MsgID in the gateway's line; empty where it took the message without one.

    Raises:
        ProviderFailed: any code that is not "taken", or a line that is no answer of this gateway.
    """
    found = re.match(r"\s*(\d{3})\b", answer)
    if not found:
        raise ProviderFailed("not an answer of Mobile Seva")
    code = CODES.get(found[1], Code(False, False, "unknown return code"))
    if not code.taken:
        raise ProviderFailed(f"{found[1]}: {code.meaning}", final=code.final)
    number = re.search(r"MsgID\s*=\s*(\S+)", answer)
    return number[1] if number else ""
