"""The whole telephone for tests: a real switch, the real calls process, the database of the test, people to call."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from sunwai.accounts.models import User
from sunwai.calls.actions.agents import sign_in, wish
from sunwai.calls.enums import AgentState
from sunwai.calls.models import AgentSession, Call
from sunwai.calls.shipped import load_calls
from sunwai.core import clock
from sunwai.core.encryption import decrypt
from sunwai.gateways.switch.telephone import Phone
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
        load_calls(now=clock.now())

    # ── The calls process ────────────────────────────────────────────────────────────────────────────────
    def start(self) -> None:
        """Start the process, and wait until it commands the switch."""
        environment = (
            os.environ
            | self.exchange.environment
            | {
                "SUNWAI_MODE": "test",
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

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def said(self, words: str) -> int:
        """How often the process has logged these words."""
        return self.log().count(words)

    # ── People ───────────────────────────────────────────────────────────────────────────────────────────
    def agent(self, user: User, *, ready: bool = True) -> AgentSession:
        """`user` signs in at the phone, as the desk does it."""
        session = sign_in(user=user, now=clock.now())
        if ready:
            wish(session=session, state=AgentState.READY, actor=user, now=clock.now())
        state = AgentState.READY if ready else AgentState.NOT_READY
        self.wait(lambda: self.row(session).spells.filter(state=state).exists(), f"{user} is {state}")
        return session

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
            assert time.monotonic() < deadline, f"waited in vain until {what}\n{self.log()[-4000:]}"
            time.sleep(0.05)
        return found

    def call(self, **given: Any) -> Call:
        """The call of this kind, once it is over."""
        rows = Call.objects.select_related("interaction", "queue", "agent").filter(**given)
        return self.wait(lambda: rows.exclude(ended_at=None).first(), f"a call with {given} is over")

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
