"""A call centre for an hour: the real process, a switch in memory, the database of the test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from sunwai.accounts.models import User
from sunwai.calls.actions.agents import sign_in, wish
from sunwai.calls.actions.orders import give_order
from sunwai.calls.enums import AgentState, OrderKind
from sunwai.calls.models import AgentProfile, AgentSession, Call
from sunwai.calls.service.process import Process
from sunwai.calls.shipped import load_calls
from sunwai.core import clock
from sunwai.gateways.switch.simulator import Person, SimulatedSwitch, Telephone
from tests.world import MONDAY

SECONDS = 8.0
CALLER = "9876500001"


class House:
    """The call centre of a test. `run(story)` starts it; everything else is called from inside the story."""

    def __init__(self, world: Any, journal: Any) -> None:
        self.world, self.journal = world, journal
        load_calls(now=MONDAY)
        self.switch = SimulatedSwitch()
        self.process: Process = None  # type: ignore[assignment]
        self._task: asyncio.Task[None] | None = None
        self._clocks = ExitStack()

    def run(self, story: Callable[[House], Awaitable[None]]) -> None:
        """Start the process, let the story happen, stop it."""

        async def all_of_it() -> None:
            await self.start()
            try:
                async with asyncio.timeout(60):
                    await story(self)
            finally:
                await self.stop()
            assert not self.switch.errors

        with self._clocks:
            asyncio.run(all_of_it())

    async def start(self) -> None:
        self.process = Process(self.switch, journal=self.journal)
        self._task = asyncio.create_task(self.process.run())
        await self.until(lambda: self.switch.is_connected, "the switch is connected")
        await asyncio.sleep(0.1)

    async def stop(self, *, killed: bool = False) -> None:
        if self._task is not None:
            if not killed:
                self.process.leave()
            assert not self._task.done(), self._task.exception()  # whatever happens, the process goes on
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def kill(self) -> None:
        """The process dies in the middle of everything; the switch notices that nobody commands it."""
        self.process.leave()  # a dead process closes nothing
        await self.stop(killed=True)

    def later(self, seconds: float) -> None:
        """So much time has passed."""
        self._clocks.enter_context(clock.frozen(clock.now() + timedelta(seconds=seconds)))

    # ── The database, asked as a page would ──────────────────────────────────────────────────────────────
    async def ask(self, function: Callable[..., Any], *args: Any, **given: Any) -> Any:
        def in_thread() -> Any:
            try:
                return function(*args, **given)
            finally:
                connection.close()

        return await asyncio.to_thread(in_thread)

    async def settled(self) -> None:
        """Wait until the book is written."""
        await asyncio.sleep(0)
        await asyncio.wait_for(self.process.centre.book.settled(), SECONDS)

    async def until(self, holds: Callable[[], Any], what: str, seconds: float = SECONDS) -> Any:
        deadline = asyncio.get_running_loop().time() + seconds
        while not (found := holds()):
            assert asyncio.get_running_loop().time() < deadline, f"waited in vain until {what}"
            await asyncio.sleep(0.01)
        return found

    async def eventually(self, find: Callable[[], Any], what: str) -> Any:
        """Ask the database until it has it."""
        deadline = asyncio.get_running_loop().time() + SECONDS
        while not (found := await self.ask(find)):
            assert asyncio.get_running_loop().time() < deadline, f"waited in vain until {what}"
            await asyncio.sleep(0.05)
        return found

    # ── People ───────────────────────────────────────────────────────────────────────────────────────────
    async def agent(self, user: User, *, ready: bool = True, **profile: Any) -> AgentSession:
        """`user` signs in at the phone, and is ready."""

        def come() -> AgentSession:
            if profile:
                AgentProfile.objects.update_or_create(user=user, defaults=profile)
            session = sign_in(user=user, now=clock.now())
            if ready:
                wish(session=session, state=AgentState.READY, actor=user, now=clock.now())
            return session

        session: AgentSession = await self.ask(come)
        not_yet = ("", AgentState.NOT_READY) if ready else ("",)
        await self.until(lambda: self.state(session) not in not_yet, f"{user} is at the phone")
        return session

    def state(self, session: AgentSession) -> str:
        """What the process takes the agent's state for."""
        agent = self.process.centre.agents.get(session.pk)
        return agent.state if agent else ""

    async def row(self, session: AgentSession) -> AgentSession:
        await self.settled()
        found: AgentSession = await self.ask(lambda: AgentSession.objects.get(pk=session.pk))
        return found

    async def call_of(self, **given: Any) -> Call:
        """The only call of the test, or of a number."""
        await self.settled()
        rows = Call.objects.select_related("interaction__agent", "queue", "agent", "flow_version")
        found: Call = await self.ask(lambda: rows.get(**given))
        return found

    async def order(
        self, kind: OrderKind, session: AgentSession, call: Call | None = None, **data: Any
    ) -> Any:
        """A page asks for something; waits until it is done or refused."""
        await self.settled()

        def give() -> Any:
            return give_order(
                kind=kind, call=call, session=AgentSession.objects.get(pk=session.pk), data=data,
                actor=session.user, now=clock.now(),
            )  # fmt: skip

        given = await self.ask(give)

        def done() -> Any:
            given.refresh_from_db()
            return given.done_at

        await self.eventually(done, f"{kind} is done")
        return given

    async def steps(self, call: Call) -> list[str]:
        """What has happened in a call."""
        await self.settled()
        found: list[str] = await self.ask(lambda: [step.what for step in call.steps.order_by("pk")])
        return found

    async def talk(self, agent: AgentSession, number: str = CALLER) -> tuple[Person, Telephone, Call]:
        """Somebody calls, presses 9, and talks to `agent`, the only one who is free."""
        caller, phone = self.switch.call(number), self.switch.agent(agent.extension)
        await caller.is_taken()
        caller.press("9")
        await self.until(lambda: self.state(agent) == AgentState.TALKING, "they talk")
        return caller, phone, await self.call_of(number=number)


@pytest.fixture
def house(transactional_db, world, tmp_path):
    return House(world, tmp_path / "journal.jsonl")
