"""A mail server that is not ours (aiosmtpd), in a thread, and what it took."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from sunwai.gateways.email.smtp import connections


@dataclass
class Taken:
    """A mail with its envelope."""

    sender: str
    to: list[str]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)

    def text(self, kind: str) -> str:
        return self.mail.get_body((kind,)).get_content()


@dataclass
class Handler:
    """Takes every mail, or answers as told; counts how often somebody said hello."""

    rcpt: str = "250 OK"
    data: str = "250 OK"
    hellos: int = 0
    taken: list[Taken] = field(default_factory=list)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.hellos += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        if self.data.startswith("250"):
            self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.data


def _let_in(server, session, envelope, mechanism, said):
    return AuthResult(success=(said.login, said.password) == (b"sunwai", b"secret"), handled=False)


@contextmanager
def mail_server(settings, *, certificate=None, tls="none", user="", handler=None, **gateway):
    """Run it and point our settings at it."""
    handler = handler or Handler()
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    more = {"ssl_context": context} if tls == "tls" else {"tls_context": context} if context else {}
    if user:
        more |= {"authenticator": _let_in, "auth_required": True, "auth_require_tls": tls == "starttls"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, **more)
    controller.start()
    settings.EMAIL_GATEWAY = settings.EMAIL_GATEWAY | {
        "host": "localhost" if certificate else "127.0.0.1",
        "port": port,
        "tls": tls,
        "user": user,
        "password": "secret",
        "seconds": 5.0,
        **gateway,
    }
    try:
        yield handler
    finally:
        connections.close()
        controller.stop()
