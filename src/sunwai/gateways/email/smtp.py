"""Any mail server that takes mails by SMTP (RFC 5321): the state's own relay, NIC's, or a provider's.

One or the other MTA stands behind it and keeps trying; what it cannot bring comes back (`bounces`).
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from sunwai.gateways.email import letters
from sunwai.messages.ports import Email, ProviderFailed

NAME = "smtp"
IDLE_SECONDS = 30.0  # servers hang up on who says nothing; most wait for minutes (RFC 5321, 4.5.3.2.7)


class Smtp:
    """Sends through the server of `settings.EMAIL_GATEWAY`."""

    name = NAME

    def send(self, email: Email) -> str:
        """Hand over one mail; returns its Message-ID without the brackets.

        Raises:
            ProviderFailed: the server is not reached or refuses; for good where it refuses the recipient with 5xx.
        """
        if not email.to:
            raise ProviderFailed("no address any more", final=True)
        with _failures_named():
            connection = connections.take()
            try:
                sender = letters.sender_of(email.our_id)
                connection.sendmail(sender, [email.to], letters.content_of(email))
            except smtplib.SMTPRecipientsRefused:
                connections.give_back(connection)
                raise
            except BaseException:
                connection.close()
                raise
            connections.give_back(connection)
        return letters.number_of(email.our_id)


def connect(*, seconds: float) -> smtplib.SMTP:
    """A new connection to the server, encrypted and signed in as configured.

    Raises:
        OSError, smtplib.SMTPException: not reached, not trusted, or not let in.
    """
    gateway = settings.EMAIL_GATEWAY
    smtp = KINDS[gateway["tls"] == "tls"](gateway["host"], gateway["port"], seconds)
    try:
        if gateway["tls"] == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if gateway["user"]:
            smtp.login(gateway["user"], gateway["password"])
    except BaseException:
        smtp.close()
        raise
    return smtp


def _plain(host: str, port: int, seconds: float) -> smtplib.SMTP:
    return smtplib.SMTP(host, port, _our_name(), timeout=seconds)


def _encrypted(host: str, port: int, seconds: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(host, port, _our_name(), timeout=seconds, context=context)


KINDS = {False: _plain, True: _encrypted}


def _our_name() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


class Connections:
    """Open connections, used again for the next mail by whichever thread comes first; one mail at a time on each."""

    def __init__(self) -> None:
        self._idle: deque[tuple[float, smtplib.SMTP]] = deque()

    def take(self) -> smtplib.SMTP:
        """A connection on which nothing is under way: one that still answers, else a new one."""
        with contextlib.suppress(IndexError):
            while True:
                since, smtp = self._idle.pop()
                if time.monotonic() - since < IDLE_SECONDS and _answers(smtp):
                    return smtp
                smtp.close()
        return connect(seconds=settings.EMAIL_GATEWAY["seconds"])

    def give_back(self, smtp: smtplib.SMTP) -> None:
        """`smtp` is free."""
        self._idle.append((time.monotonic(), smtp))

    def close(self) -> None:
        """Hang up on all that are idle."""
        with contextlib.suppress(IndexError):
            while True:
                self._idle.pop()[1].close()


connections = Connections()


def _answers(smtp: smtplib.SMTP) -> bool:
    try:
        return smtp.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


@contextlib.contextmanager
def _failures_named() -> Any:
    """What goes wrong, as the port knows it; the server's own words may name the reader and stay out."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise ProviderFailed(f"{code}: recipient refused", final=500 <= code < 600) from error
    except smtplib.SMTPResponseException as error:
        raise ProviderFailed(f"{error.smtp_code}: refused ({type(error).__name__})") from error
    except TimeoutError as error:
        raise ProviderFailed("no answer in time") from error
    except (OSError, smtplib.SMTPException) as error:
        raise ProviderFailed(f"not reached: {type(error).__name__}") from error
