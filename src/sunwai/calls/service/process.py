"""The process: connects switch, database and book, hears what pages want, and keeps house."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sunwai.calls.bus import TO_THE_PROCESS, Word, heard
from sunwai.calls.enums import AgentState, NotReady, OrderKind
from sunwai.calls.flow.clerk import get_ready
from sunwai.calls.ports import Line, Standing, Switch, SwitchFailed
from sunwai.calls.prompts.catalogue import prompts
from sunwai.calls.prompts.library import read_voices
from sunwai.calls.service.book import Book
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.inbound import arrive
from sunwai.calls.service.live import Asked
from sunwai.calls.service.orders import finish, load_orders
from sunwai.calls.service.outbound import dial_due, order_to_dial
from sunwai.calls.service.recovery import load_booked, take_up
from sunwai.calls.service.setup import AgentSetup, load_agents, load_seen, load_setup
from sunwai.calls.service.threads import DatabaseAway, Threads
from sunwai.core import clock
from sunwai.core.postgres.notices import notices

log = logging.getLogger(__name__)
SWITCH_THREADS = 0.0005  # seconds: the loop has callers on the line, threads that write have time
RETRY = 1.0  # seconds before the database is tried again
READING_THREADS = 4
SIGNED_OUT_AFTER = timedelta(minutes=15)  # of a browser that is not heard of


class Process:
    """One calls process.

    Args:
        switch: the one we command.
        journal: where the book keeps what the database cannot take.
    """

    def __init__(self, switch: Switch, *, journal: Path) -> None:
        self.centre = Centre(switch=switch, book=Book(journal), threads=Threads(READING_THREADS))
        self._stood_in: Sequence[str] = ()
        self._syncing = asyncio.Lock()  # what was read of agents first is taken up first: else old beats new

    async def run(self) -> None:
        """Serve until cancelled. Waits for the database first: until then the switch holds callers by itself."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.centre.book.run())
                await self._until_it_answers(self._read_setup)
                await self._until_it_answers(self._get_ready)
                tasks.create_task(self._listen())
                for seconds, work in ROUNDS:
                    tasks.create_task(self._every(seconds, work))
                tasks.create_task(self.centre.switch.run(arrived=self._arrived, connected=self._connected))
        finally:
            self.centre.threads.close()

    def leave(self) -> None:
        """The process is to end: calls go on without it, so nothing of them is closed on the way out."""
        self.centre.is_leaving = True

    # ── The switch ───────────────────────────────────────────────────────────────────────────────────────

    async def _arrived(self, line: Line, words: Sequence[str]) -> None:
        await arrive(self.centre, line, words)

    async def _connected(self, standing: Sequence[Standing]) -> None:
        """Agents may register, and every line is taken up again."""
        centre = self.centre
        log.info("connected to the switch; %s lines stand", len(standing))
        centre.forget_rooms()
        for agent in list(centre.agents.values()):
            await centre.switch.admit_agent(agent.extension, agent.setup.secret)
        await self._until_it_answers(self._sync_agents)
        await centre.book.settled()
        await take_up(centre, await self._until_it_answers(self._booked), standing)
        self._settle_agents()

    async def _booked(self) -> Any:
        return await self.centre.threads.ask(load_booked)

    def _settle_agents(self) -> None:
        """An agent whom the book shows in a call that is over is not in it any more."""
        for agent in list(self.centre.agents.values()):
            is_busy = agent.state in (AgentState.OFFERED, AgentState.TALKING)
            if not is_busy or (agent.call and agent.call.id in self.centre.calls):
                continue
            if agent.state == AgentState.OFFERED:  # it rings no more
                self.centre.set_agent(agent, AgentState.READY)
            else:
                self.centre.set_agent(agent, AgentState.NOT_READY, NotReady.CONNECTION)

    # ── Pages ────────────────────────────────────────────────────────────────────────────────────────────

    async def _listen(self) -> None:
        """Hear what pages say; after every gap, read what was missed."""
        async for payload in notices(TO_THE_PROCESS):
            self.centre.spawn(
                self._until_it_answers(self._catch_up) if payload is None else self._hear(payload)
            )

    async def _catch_up(self) -> None:
        await self._read_setup()
        await self._sync_agents()
        for asked, call in await self.centre.threads.ask(load_orders):
            self._give(asked, call)

    async def _hear(self, payload: str) -> None:
        word, key = heard(payload)
        await HEARD[word](self, key)

    async def _heard_order(self, key: str) -> None:
        for asked, call in await self.centre.threads.ask(load_orders, int(key)):
            self._give(asked, call)

    async def _heard_session(self, key: str) -> None:
        await self._sync_agents(int(key))

    async def _heard_callback(self, _key: str) -> None:
        await self._dial_due()

    async def _heard_setup(self, _key: str) -> None:
        await self._read_setup()
        await self._sync_agents()

    async def _heard_nothing(self, _key: str) -> None:
        """Not for us."""

    def _give(self, asked: Asked, call_id: str) -> None:
        """An order goes to its call; one that begins a call, begins it. Each once, however often we hear of it."""
        centre = self.centre
        if asked.pk in centre.given:
            return
        centre.given.add(asked.pk)
        if asked.kind in (OrderKind.DIAL, OrderKind.PUT_THROUGH):
            centre.spawn(order_to_dial(centre, asked))
        elif (call := centre.calls.get(call_id)) and call.agent is not None:
            call.asked.put_nowait(asked)
        else:
            finish(centre, asked, "over")

    async def _read_setup(self) -> None:
        self.centre.setup = await self.centre.threads.ask(load_setup)
        await self.centre.threads.ask(read_voices)

    async def _get_ready(self) -> None:
        """Once: what the first caller would wait for."""
        for needed in (prompts, get_ready):
            await self.centre.threads.ask(needed)

    # ── Agents ───────────────────────────────────────────────────────────────────────────────────────────

    async def _sync_agents(self, session: int | None = None) -> None:
        """Take up what the rows of all agents say, or that of one."""
        async with self._syncing:
            for setup in await self.centre.threads.ask(load_agents, session):
                await self._sync(setup)

    async def _sync(self, setup: AgentSetup) -> None:
        """An agent came, went, or wants something else."""
        centre = self.centre
        if setup.is_over and setup.session not in centre.agents:
            return
        try:
            agent = await centre.admit(setup)
        except SwitchFailed as error:  # admitted when it is back
            log.warning("cannot admit %s: %s", setup.extension, error)
            return
        centre.grant(agent)
        if agent.state == AgentState.OFF or (setup.is_over and agent.call is None):
            await centre.dismiss(agent)

    async def _look_for_agents(self) -> None:
        """Browsers that are not heard of: not ready, later signed out."""
        now, longest = clock.now(), timedelta(seconds=self.centre.setup.option("calls.agent_seen_seconds"))
        for session, seen_at in (await self.centre.threads.ask(load_seen)).items():
            agent = self.centre.agents.get(session)
            if agent is None or agent.state in (AgentState.OFFERED, AgentState.TALKING):
                continue
            if now - seen_at > SIGNED_OUT_AFTER:
                self.centre.set_agent(agent, AgentState.OFF)
                await self.centre.dismiss(agent)
            elif now - seen_at > longest and agent.is_free:
                self.centre.set_agent(agent, AgentState.NOT_READY, NotReady.CONNECTION)

    # ── Rounds ───────────────────────────────────────────────────────────────────────────────────────────

    async def _decide(self) -> None:
        self.centre.decide()  # calls that begin to overflow
        self.centre.end_wrap_ups()

    async def _dial_due(self) -> None:
        if self.centre.switch.is_connected:
            await dial_due(self.centre)

    async def _stand_in(self) -> None:
        extensions = self.centre.stand_ins()
        if self.centre.switch.is_connected and extensions != self._stood_in:
            await self.centre.switch.stand_in(extensions)
            self._stood_in = extensions

    async def _forget(self) -> None:
        self.centre.forget_quiet_numbers()

    async def _every(self, seconds: float, work: Callable[[Process], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work(self)
            except (DatabaseAway, SwitchFailed) as error:
                log.warning("%s is left out: %s", work.__name__, error)
            except Exception:
                log.exception("%s fails", work.__name__)

    async def _until_it_answers[R](self, ask: Callable[[], Awaitable[R]]) -> R:
        """Ask the database again and again."""
        while True:
            try:
                return await ask()
            except DatabaseAway as error:
                log.warning("waits for the database: %s", error)
                await asyncio.sleep(RETRY)


HEARD: dict[Word, Callable[[Process, str], Awaitable[None]]] = {
    Word.ORDER: Process._heard_order,
    Word.SESSION: Process._heard_session,
    Word.CALLBACK: Process._heard_callback,
    Word.SETUP: Process._heard_setup,
    Word.CALL: Process._heard_nothing,
}
ROUNDS: tuple[tuple[float, Callable[[Process], Awaitable[None]]], ...] = (
    (1, Process._decide),
    (2, Process._stand_in),
    (5, Process._dial_due),
    (10, Process._look_for_agents),
    (30, Process._read_setup),
    (600, Process._forget),
)


def serve(switch: Switch, *, journal: Path) -> None:
    """Run a calls process until it is told to stop (SIGTERM, SIGINT)."""
    process = Process(switch, journal=journal)
    sys.setswitchinterval(SWITCH_THREADS)

    async def until_told() -> None:
        work = asyncio.ensure_future(process.run())

        def stop() -> None:
            process.leave()
            work.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        try:
            await work
        except asyncio.CancelledError:
            log.info("left; calls that are up go on")

    asyncio.run(until_told())
