"""What arrived at the demo's mail server, as a mailbox: the list, a mail, its page as a reader's program shows it."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sunwai.core.clock import IST
from sunwai.gateways.email.simulated_server import LOST, REFUSED

SHOWN = 50
OF_INTEREST = (
    "From",
    "To",
    "Date",
    "Reply-To",
    "Return-Path",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "DKIM-Signature",
)
# The page of a mail may look as it likes and do nothing; a link in it opens in a window of its own.
PAGE_MAY = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@dataclass(frozen=True)
class Mail:
    """One mail that arrived."""

    key: str
    at: datetime
    content: EmailMessage

    @property
    def subject(self) -> str:
        """What it is headed."""
        return str(self.content["Subject"] or "")

    @property
    def to(self) -> str:
        """Whose mailbox it lies in."""
        return str(self.content["Delivered-To"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Those that are worth a look."""
        return [(name, str(self.content[name])) for name in OF_INTEREST if self.content[name]]

    def body(self, kind: str) -> str:
        """Its `plain` or `html` text."""
        part = self.content.get_body((kind,))
        return str(part.get_content()) if part else ""


@never_cache
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """What arrived, newest first; `?to=` narrows."""
    to = request.GET.get("to", "").strip()[:200]
    found = (mail for mail in _newest_first() if mail.to.lower().startswith(to.lower()))
    shown = [mail for mail, _nth in zip(found, range(SHOWN), strict=False)]
    return render(
        request, "gateways/mails.html", {"mails": shown, "to": to, "refused": [*REFUSED], "lost": [*LOST]}
    )


@never_cache
@require_safe
def mail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: headers, plain text, and its page in a frame."""
    found = _mail(key)
    response = render(request, "gateways/mail.html", {"mail": found, "text": found.body("plain")})
    response._csp_config = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}  # type: ignore[attr-defined]
    return response


@never_cache
@require_safe
def mail_page(request: HttpRequest, key: str) -> HttpResponse:
    """The mail as a page, which can do nothing."""
    html = _mail(key).body("html").replace("<head>", '<head><base target="_blank">', 1)
    response = HttpResponse(html)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_config = PAGE_MAY  # type: ignore[attr-defined]
    return response


def _newest_first() -> Iterator[Mail]:
    box = _box()
    for key in sorted(box.keys(), reverse=True):  # a key begins with the second
        with suppress(KeyError):
            yield _read(box, key)


def _mail(key: str) -> Mail:
    box = _box()
    if key not in box.keys():  # noqa: SIM118 (a look at the name itself would join it to a path)
        raise Http404
    return _read(box, key)


def _box() -> mailbox.Maildir:
    settings.SIMULATED_MAIL.parent.mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(settings.SIMULATED_MAIL)


def _read(box: Any, key: str) -> Mail:
    content = message_from_bytes(box.get_bytes(key), policy=default)
    assert isinstance(content, EmailMessage)
    seconds = float(quote(key).partition(".")[0])
    return Mail(key, datetime.fromtimestamp(seconds, IST), content)
