"""A telephone in software, for trying a switch: SIP (RFC 3261) over UDP, A-law sound over RTP (RFC 3550).

    async with Phone("127.0.0.2", 5060) as phone:
        call = await phone.call("181", at=("127.0.0.1", 5060), number="9876543210")
        await call.hears_something()
        await call.press("1")          # RFC 4733, SIP INFO, or the tones themselves
        await call.hang_up()

It keeps what it hears, and when: `call.sound`, `call.gaps`.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
import secrets
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sunwai.calls.prompts import sound

FRAME = 160  # samples: 20 ms
SILENCE = b"\xd5" * FRAME
EVENT_TYPE = 101
TONES = {
    key: (low, high)
    for low, keys in {697: "123", 770: "456", 852: "789", 941: "*0#"}.items()
    for high, key in zip((1209, 1336, 1477), keys, strict=True)
}


class NotAnswered(AssertionError):
    """The call was not taken; `status` is SIP's."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered with {status}")
        self.status = status


@dataclass
class Message:
    """A SIP message."""

    first: str
    headers: list[tuple[str, str]]
    body: str = ""

    @classmethod
    def parsed(cls, data: bytes) -> Message:
        head, _, body = data.decode(errors="replace").partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        headers = [
            (name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)
        ]
        return cls(first, headers, body)

    def encoded(self) -> bytes:
        lines = [self.first, *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join([*lines, f"Content-Length: {len(self.body.encode())}", "", self.body]).encode()

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def all(self, name: str) -> list[tuple[str, str]]:
        return [(key, value) for key, value in self.headers if key.lower() == name.lower()]

    @property
    def status(self) -> int:
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        return "" if self.status else self.first.split()[0]


def tag_of(value: str) -> str:
    found = re.search(r";tag=([^;>\s]+)", value)
    return found[1] if found else ""


class Phone(asyncio.DatagramProtocol):
    """One telephone at one address; any number of calls.

    Attributes:
        has_sound: whether it sends and hears sound; without, hundreds of calls cost little, and keys go by INFO.
        takes: what it does with a call that comes: 0 rings on, 200 takes it, else that refusal.
        calls: the calls that came, in order, when they were taken or ring.
    """

    def __init__(
        self, host: str, port: int = 0, *, takes: int = 200, events: bool = True, has_sound: bool = True
    ) -> None:
        self.host, self.port, self.takes, self.events = host, port, takes, events
        self.has_sound = has_sound
        self.rings_for = 0.05
        self.calls: asyncio.Queue[Conversation] = asyncio.Queue()
        self.invites: list[Message] = []
        self.dialogs: dict[str, Conversation] = {}
        self._answers: dict[tuple[str, str], asyncio.Queue[Message]] = {}
        self._answered: set[tuple[str, str]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Phone:
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(self.host, self.port)
        )
        self.port = self.transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        for call in list(self.dialogs.values()):
            await call.hang_up()
        self.transport.close()
        await asyncio.sleep(0)  # closed in the loop's next round, which may be its last

    # ── Asking ───────────────────────────────────────────────────────────────────────────────────────────
    async def call(
        self,
        number: str,
        *,
        at: tuple[str, int],
        caller: str = "9876543210",
        headers: dict[str, str] | None = None,
    ) -> Conversation:
        """Dial; returns when it is taken. Raises NotAnswered."""
        call = Conversation(
            self, at, own=f"<sip:{caller}@{self.host}:{self.port}>", other=f"<sip:{number}@{at[0]}:{at[1]}>"
        )
        call.target = f"sip:{number}@{at[0]}:{at[1]}"
        await call.open()
        self.dialogs[call.id] = call
        call.dialled_at = time.monotonic()
        answers = call.send("INVITE", body=call.offer(), headers=headers)
        while True:
            try:
                answer = await asyncio.wait_for(answers.get(), 60)
            except asyncio.CancelledError:
                call.send("CANCEL", cseq=call.cseq)
                self.forget(call)
                raise
            call.answers.append(answer.status)
            if answer.status >= 180 and answer.status < 200:
                call.ringing.set()
            if answer.status >= 200:
                break
        call.answered_at = time.monotonic()
        call.learn(answer)
        call.send("ACK", cseq=call.cseq)
        if answer.status >= 300:
            self.forget(call)
            await call.close()
            raise NotAnswered(answer.status)
        call.begin(answer.body)
        return call

    async def register(self, user: str, secret: str, *, at: tuple[str, int], seconds: int = 120) -> int:
        """Register; returns SIP's status."""
        own, cseq, call_id = f"<sip:{user}@{at[0]}>", 1, secrets.token_hex(8)
        authorization: dict[str, str] = {}
        while True:
            headers = {"Contact": f"<sip:{user}@{self.host}:{self.port}>;expires={seconds}", **authorization}
            message = self.request(
                "REGISTER", f"sip:{at[0]}", own, own, call_id, cseq, tag="r" + call_id, headers=headers
            )
            answer = await asyncio.wait_for(self.ask(message, at).get(), 5)
            if answer.status != 401 or authorization:
                return answer.status
            authorization = {
                "Authorization": digest(answer["WWW-Authenticate"], user, secret, "REGISTER", f"sip:{at[0]}")
            }
            cseq += 1

    def request(
        self,
        method: str,
        uri: str,
        own: str,
        other: str,
        call_id: str,
        cseq: int,
        *,
        tag: str,
        headers: dict[str, str] | None = None,
        body: str = "",
    ) -> Message:
        rows = [
            ("Via", f"SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{secrets.token_hex(8)};rport"),
            ("Max-Forwards", "70"),
            ("From", f"{own};tag={tag}"),
            ("To", other),
            ("Call-ID", call_id),
            ("CSeq", f"{cseq} {method}"),
            *({"Contact": f"<sip:phone@{self.host}:{self.port}>"} | (headers or {})).items(),
        ]
        return Message(f"{method} {uri} SIP/2.0", rows, body)

    def ask(self, message: Message, at: tuple[str, int]) -> asyncio.Queue[Message]:
        answers = self._answers.setdefault((message["Call-ID"], message["CSeq"]), asyncio.Queue())
        self.transport.sendto(message.encoded(), at)
        if message.method != "ACK":
            self._again(message, at, pause=0.5)
        return answers

    def _again(self, message: Message, at: tuple[str, int], *, pause: float) -> None:
        """A datagram may be lost: once more, until something is answered (RFC 3261, timers A and E)."""

        def send() -> None:
            key = message["Call-ID"], message["CSeq"]
            if key not in self._answered and not self.transport.is_closing() and pause < 8:
                self.transport.sendto(message.encoded(), at)
                self._again(message, at, pause=2 * pause)

        asyncio.get_running_loop().call_later(pause, send)

    # ── Being asked ──────────────────────────────────────────────────────────────────────────────────────
    def datagram_received(self, data: bytes, at: tuple[str, int]) -> None:
        message = Message.parsed(data)
        if message.status:
            self._answered.add((message["Call-ID"], message["CSeq"]))
            if answers := self._answers.get((message["Call-ID"], message["CSeq"])):
                answers.put_nowait(message)
            return
        call = self.dialogs.get(message["Call-ID"])
        if call and call.vanished:
            return
        if message.method == "INVITE":
            self._invited(message, at, call)
        elif message.method != "ACK":
            self.answer(message, at, 200, to=message["To"])
            if call and message.method in ("BYE", "CANCEL"):
                call.told(message.method)

    def _invited(self, invite: Message, at: tuple[str, int], call: Conversation | None) -> None:
        self.invites.append(invite)
        if call is None:
            task = asyncio.ensure_future(self._rung(invite, at))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif tag_of(invite["To"]):  # else it is the first one again
            call.reinvites += 1
            self.answer(invite, at, 200, to=invite["To"], body=call.offer())

    async def _rung(self, invite: Message, at: tuple[str, int]) -> None:
        call = Conversation(self, at, own=invite["To"], other=invite["From"])
        call.id, call.invite, call.target = invite["Call-ID"], invite, uri_of(invite["Contact"])
        await call.open()
        self.dialogs[call.id] = call
        to = f"{invite['To']};tag={call.tag}"
        if self.takes in (0, 200):
            self.answer(invite, at, 180, to=to)
            call.ringing.set()
            if self.takes == 0:
                self.calls.put_nowait(call)
            try:
                await asyncio.wait_for(call.cancelled.wait(), None if self.takes == 0 else self.rings_for)
                self.answer(invite, at, 487, to=to)
                call.ended.set()
                self.forget(call)
                return
            except TimeoutError:
                pass
        status = self.takes
        self.answer(invite, at, status, to=to, body=call.offer() if status == 200 else "")
        if status != 200:
            self.forget(call)
            return
        call.own, call.other, call.taken = to, invite["From"], True
        call.begin(invite.body)
        self.calls.put_nowait(call)

    def answer(self, request: Message, at: tuple[str, int], status: int, *, to: str, body: str = "") -> None:
        rows = [*request.all("Via"), ("From", request["From"]), ("To", to), ("Call-ID", request["Call-ID"])]
        rows += [("CSeq", request["CSeq"]), ("Contact", f"<sip:phone@{self.host}:{self.port}>")]
        if body:
            rows.append(("Content-Type", "application/sdp"))
        self.transport.sendto(Message(f"SIP/2.0 {status} X", rows, body).encoded(), at)

    def forget(self, call: Conversation) -> None:
        self.dialogs.pop(call.id, None)
        call.stop()


class Hearing(asyncio.DatagramProtocol):
    def __init__(self, call: Conversation) -> None:
        self.call = call

    def datagram_received(self, data: bytes, at: tuple[str, int]) -> None:
        if len(data) > 12 and data[1] & 0x7F == 8:
            self.call.came.append(time.monotonic())
            self.call.sound += data[12:]


@dataclass
class Conversation:
    """One call of a telephone."""

    phone: Phone
    at: tuple[str, int]
    own: str
    other: str
    id: str = field(default_factory=lambda: secrets.token_hex(10))
    tag: str = field(default_factory=lambda: secrets.token_hex(5))
    cseq: int = 1
    target: str = ""
    invite: Message | None = None
    taken: bool = False
    vanished: bool = False
    reinvites: int = 0
    dialled_at: float = 0
    answered_at: float = 0
    answers: list[int] = field(default_factory=list)
    ringing: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    sound: bytearray = field(default_factory=bytearray)
    came: list[float] = field(default_factory=list)
    far: tuple[str, int] | None = None
    sound_port: int = 0
    speaks: bytes = b""
    _stops: list[Callable[[], object]] = field(default_factory=list)
    _sequence: int = field(default_factory=lambda: secrets.randbelow(30000))
    _time: int = 0

    async def open(self) -> None:
        if not self.phone.has_sound:
            deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            deaf.bind((self.phone.host, 0))
            self._stops.append(deaf.close)
            self.sound_port = deaf.getsockname()[1]
            return
        loop = asyncio.get_running_loop()
        self.rtp, _ = await loop.create_datagram_endpoint(
            lambda: Hearing(self), local_addr=(self.phone.host, 0)
        )
        self._stops.append(self.rtp.close)
        self.sound_port = self.rtp.get_extra_info("sockname")[1]

    async def close(self) -> None:
        self.stop()

    def stop(self) -> None:
        while self._stops:
            self._stops.pop()()

    # ── SIP ──────────────────────────────────────────────────────────────────────────────────────────────
    def offer(self) -> str:
        port, host = self.sound_port, self.phone.host
        types = f"8 {EVENT_TYPE}" if self.phone.events else "8"
        lines = [
            "v=0",
            f"o=- 1 1 IN IP4 {host}",
            "s=-",
            f"c=IN IP4 {host}",
            "t=0 0",
            f"m=audio {port} RTP/AVP {types}",
        ]
        lines += ["a=rtpmap:8 PCMA/8000", "a=ptime:20", "a=sendrecv"]
        if self.phone.events:
            lines += [f"a=rtpmap:{EVENT_TYPE} telephone-event/8000", f"a=fmtp:{EVENT_TYPE} 0-15"]
        return "\r\n".join(lines) + "\r\n"

    def learn(self, answer: Message) -> None:
        self.other = answer["To"]
        self.target = uri_of(answer["Contact"]) or self.target

    def send(
        self,
        method: str,
        *,
        cseq: int | None = None,
        body: str = "",
        kind: str = "application/sdp",
        headers: dict[str, str] | None = None,
    ) -> asyncio.Queue[Message]:
        if cseq is None and method != "INVITE":
            self.cseq += 1
        own = re.sub(r";tag=.*", "", self.own)
        rows = dict(headers or {}) | ({"Content-Type": kind} if body else {})
        message = self.phone.request(
            method,
            self.target,
            own,
            self.other,
            self.id,
            cseq or self.cseq,
            tag=tag_of(self.own) or self.tag,
            headers=rows,
            body=body,
        )
        return self.phone.ask(message, self.at)

    def told(self, method: str) -> None:
        if method == "BYE":
            self.ended.set()
            self.phone.forget(self)
        elif not self.taken:
            self.cancelled.set()

    async def hang_up(self) -> None:
        if self.id in self.phone.dialogs and not self.vanished:
            method = "BYE" if self.taken or self.answered_at else "CANCEL"
            if method == "BYE":
                self.send("BYE")
        self.phone.forget(self)
        self.ended.set()

    def vanish(self) -> None:
        """The phone is dead: it sends nothing and answers nothing from here on."""
        self.vanished = True
        self.stop()

    # ── Sound ────────────────────────────────────────────────────────────────────────────────────────────
    def begin(self, description: str) -> None:
        host, port = (re.search(what, description) for what in (r"c=IN IP4 (\S+)", r"m=audio (\d+)"))
        if host and port:
            self.far = (host[1], int(port[1]))
        self.taken = True
        if not self.phone.has_sound:
            return
        speaking = asyncio.ensure_future(self._speak())
        self._stops.append(speaking.cancel)

    async def _speak(self) -> None:
        begun, frames = time.monotonic(), 0
        while True:
            frame, self.speaks = self.speaks[:FRAME], self.speaks[FRAME:]
            self._packet(8, frame.ljust(FRAME, b"\xd5") or SILENCE)
            frames += 1
            await asyncio.sleep(max(0, begun + frames * 0.02 - time.monotonic()))

    def _packet(self, kind: int, payload: bytes, *, moment: int | None = None, mark: bool = False) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        if moment is None:
            self._time += FRAME
            moment = self._time
        head = struct.pack(
            "!BBHII", 0x80, kind | (0x80 if mark else 0), self._sequence, moment & 0xFFFFFFFF, 0x5157
        )
        if not self.rtp.is_closing():
            self.rtp.sendto(head + payload, self.far)

    async def press(self, keys: str, *, by: str = "rfc4733") -> None:
        """Press keys one after the other: `rfc4733`, `info` or `inband`."""
        for key in keys:
            await getattr(self, f"_press_{by}")(key)
            await asyncio.sleep(0.12)

    async def _press_rfc4733(self, key: str) -> None:
        event, moment = "0123456789*#".index(key), self._time
        for step in range(1, 9):
            last = step > 5
            payload = struct.pack("!BBH", event, (0x80 if last else 0) | 10, min(step, 6) * FRAME)
            self._packet(EVENT_TYPE, payload, moment=moment, mark=step == 1)
            await asyncio.sleep(0.0 if last else 0.02)

    async def _press_info(self, key: str) -> None:
        answers = self.send("INFO", body=f"Signal={key}\r\nDuration=160\r\n", kind="application/dtmf-relay")
        answer = await asyncio.wait_for(answers.get(), 5)
        assert answer.status == 200, answer.first

    async def _press_inband(self, key: str) -> None:
        t = np.arange(int(0.15 * 8000)) / 8000
        low, high = TONES[key]
        self.speaks += (
            sound.to_alaw(0.3 * np.sin(2 * math.pi * low * t) + 0.3 * np.sin(2 * math.pi * high * t))
            + SILENCE * 4
        )
        await asyncio.sleep(0.25)

    def level(self, *, since: int = 0, until: int | None = None) -> float:
        """How loud what was heard is (root mean square of 16-bit samples), from a sample to another."""
        part = _linear(self.sound[since:until])
        return float(np.sqrt(np.mean(part**2))) if len(part) else 0.0

    async def hears(self, *, louder_than: float = 100, seconds: float = 5) -> None:
        """Wait until something is heard from now on."""
        since, deadline = len(self.sound), time.monotonic() + seconds
        while self.level(since=max(since, len(self.sound) - 1600)) <= louder_than:
            assert time.monotonic() < deadline, f"nothing heard in {seconds} s"
            await asyncio.sleep(0.02)

    def strength(self, tone: float, *, last: int = 4000) -> float:
        """The share of one tone (hertz) in the energy of what was heard last, 0 to 1."""
        part = _linear(self.sound[-last:])
        energy = float(np.sum(part**2)) or 1.0
        wave = np.exp(-2j * np.pi * tone * np.arange(len(part)) / 8000)
        return float(2 * abs(np.sum(part * wave)) ** 2 / len(part) / energy)

    @property
    def gaps(self) -> list[float]:
        """Milliseconds between the packets heard."""
        return [1000 * (later - earlier) for earlier, later in zip(self.came, self.came[1:], strict=False)]


def _linear(alaw: bytearray) -> NDArray[np.float64]:
    """What was heard, as 16-bit samples."""
    return sound.from_alaw(bytes(alaw)).astype(np.float64) * 32768


def uri_of(contact: str) -> str:
    found = re.search(r"<([^>]+)>", contact)
    return found[1] if found else contact


def digest(challenge: str, user: str, secret: str, method: str, uri: str) -> str:
    """RFC 7616, with MD5 as all telephones speak it."""
    given = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    one, two = md5(f"{user}:{given['realm']}:{secret}"), md5(f"{method}:{uri}")
    count, own = "00000001", secrets.token_hex(8)
    response = md5(f"{one}:{given['nonce']}:{count}:{own}:auth:{two}")
    return (
        f'Digest username="{user}", realm="{given["realm"]}", nonce="{given["nonce"]}", uri="{uri}", '
        f'response="{response}", algorithm=MD5, qop=auth, nc={count}, cnonce="{own}"'
        + (f', opaque="{given["opaque"]}"' if "opaque" in given else "")
    )
