"""An e-mail as it travels: its headers, the sender to whom it bounces, its DKIM signature (docs/channels.md)."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from pathlib import Path

import dkim
from django.conf import settings

from sunwai.core import clock
from sunwai.messages.ports import Email
from sunwai.messages.tokens import token_of

BOUNCE = "bounce"  # purpose of the marks, and what stands before them in the sender's address

# What a signature covers, where the mail has it (RFC 6376, 5.4.1; the two of the list for RFC 8058).
SIGNED = (
    "From",
    "Reply-To",
    "Subject",
    "Date",
    "To",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)


def domain() -> str:
    """Ours: of the sender, the bounces, the signature and the numbers of mails, so that all of them are aligned."""
    return parseaddr(settings.EMAIL_GATEWAY["from"])[1].rpartition("@")[2].lower()


def number_of(our_id: int) -> str:
    """The number of the mail (Message-ID) of our message, the same at every try: a mail that comes twice shows once."""
    return f"{token_of(our_id, BOUNCE)}@{domain()}"


def sender_of(our_id: int) -> str:
    """The envelope's sender: a mail that comes back says by its address which one it was (VERP)."""
    return f"{BOUNCE}+{number_of(our_id)}"


def content_of(email: Email) -> bytes:
    """The mail as it is handed over, signed where a key is configured."""
    made = _built(email)
    return _signature(made) + made.as_bytes()


def _built(email: Email) -> EmailMessage:
    made = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    name, address = parseaddr(settings.EMAIL_GATEWAY["from"])
    made["From"] = Address(name, addr_spec=address)
    made["To"] = Address(addr_spec=email.to)
    made["Subject"] = email.subject
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = f"<{number_of(email.our_id)}>"
    made["Reply-To"] = settings.EMAIL_GATEWAY["reply_to"] or address
    made["Auto-Submitted"] = "auto-generated"
    if email.stop_url:
        made["List-Unsubscribe"] = f"<{email.stop_url}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(email.text)
    made.add_alternative(email.html, subtype="html")
    made["Content-Language"] = (
        email.language
    )  # now: what is said of the content before belongs to its first part
    return made


def _signature(made: EmailMessage) -> bytes:
    gateway = settings.EMAIL_GATEWAY
    if not gateway["dkim_selector"]:
        return b""
    signed: bytes = dkim.sign(
        made.as_bytes(),
        selector=gateway["dkim_selector"].encode(),
        domain=domain().encode(),
        privkey=_key(gateway["dkim_key"]),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name.lower().encode() for name in SIGNED if name in made],
    )
    return signed


@cache
def _key(path: str) -> bytes:
    return Path(path).read_bytes()
