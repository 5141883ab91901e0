"""The whole telephone for tests: a real switch, the real calls process, the database of the test, people to call."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from sunwai.accounts.models import User
from sunwai.calls.actions.agents import sign_in, wish, wrapped_up
from sunwai.calls.enums import AgentState
from sunwai.calls.models import AgentSession, Call, CallStep
from sunwai.calls.shipped import load_calls
from sunwai.core import clock
from sunwai.core.encryption import decrypt
from sunwai.core.models import Setting
from sunwai.gateways.switch.telephone import Conversation, Phone
from sunwai.grievances.actions.interactions import end_interaction
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.grievances.models import Interaction
from tests.telephone.exchange import Exchange

SECONDS = 15.0


class Helpline:
    """Everything runs for real; the test stands outside and looks into the database.

    Attributes:
        world: people and places (`tests.world`).
        at: where the switch is called.
    """

    def __init__(self, world: Any, exchange: Exchange, folder: Path) -> None:
        self.world, self.exchange, self.folder = world, exchange, folder
        self.network, self.at = exchange.network, exchange.at
        self.process: subprocess.Popen[bytes] | None = None
        self.database = exchange.network.forward(
            int(connection.settings_dict["PORT"] or 5432)
        )  # the way to it
        load_calls(now=clock.now())

    # ── The calls process ────────────────────────────────────────────────────────────────────────────────
    def start(self) -> None:
        """Start the process, and wait until it commands the switch."""
        environment = (
            os.environ
            | self.exchange.environment
            | {
                "SUNWAI_MODE": "test",
                "DATABASE_URL": self._database_url(),
                "SUNWAI_DATA": str(self.folder),
                "SUNWAI_FIELD_KEYS": ",".join(settings.FIELD_KEYS),
                "SUNWAI_ASTERISK": self.exchange.settings["ari_url"],
            }
        )
        with (self.folder / "log").open("ab") as log:
            self.process = self.network.do(
                subprocess.Popen,
                [sys.executable, "-m", "sunwai.cli", "calls"],
                env=environment,
                stdout=log,
                stderr=log,
            )
        already = self.said("connected to the switch")
        self.wait(lambda: self.said("connected to the switch") > already, "the process is there", 60)

    def _database_url(self) -> str:
        url = urlsplit(os.environ["DATABASE_URL"])
        user, at, _server = url.netloc.rpartition("@")
        return url._replace(netloc=f"{user}{at}127.0.0.1:{self.database.door}").geturl()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def so_far(self) -> str:
        """What the book, the process and the switch say: for the reader of a failure, a line for each call."""
        calls = [
            f"{call.number or 'withheld'} {call.state} {call.outcome} began {call.began_at:%T}, now {clock.now():%T}: "
            + ", ".join(
                f"{step.at:%M:%S} {step.what} {step.data or ''}" for step in call.steps.order_by("at")
            )
            for call in Call.objects.order_by("began_at")
        ]
        switch = self.exchange.order("core show channels concise"), self.exchange.console()[-1000:]
        return "\n".join([*calls, self.log()[-2000:], *switch])

    def said(self, words: str) -> int:
        """How often the process has logged these words."""
        return self.log().count(words)

    # ── People ───────────────────────────────────────────────────────────────────────────────────────────
    def agent(self, user: User, *, ready: bool = True) -> AgentSession:
        """`user` signs in at the phone, as the desk does it."""
        session = sign_in(user=user, now=clock.now())
        if ready:
            self.ready(session)
        return session

    def ready(self, session: AgentSession) -> None:
        """The agent is ready for calls."""
        wish(session=session, state=AgentState.READY, actor=session.user, now=clock.now())
        self.wait(lambda: session.spells.filter(state=AgentState.READY).exists(), f"{session.user} is ready")

    def option(self, key: str, value: Any) -> None:
        """An administrator has set this; in force when the process starts, or soon."""
        Setting.objects.update_or_create(key=key, defaults={"value": value})

    def write_up(self, session: AgentSession) -> None:
        """The agent gives the disposition of the last call: the wrap-up is over."""
        for contact in Interaction.objects.filter(agent=session.user, ended_at=None):
            end_interaction(
                interaction=contact, kind=InteractionKind.OTHER, note="", disposition=Disposition.INFORMED,
                grievance=None, actor=session.user, now=clock.now(),
            )  # fmt: skip
            wrapped_up(interaction=contact, actor=session.user)

    @contextlib.asynccontextmanager
    async def answering(self, session: AgentSession, **how: Any) -> AsyncIterator[Phone]:
        """The agent's telephone, registered."""
        async with Phone("127.0.0.3", **how) as phone:
            await self.register(phone, session)
            yield phone

    async def register(self, phone: Phone, session: AgentSession) -> None:
        deadline = time.monotonic() + SECONDS
        while await phone.register(session.extension, self.secret(session), at=self.at) != 200:
            assert time.monotonic() < deadline, "the switch does not admit the agent"
            await asyncio.sleep(0.2)

    async def waiting(self, phone: Phone, number: str) -> Conversation:
        """Somebody calls, and asks for an agent."""
        call = await phone.call("181", at=self.at, caller=number)
        await call.press("9", by="info")
        return call

    async def press_until_heard(self, call: Conversation, key: str, *, by: str) -> None:
        """A caller presses once more where nothing follows: on a busy machine the question may come late."""
        heard = CallStep.objects.filter(what="key", data__key=key).exclude(data__step="number")
        before = await self.outside(heard.count)
        for _ in range(5):
            await call.press(key, by=by)
            with contextlib.suppress(AssertionError):
                await self.until(lambda: heard.count() > before, f"{key} is heard", 3)
                return
        await self.until(lambda: heard.count() > before, f"{key} is heard", 3)

    def telephone(self, session: AgentSession, **how: Any) -> Phone:
        """The agent's telephone; `await …register(…)` is part of `answering`."""
        return Phone("127.0.0.3", **how)

    def secret(self, session: AgentSession) -> str:
        return decrypt(session.secret)

    def row(self, session: AgentSession) -> AgentSession:
        return AgentSession.objects.get(pk=session.pk)

    # ── Waiting ──────────────────────────────────────────────────────────────────────────────────────────
    def wait[T](self, find: Callable[[], T], what: str, seconds: float = SECONDS) -> T:
        """Ask until there is something."""
        deadline = time.monotonic() + seconds
        while not (found := find()):
            assert self.process is None or self.process.poll() is None, f"the process ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"waited in vain until {what}\n{self.so_far()}"
            time.sleep(0.05)
        return found

    def call(self, **given: Any) -> Call:
        """The call of this kind, once it is over."""
        rows = Call.objects.select_related("interaction", "queue", "agent").filter(**given)
        return self.wait(lambda: rows.exclude(ended_at=None).first(), f"a call with {given} is over")

    def open_call(self, number: str, *states: str) -> Call | None:
        """The call that goes on with this number, in one of these states."""
        rows = Call.objects.filter(number=number, ended_at=None)
        return (rows.filter(state__in=states) if states else rows).first()

    async def until[T](self, find: Callable[[], T], what: str, seconds: float = SECONDS) -> T:
        """`wait`, inside a story."""
        return await self.outside(self.wait, find, what, seconds)  # type: ignore[no-any-return]

    def run[T](self, doing: Coroutine[Any, Any, T], *, seconds: float = 120) -> T:
        """Run telephones inside the network."""
        return self.network.run(doing, seconds=seconds)

    def outside(self, function: Callable[..., Any], *args: Any, **given: Any) -> asyncio.Future[Any]:
        """Ask the database from inside the network's loop."""

        def ask() -> Any:
            try:
                return function(*args, **given)
            finally:
                connection.close()

        return asyncio.get_running_loop().run_in_executor(None, ask)
