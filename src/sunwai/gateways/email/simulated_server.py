"""The mail server of the demo: takes mails by SMTP, as any would, puts them into a folder, and sends some of them back.

    python -m aiosmtpd -n -l 127.0.0.1:8184 -c sunwai.gateways.email.simulated_server.Mailboxes FOLDER BOUNCE_URL TOKEN

A process of its own that knows nothing of Sunwai but the address to which mails bounce: it needs no Django, and 20 MB.
How a mailbox is behaves stands in its address: see `REFUSED` and `LOST`.
"""

from __future__ import annotations

import asyncio
import mailbox
import urllib.request
from argparse import ArgumentParser
from email.message import Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Self

# What is before the @ → the answer to it (RFC 5321, 4.2; RFC 3463).
REFUSED = {
    "nobody": "550 5.1.1 No such mailbox here",
    "busy": "451 4.3.2 Please try again later",
}
LOST = {
    "lost": ("5.1.1", "No such mailbox behind here"),
    "full": ("5.2.2", "Mailbox is full"),
}


class Mailboxes:
    """Handles what `aiosmtpd` hears."""

    def __init__(self, folder: str, bounce_url: str = "", token: str = "") -> None:
        Path(folder).parent.mkdir(parents=True, exist_ok=True)
        self.mails = mailbox.Maildir(folder)
        self.bounce_url, self.token = bounce_url, token
        self.tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def from_cli(cls, parser: ArgumentParser, *args: str) -> Self:
        """As `aiosmtpd` starts it from the command line."""
        return cls(*args)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Whether there is such a mailbox."""
        answer = REFUSED.get(_before_at(address))
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the mail, with what the envelope said; or take it and send it back a moment later."""
        to = envelope.rcpt_tos[0]
        if _before_at(to) in LOST and self.bounce_url:
            report = report_of(envelope.content, sender=envelope.mail_from, to=to)
            self._later(asyncio.to_thread(self._send_back, report.as_bytes()))
        else:
            said = f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {to}\r\n".encode()
            self.mails.add(said + envelope.content)
        return "250 2.0.0 OK"

    def _later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _send_back(self, report: bytes) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "message/rfc822"}
        asked = urllib.request.Request(self.bounce_url, report, headers)  # noqa: S310 (our own address)
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310


def report_of(content: bytes, *, sender: str, to: str) -> Message:
    """The report on a mail that could not be brought, as RFC 3464 wants it."""
    status, why = LOST[_before_at(to)]
    made = MIMEMultipart("report")
    made.set_param("report-type", "delivery-status")
    made["From"] = "MAILER-DAEMON@simulated.example"
    made["To"] = sender
    made["Subject"] = "Undelivered Mail Returned to Sender"
    made.attach(MIMEText(f"Your mail to <{to}> could not be delivered: {why}."))
    about_all, about_one = Message(), Message()
    about_all["Reporting-MTA"] = "dns; simulated.example"
    about_one["Final-Recipient"] = f"rfc822; {to}"
    about_one["Action"] = "failed"
    about_one["Status"] = status
    about_one["Diagnostic-Code"] = f"smtp; 550 {status} {why}"
    said = Message()
    said["Content-Type"] = "message/delivery-status"
    said.set_payload([about_all, about_one])
    made.attach(said)
    original = BytesHeaderParser().parsebytes(content)
    original.set_payload("")  # its headers are enough
    made.attach(MIMEMessage(original))
    return made


def _before_at(address: str) -> str:
    return address.rpartition("@")[0].partition("+")[0].lower()
