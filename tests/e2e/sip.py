"""A small switch for tests of the agent's browser: SIP over a websocket (RFC 7118), no sound.

It lets a browser register with a password (digest, RFC 7616), rings it with an INVITE, and hears what it answers. What it
says are whole SIP messages, as a switch would send them; the offer's keys are made up, so that no sound ever flows.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from unittest.mock import patch

from django.core.cache import caches
from django.test import override_settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

REALM = "test"
PATIENCE = 20.0  # seconds, for a machine with other things to do
FINGERPRINT = ":".join(["AB"] * 32)
OFFER = f"""v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 4000 UDP/TLS/RTP/SAVPF 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=ice-ufrag:aaaa
a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa
a=fingerprint:sha-256 {FINGERPRINT}
a=setup:actpass
a=mid:0
a=rtcp-mux
a=sendrecv
a=candidate:1 1 udp 2130706431 127.0.0.1 4000 typ host
a=end-of-candidates
""".replace("\n", "\r\n")


@dataclass(frozen=True)
class Message:
    """One SIP message."""

    first: str
    headers: dict[str, str]
    body: str = ""

    @classmethod
    def read(cls, text: str) -> Message:
        head, _gap, body = text.partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        pairs = (line.split(":", 1) for line in lines)
        return cls(first, {name.strip().lower(): value.strip() for name, value in pairs}, body)

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


@dataclass
class Switch:
    """What came in, and what can be done to the browsers. `names` are known, each with its password."""

    port: int = 0
    names: dict[str, str] = field(default_factory=dict)
    heard: list[Message] = field(default_factory=list)
    registered: dict[str, tuple[ServerConnection, str]] = field(
        default_factory=dict
    )  # name → (socket, contact)
    tags: dict[str, str] = field(default_factory=dict)  # Call-ID → the browser's tag
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def wait(self, what: str, of: str = "") -> Message:
        """The next message whose first line has `what`, of the dialog `of` where given; each is found once."""

        def found() -> Message | None:
            return next(
                (one for one in self.heard if re.search(what, one.first) and of in one["Call-ID"]), None
            )

        with self._changed:
            assert self._changed.wait_for(found, PATIENCE), (what, [one.first for one in self.heard])
            message = found()
            assert message
            self.heard.remove(message)
            return message

    def wait_for(self, name: str) -> None:
        """Until the browser of `name` is registered."""
        with self._changed:
            assert self._changed.wait_for(lambda: name in self.registered, PATIENCE), [
                o.first for o in self.heard
            ]

    def drop(self, name: str) -> None:
        """The connection breaks."""
        socket, _contact = self.registered.pop(name)
        socket.close(1001)

    def invite(self, name: str, call_id: str, *, by_itself: bool = False) -> str:
        """Ring the browser of `name`. Returns the Call-ID of the dialog."""
        dialog = f"{secrets.token_hex(6)}@test"
        extra = f"X-Call-Id: {call_id}\r\n" + ("X-Auto-Answer: yes\r\n" if by_itself else "")
        self._send(name, "INVITE", dialog, 1, extra, OFFER)
        return dialog

    def ack(self, name: str, dialog: str, answer: Message) -> None:
        """The answer arrived."""
        self.tags[dialog] = answer["To"].partition("tag=")[2]
        self._send(name, "ACK", dialog, 1)

    def bye(self, name: str, dialog: str) -> None:
        """The call ends at our side."""
        self._send(name, "BYE", dialog, 2)

    def cancel(self, name: str, dialog: str) -> None:
        """It rang long enough."""
        self._send(name, "CANCEL", dialog, 1)

    def serve(self, socket: ServerConnection) -> None:
        """One browser, until it is gone."""
        with suppress(ConnectionClosed):
            for text in socket:
                message = Message.read(str(text))
                if message.first.startswith("REGISTER"):
                    self._register(socket, message)
                    continue
                if not message.first.startswith(("SIP/2.0", "ACK")):
                    socket.send(_answer(message, "200 OK"))
                if message.first:
                    with self._changed:
                        self.heard.append(message)
                        self._changed.notify_all()

    def _register(self, socket: ServerConnection, message: Message) -> None:
        given = dict(re.findall(r'(\w+)="?([^",]+)"?', message["Authorization"]))
        name = given.get("username", "")
        if not given or not _is_right(given, self.names.get(name, "")):
            challenge = f'WWW-Authenticate: Digest realm="{REALM}", nonce="{secrets.token_hex(8)}", algorithm=MD5, qop="auth"'
            socket.send(_answer(message, "401 Unauthorized", challenge))
            return
        contact = re.search(r"<([^>]+)>", message["Contact"])
        assert contact
        socket.send(_answer(message, "200 OK", f"Contact: <{contact[1]}>;expires=60"))
        with self._changed:
            self.registered[name] = (socket, contact[1])
            self._changed.notify_all()

    def _send(
        self, name: str, method: str, dialog: str, number: int, extra: str = "", body: str = ""
    ) -> None:
        socket, contact = self.registered[name]
        tag = f";tag={self.tags[dialog]}" if dialog in self.tags else ""
        kind = "Content-Type: application/sdp\r\n" if body else ""
        # The ACK of a 200 is a transaction of its own; CANCEL belongs to that of its INVITE (RFC 3261, 9.1, 17.1.1.3).
        branch = f"z9hG4bK{dialog[:12]}{number}{'ack' if method == 'ACK' else ''}"
        socket.send(
            f"{method} {contact} SIP/2.0\r\nVia: SIP/2.0/WS 127.0.0.1;branch={branch}\r\nMax-Forwards: 70\r\n"
            f"From: <sip:caller@test>;tag=us\r\nTo: <sip:{name}@test>{tag}\r\nCall-ID: {dialog}\r\n"
            f"CSeq: {number} {method}\r\nContact: <sip:test@127.0.0.1;transport=ws>\r\n{extra}{kind}"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )


@contextmanager
def switch() -> Iterator[Switch]:
    """A switch that listens on a free port of this machine."""
    made = Switch()
    with serve(made.serve, "127.0.0.1", 0, subprotocols=[Subprotocol("sip")]) as server:
        made.port = server.socket.getsockname()[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            for socket, _contact in made.registered.values():
                socket.close()
            server.shutdown()
            thread.join()


@contextmanager
def telephone_at(address: str) -> Iterator[None]:
    """The helpline has a telephone, which agents' browsers reach at `address`."""
    there = override_settings(LIVE_URL="", TELEPHONE={"wss": address, "domain": "test", "ice": []})
    with there, patch("sunwai.calls.selectors.is_heard", lambda: True):
        caches["local"].clear()
        yield


def eventually(is_so: object, seconds: float = PATIENCE) -> None:
    """Wait until `is_so()` is true."""
    end = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def _answer(request: Message, status: str, *more: str) -> str:
    to = request["To"] if "tag=" in request["To"] else f"{request['To']};tag=us"
    lines = [
        f"SIP/2.0 {status}",
        f"Via: {request['Via']}",
        f"From: {request['From']}",
        f"To: {to}",
        f"Call-ID: {request['Call-ID']}",
        f"CSeq: {request['CSeq']}",
        *more,
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""])


def _is_right(given: dict[str, str], password: str) -> bool:
    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    who = md5(f"{given['username']}:{REALM}:{password}")
    what = md5(f"REGISTER:{given['uri']}")
    wanted = md5(f"{who}:{given['nonce']}:{given['nc']}:{given['cnonce']}:{given['qop']}:{what}")
    return bool(password) and given["response"] == wanted
