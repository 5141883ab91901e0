"""The HTTP client of the webhooks: it knocks only at doors of the public internet.

What a name leads to is asked once, when the connection is made, and the connection goes to the very address that
was looked at: between a look and a second question the answer could change (DNS rebinding). No redirect is
followed, no proxy of the environment is used, no answer is read further than we keep it.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore

from sunwai.webhooks.addresses import may_be_reached, require_allowed
from sunwai.webhooks.errors import AddressNotAllowed
from sunwai.webhooks.models import ANSWER_KEPT
from sunwai.webhooks.ports import Answer, NotSent, Request

SECONDS = 15.0  # for all of it: name, connection, TLS, question, answer
BYTES_READ = 4 * ANSWER_KEPT  # a character has up to four


class HookClient:
    """Posts over a connection of its own, so that the time limit is one for the whole delivery."""

    def send(self, request: Request) -> Answer:
        """Post it.

        Raises:
            NotSent: no answer within `SECONDS`, or the address must not be reached.
        """
        try:
            require_allowed(request.url)
            return _post(request)
        except AddressNotAllowed:
            raise NotSent("address not allowed") from None
        except httpcore.TimeoutException:
            raise NotSent("no answer in time") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, UnicodeError) as error:
            raise NotSent(f"not reached: {_said(error)}") from None


def _post(request: Request) -> Answer:
    deadline = _Deadline(time.monotonic() + SECONDS)
    backend = _PublicInternet(deadline)
    # Each wait is cut to what is left until the deadline, by the backend.
    waits = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    with (
        httpcore.ConnectionPool(
            ssl_context=_tls(), network_backend=backend, max_connections=1, max_keepalive_connections=0
        ) as pool,
        pool.stream(
            "POST",
            request.url,
            headers=list(request.headers.items()),
            content=request.body,
            extensions={"timeout": waits},
        ) as answer,
    ):
        return Answer(answer.status, b"".join(_beginning(answer.iter_stream())).decode(errors="replace"))


def _beginning(chunks: Iterable[bytes]) -> Iterator[bytes]:
    left = BYTES_READ
    for chunk in chunks:
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            return


@dataclass
class _Deadline:
    at: float

    def left(self, timeout: float | None) -> float:
        """Seconds that one wait may take.

        Raises:
            httpcore.ReadTimeout: the time is over.
        """
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds if timeout is None else min(timeout, seconds)


class _PublicInternet(httpcore.SyncBackend):
    """Connects to addresses that may be reached, and to no other."""

    def __init__(self, deadline: _Deadline) -> None:
        self.deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers; all of them must be allowed."""
        addresses = _addresses(host, port)
        if not all(map(may_be_reached, addresses)):
            raise httpcore.ConnectError("address not allowed")
        for others, address in zip(range(len(addresses) - 1, -1, -1), addresses, strict=True):
            try:
                left_over = self.deadline.left(timeout)
                stream = super().connect_tcp(address, port, left_over, local_address, socket_options)
                return _TimedStream(stream, self.deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not others:
                    raise
        raise httpcore.ConnectError("no address")


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends with the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the stream's own."""
        return self.stream.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the stream's own."""
        self.stream.write(buffer, self.deadline.left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """With the same deadline."""
        stream = self.stream.start_tls(ssl_context, server_hostname, self.deadline.left(timeout))
        return _TimedStream(stream, self.deadline)

    def close(self) -> None:
        """As the stream's own."""
        self.stream.close()

    def get_extra_info(self, info: str) -> Any:
        """As the stream's own."""
        return self.stream.get_extra_info(info)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise httpcore.ConnectError("name not found") from None
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


@cache
def _tls() -> ssl.SSLContext:
    """What the machine trusts."""
    return ssl.create_default_context()


def _said(error: Exception) -> str:
    """The error in few words; what a library says of a network error names no secret."""
    return str(error)[:120] or type(error).__name__
