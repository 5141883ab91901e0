"""Mails that come back: `POST /hooks/email/bounce` with the mail as it came, described in docs/channels.md.

The mail server pipes what arrives for `bounce+…@` to it. Which mail came back is read off the mark in that address, or
off the number of the mail, which carries the same mark; what became of it off the report (RFC 3464).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sunwai.core import clock
from sunwai.gateways.email.letters import BOUNCE, number_of
from sunwai.gateways.email.smtp import NAME
from sunwai.messages.actions import record_receipt
from sunwai.messages.enums import Channel, MessageState
from sunwai.messages.models import Message, Reach
from sunwai.messages.tokens import TOKEN, message_of

# RFC 3464, 2.3.3; "delayed" is no news.
ACTIONS = {
    "failed": MessageState.UNDELIVERED,
    "delivered": MessageState.DELIVERED,
    "relayed": MessageState.DELIVERED,
    "expanded": MessageState.DELIVERED,
}
# Permanent, yet the address is not to blame (RFC 3463): full, too long, the mail system, the content, a policy.
NOT_THE_ADDRESS = re.compile(r"5\.(2\.[234]|3\.|5\.|6\.|7\.)")
MOST_PARTS = 50  # of a mail that are looked at
MOST_MARKS = 20  # in it that are tried


class Report(NamedTuple):
    """What a mail server says became of a mail: `action` and `status` of RFC 3464."""

    action: str
    status: str

    @property
    def is_of_the_address(self) -> bool:
        """Whether nothing will ever arrive at the address."""
        return self.action == "failed" and self.status[:2] == "5." and not NOT_THE_ADDRESS.match(self.status)


@csrf_exempt
@require_POST
def email_bounce(request: HttpRequest, token: str = "") -> HttpResponse:
    """Take in one mail that came back; the same may come any number of times.

    Whatever cannot be read is thanked for: the mail server would only send it again. Answers 200 or 401 (token).
    """
    if not _is_authentic(request, token):
        return JsonResponse({"error": "token missing or wrong"}, status=401)
    message_id, report = read(request.body)
    state = ACTIONS.get(report.action) if report else None
    if message_id is None or report is None or state is None:
        return JsonResponse({"new": False})
    is_new = record_receipt(
        provider=NAME,
        provider_id=number_of(message_id),
        state=state,
        details={"action": report.action, "status": report.status},
        unreachable=_mobile_of(message_id) if report.is_of_the_address else "",
        channel=Channel.EMAIL,
        now=clock.now(),
    )
    return JsonResponse({"new": is_new})


def read(content: bytes) -> tuple[int | None, Report | None]:
    """Which of our messages a mail is about, and what it reports; None for what it does not say."""
    try:
        parts = _parts(message_from_bytes(content))
        return _message_of(parts), _report_of(parts)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        return None, None  # made to harm, or broken: the parser goes a long way, not every way


def _parts(mail: Mail) -> list[Mail]:
    """The mail and what is in it, the outermost first."""
    found: list[Mail] = [mail]
    for part in found:
        inside = part.get_payload()
        if isinstance(inside, list):
            found += [one for one in inside if isinstance(one, Mail)][: MOST_PARTS - len(found)]
    return found


# Where the mark may stand: the address to which it came back, and in the mail that is sent back its number and sender.
MARKED = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "Message-ID", "Return-Path")


def _message_of(parts: list[Mail]) -> int | None:
    marks = (mark for part in parts for said in _said(part) for mark in TOKEN.finditer(said.lower()))
    for _nth, mark in zip(range(MOST_MARKS), marks, strict=False):
        if (number := message_of(mark[0], BOUNCE)) is not None:
            return number
    return None


def _said(part: Mail) -> Iterator[str]:
    for name in MARKED:
        yield from (str(value) for value in part.get_all(name, ()))
    if part.get_content_type() == "text/rfc822-headers":
        yield str(part.get_payload())[:20_000]


def _report_of(parts: list[Mail]) -> Report | None:
    """The report on the recipient; of several the first that says something (a mail of ours has one recipient)."""
    reports = (part for part in parts if part.get_content_type() == "message/delivery-status")
    for block in (block for report in reports for block in report.get_payload() if isinstance(block, Mail)):
        action = str(block.get("Action", "")).split(maxsplit=1)
        status = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", str(block.get("Status", "")))
        if action and status:
            return Report(action[0].lower()[:20], status[1])
    return None


def _mobile_of(message_id: int) -> str:
    """Whose address it was; empty where they proved another one since."""
    message = Message.objects.filter(pk=message_id, channel=Channel.EMAIL).first()
    if message is None:
        return ""
    newer = Reach.objects.filter(mobile=message.to, email_verified_at__gt=message.created_at)
    return "" if newer.exists() else message.to


def _is_authentic(request: HttpRequest, token: str) -> bool:
    expected = settings.EMAIL_GATEWAY["bounce_token"]
    given = token or request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
