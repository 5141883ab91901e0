"""One bound connection to the SMSC for the whole process, kept by an event loop in a thread of its own.

    unbound ─ connect, bind_transceiver ─▶ bound ─ silence, error, unbind ─▶ unbound: again after 1 s, 2 s … 60 s

Whoever sends, from any thread, waits for the answer. Of those that are on their way only so many are unanswered at a
time (the window) and only so many a second begin; where the SMSC says that it is too much, all wait a little. What
the SMSC delivers is taken by one other thread, which may use the database, and is acknowledged only then.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import itertools
import logging
import random
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from smpplib import consts

from sunwai.gateways.sms.smpp import wire

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # before connecting again; doubles, with a little chance
SLOW_DOWN, SLOWEST = 1.0, 8.0  # for how long nobody begins after the SMSC said that it is too much; doubles
MOST_IN_HAND = 100  # deliveries taken and not yet written down; more are refused for now
FAREWELL = 2.0  # for what is in hand when we stop

TOO_MUCH = frozenset({consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL})
TRY_LATER = consts.SMPP_ESME_RX_T_APPN


@dataclass(frozen=True, kw_only=True)
class Account:
    """How to bind, and what the SMSC bears."""

    host: str
    port: int
    system_id: str
    password: str
    system_type: str = ""
    tls: bool = False
    window: int = 10
    per_second: float = 20.0
    enquire_seconds: float = 30.0
    answer_seconds: float = 10.0


class NotBound(Exception):
    """There is no connection just now; the reason names no secret."""


class Session:
    """The connection and its thread. Nothing happens before the first `send` or `keep`.

    Args:
        deliver: takes a deliver_sm, in a thread that may use the database; returns the status with which it is
            answered. One that raises is asked for again by the SMSC.
        done: called in that thread when the session ends.
    """

    def __init__(
        self, account: Account, deliver: Callable[[Any], int], done: Callable[[], object] = lambda: None
    ) -> None:
        self.account, self.deliver, self.done = account, deliver, done
        self.problem = ""
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._link: _Link | None = None

    @property
    def is_bound(self) -> bool:
        """Whether messages can be sent now."""
        return self._link is not None

    def keep(self) -> None:
        """See to it that somebody binds, and binds again whenever the connection is lost."""
        with self._lock:
            if self._thread is None:
                ready: Future[None] = Future()
                self._thread = threading.Thread(
                    target=lambda: asyncio.run(self._run(ready)), name="smpp", daemon=True
                )
                self._thread.start()
                ready.result(CONNECT_SECONDS)
                atexit.register(self.close)

    def send(self, work: Callable[[_Link], Awaitable[Any]], *, seconds: float) -> Any:
        """Let `work` do its requests on the connection.

        Raises:
            NotBound: there is none, or it ended meanwhile.
            TimeoutError: it took longer than `seconds`.
        """
        self.keep()
        assert self._loop
        doing = asyncio.run_coroutine_threadsafe(self._work(work, seconds), self._loop)
        try:
            return doing.result(seconds + 1)
        except TimeoutError:
            doing.cancel()
            raise

    def close(self) -> None:
        """Finish what is in hand, unbind, and end the thread. Safe to call twice."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None:
            return
        atexit.unregister(self.close)
        assert self._loop
        with contextlib.suppress(RuntimeError):  # the loop ended by itself
            self._loop.call_soon_threadsafe(self._stop.set)
        thread.join(FAREWELL * 3)

    # ── In the thread of the loop ────────────────────────────────────────────────────────────────────────
    async def _run(self, ready: Future[None]) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._tried = asyncio.Event()  # whether we could bind has been seen
        self._taker = ThreadPoolExecutor(1, thread_name_prefix="smpp-taker")
        ready.set_result(None)
        keeping = asyncio.create_task(self._keep_bound())
        await self._stop.wait()
        if self._link:
            await self._link.part()
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping
        with contextlib.suppress(RuntimeError):  # the interpreter ends, and its pools before us
            await self._loop.run_in_executor(self._taker, self.done)
        self._taker.shutdown()

    async def _keep_bound(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._stay()
                pause = FIRST_PAUSE
            except (OSError, NotBound, wire.NotUnderstood, asyncio.IncompleteReadError) as error:
                self.problem = str(error)[:120] or type(error).__name__
                self._tried.set()
                log.warning("SMPP: not bound: %s", self.problem)
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 (spreads load, guards nothing)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _stay(self) -> None:
        """Bind, and stay as long as the connection lasts."""
        link = await _Link.open(self.account, self._take)
        self._link, self.problem = link, ""
        self._tried.set()
        log.info("SMPP: bound to %s:%s as %s", self.account.host, self.account.port, self.account.system_id)
        try:
            self.problem = await link.lasts()
        finally:
            self._link = None
            link.end(self.problem)
        log.warning("SMPP: the connection has ended: %s", self.problem)

    async def _work(self, work: Callable[[_Link], Awaitable[Any]], seconds: float) -> Any:
        async with asyncio.timeout(seconds):
            await self._tried.wait()
            if self._link is None:
                raise NotBound(self.problem)  # we try all the time, but not as fast as somebody could wait
            return await work(self._link)

    async def _take(self, pdu: Any) -> int:
        assert self._loop
        try:
            return await self._loop.run_in_executor(self._taker, self.deliver, pdu)
        except Exception:  # whatever it was: the SMSC keeps it and brings it again
            log.exception("SMPP: a delivery was not taken")
            return int(TRY_LATER)


@dataclass(eq=False)
class _Link:
    """One connection on which we are bound."""

    account: Account
    take: Callable[[Any], Coroutine[Any, Any, int]]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    waiting: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    in_hand: set[asyncio.Task[None]] = field(default_factory=set)
    parting: bool = False

    def __post_init__(self) -> None:
        self.numbers = itertools.cycle(range(1, wire.LAST_SEQUENCE))
        self.window = asyncio.Semaphore(self.account.window)
        self.clock = asyncio.get_running_loop().time
        self.next_at = 0.0  # when the next message may begin
        self.slow_down = SLOW_DOWN
        self.heard_at = self.clock()

    @classmethod
    async def open(cls, account: Account, take: Callable[[Any], Coroutine[Any, Any, int]]) -> _Link:
        """Connect and bind.

        Raises:
            OSError: nobody listens, or TLS is refused.
            NotBound: the SMSC does not want us.
        """
        tls = ssl.create_default_context() if account.tls else None
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(account.host, account.port, ssl=tls)
            link = cls(account, take, reader, writer)
            try:
                await link._bind()
            except BaseException:
                writer.close()
                raise
        return link

    async def _bind(self) -> None:
        account, number = self.account, next(self.numbers)
        self._write(
            wire.make(
                "bind_transceiver",
                sequence=number,
                system_id=account.system_id,
                password=account.password,
                system_type=account.system_type,
                interface_version=0x34,
            )
        )
        answer = await wire.read(self.reader)
        if answer.command != "bind_transceiver_resp" or answer.status != consts.SMPP_ESME_ROK:
            raise NotBound(f"{answer.command}, status 0x{answer.status:x}")

    async def lasts(self) -> str:
        """Read until the connection ends; returns why it did."""
        tasks = {asyncio.create_task(self._read()), asyncio.create_task(self._enquire())}
        try:
            done, _others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        error = next(iter(done)).exception()
        return "we unbound" if self.parting else f"{type(error).__name__} {error}"[:120]

    def end(self, reason: str) -> None:
        """Nobody gets an answer any more."""
        self.writer.close()
        for answer in self.waiting.values():
            if not answer.done():
                answer.set_exception(NotBound(f"the connection ended: {reason}"))

    async def part(self) -> None:
        """Let what is in hand be written down, and unbind."""
        if self.in_hand:
            await asyncio.wait(self.in_hand, timeout=FAREWELL)
        self.parting = True
        with contextlib.suppress(NotBound, TimeoutError, OSError):
            await asyncio.wait_for(self.ask("unbind"), FAREWELL)

    # ── What we ask ──────────────────────────────────────────────────────────────────────────────────────
    async def submit(self, more: Mapping[int, bytes], **fields: Any) -> Any:
        """A submit_sm, when its turn comes; where the SMSC finds it too much, again after a while.

        Returns:
            The submit_sm_resp, whatever its status.
        """
        while True:
            async with self.window:
                await self._turn()
                answer = await self.ask("submit_sm", more, **fields)
            if answer.status not in TOO_MUCH:
                self.slow_down = SLOW_DOWN
                return answer
            self.next_at = self.clock() + self.slow_down
            self.slow_down = min(2 * self.slow_down, SLOWEST)

    async def ask(self, command: str, more: Mapping[int, bytes] | None = None, **fields: Any) -> Any:
        """Send a request and wait for its response.

        Raises:
            NotBound: the connection ended.
            TimeoutError: there was no response in time.
        """
        number = next(self.numbers)
        answer = self.waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._write(wire.make(command, sequence=number, **fields), more)
            await self.writer.drain()
            return await asyncio.wait_for(answer, self.account.answer_seconds)
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise NotBound(f"the connection ended: {error}") from None
        finally:
            del self.waiting[number]

    async def _turn(self) -> None:
        """Wait until one more may begin in this second."""
        while (wait := self.next_at - self.clock()) > 0:
            await asyncio.sleep(wait)
        self.next_at = max(self.next_at, self.clock()) + 1 / self.account.per_second

    async def _enquire(self) -> None:
        """After a silence ask whether anybody is there; ends with an error where nobody is."""
        while True:
            silent = self.clock() - self.heard_at
            await asyncio.sleep(max(self.account.enquire_seconds - silent, 0.01))
            if self.clock() - self.heard_at >= self.account.enquire_seconds:
                await self.ask("enquire_link")

    # ── What comes ───────────────────────────────────────────────────────────────────────────────────────
    async def _read(self) -> None:
        while True:
            try:
                pdu = await wire.read(self.reader)
            except wire.NotUnderstood as odd:
                self.heard_at = self.clock()
                self._refuse(odd)
                continue
            self.heard_at = self.clock()
            handle = HANDLERS.get(pdu.command, _Link._answered)
            handle(self, pdu)

    def _answered(self, pdu: Any) -> None:
        answer = self.waiting.get(pdu.sequence)
        if answer and not answer.done():
            answer.set_result(pdu)

    def _enquired(self, pdu: Any) -> None:
        self._write(wire.answer_to(pdu))

    def _unbound(self, pdu: Any) -> None:
        self._write(wire.answer_to(pdu))
        raise wire.Broken("the SMSC unbinds")

    def _delivered(self, pdu: Any) -> None:
        if len(self.in_hand) >= MOST_IN_HAND or self.parting:
            self._write(wire.answer_to(pdu, status=TRY_LATER, message_id=""))
            return
        task = asyncio.create_task(self._taken(pdu))
        self.in_hand.add(task)
        task.add_done_callback(self.in_hand.discard)

    async def _taken(self, pdu: Any) -> None:
        status = await self.take(pdu)
        if not self.writer.is_closing():
            self._write(wire.answer_to(pdu, status=status, message_id=""))

    def _refuse(self, odd: wire.NotUnderstood) -> None:
        """A request is told that it was not understood; an answer that cannot be read still is one."""
        if not odd.is_response:
            self._write(wire.make("generic_nack", sequence=odd.sequence, status=consts.SMPP_ESME_RINVCMDID))
        elif (answer := self.waiting.get(odd.sequence)) and not answer.done():
            answer.set_exception(NotBound(f"an answer that cannot be read: {odd}"))

    def _write(self, pdu: Any, more: Mapping[int, bytes] | None = None) -> None:
        self.writer.write(wire.to_bytes(pdu, more))


HANDLERS: dict[str, Callable[[_Link, Any], None]] = {
    "enquire_link": _Link._enquired,
    "deliver_sm": _Link._delivered,
    "unbind": _Link._unbound,
}
