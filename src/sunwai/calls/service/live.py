"""A call and an agent as the calls process holds them while they last."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sunwai.calls.enums import AgentState, CallState, EndedBy, Outcome, Route
from sunwai.calls.ports import Cause, HungUp, Line, Recorded, Room
from sunwai.calls.queue import Free
from sunwai.calls.service.setup import AgentSetup, QueueSetup


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An order from a page, as it reaches the call it is about."""

    pk: int
    kind: str
    data: dict[str, object]
    session: int | None


@dataclass(eq=False)
class LiveAgent:
    """An agent at the phone."""

    setup: AgentSetup
    state: str
    reason: str
    since: datetime
    call: LiveCall | None = None
    wrap_up_until: datetime | None = None
    rests: str | None = (
        None  # why they were not ready when they dialled; so they are again, if nobody was reached
    )

    @property
    def session(self) -> int:
        """Key of the session."""
        return self.setup.session

    @property
    def extension(self) -> str:
        """Where it rings."""
        return self.setup.extension

    def as_free(self) -> Free:
        """As the queue sees it."""
        one = self.setup
        return Free(agent_id=one.session, skills=one.skills, languages=one.languages, districts=one.districts)

    @property
    def is_free(self) -> bool:
        """Whether a call may be offered."""
        return self.state == AgentState.READY


@dataclass(eq=False, kw_only=True)
class LiveCall:
    """A call that is going on.

    Attributes:
        line: the citizen's.
        matched: who is to take it; set by the queue.
        asked: orders from pages about it.
        third: somebody brought in or asked, beside citizen and agent.
        third_agent: who that is, where it is one of ours.
    """

    id: str
    line: Line
    route: str
    number: str
    dialled: str
    began_at: datetime
    outgoing: bool = False
    state: str = CallState.RINGING
    language: str = "hi"
    district: str = ""
    kind: str = ""
    queue: QueueSetup | None = None
    waiting_since: datetime | None = None
    is_given_back: bool = False
    agent: LiveAgent | None = None
    agent_line: Line | None = None
    third: Line | None = None
    third_agent: LiveAgent | None = None
    room: Room | None = None
    recording: str = ""
    recorded_since: float = 0
    paused_since: float | None = None
    held_since: datetime | None = None
    held_seconds: float = 0
    offers: int = 0
    spoke: bool = False  # with an agent
    outcome: Outcome | None = None
    ended_by: EndedBy | None = None
    grievance: int | None = None
    callback: int | None = None
    is_in_book: bool = False
    is_taken_up: bool = False  # it was going on before this process started
    matched: asyncio.Future[LiveAgent] | None = None
    asked: asyncio.Queue[Asked] = field(default_factory=asyncio.Queue)

    @property
    def is_confidential(self) -> bool:
        """Whether only its own unit may know of it."""
        return self.route == Route.WOMEN or bool(self.queue and self.queue.rule.is_confidential)

    @property
    def is_being_made(self) -> bool:
        """Whether it takes one of the lines for calls of ours: not one that still waits for its agent."""
        return self.outgoing and not (self.state == CallState.RINGING and self.wants_agent)

    @property
    def wants_agent(self) -> bool:
        """Whether it waits for one."""
        return self.matched is not None and not self.matched.done()


class Nobody:
    """The line of a citizen who is not called yet."""

    def __init__(self, line_id: str, number: str, dialled: str) -> None:
        self.id, self.number, self.dialled = line_id, number, dialled
        self.is_up = self.was_lost = False

    async def gone(self) -> None:
        """Never: there is nobody who could hang up."""
        await asyncio.Event().wait()

    async def hang_up(self, cause: Cause | None = None) -> None:
        """Nothing to do."""

    async def answer(self) -> None:
        """Nobody is there."""
        raise HungUp

    async def ring(self) -> None:
        """Nobody is there."""
        raise HungUp

    async def play(self, sounds: Sequence[str], *, stop_on: str = "") -> str:
        """Nobody is there."""
        raise HungUp

    def forget_keys(self) -> None:
        """Nobody pressed any."""

    async def key(self, *, seconds: float) -> str:
        """Nobody is there."""
        raise HungUp

    async def record(
        self, name: str, *, most_seconds: float, most_silence: float, stop_on: str = "#"
    ) -> Recorded:
        """Nobody is there."""
        raise HungUp
