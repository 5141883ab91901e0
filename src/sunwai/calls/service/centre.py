"""The call centre in memory: calls, agents, who waits; every change of it goes through here and into the book."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sunwai.calls.actions.callbacks import UNSERVED
from sunwai.calls.enums import AgentState, CallState, EndedBy, NotReady, Outcome, Tried
from sunwai.calls.ports import Line, Room, Switch
from sunwai.calls.queue import Waiting, WaitingRoom, expected_wait
from sunwai.calls.service.book import Book
from sunwai.calls.service.live import LiveAgent, LiveCall
from sunwai.calls.service.setup import AgentSetup, QueueSetup, Setup
from sunwai.calls.service.threads import Threads
from sunwai.core import clock

log = logging.getLogger(__name__)
USUAL_WRAP_UP = 30.0  # seconds, of a call without a queue
USUAL_HANDLING = 180.0  # seconds of a call until we know better
REMEMBERED = 50  # calls from whose handling time the announced wait is reckoned
MOST_DIGITS = 20  # of a number, as much as the book takes; ITU-T E.164 has fifteen
STAND_INS = 10  # agents the switch rings by itself while we are away


@dataclass
class Centre:
    """Everything the calls process knows."""

    switch: Switch
    book: Book
    threads: Threads
    setup: Setup = field(default_factory=Setup)
    calls: dict[str, LiveCall] = field(default_factory=dict)
    agents: dict[int, LiveAgent] = field(default_factory=dict)
    waiting: WaitingRoom = field(default_factory=WaitingRoom)
    recent: dict[str, deque[datetime]] = field(default_factory=dict)  # number → when it called
    handling: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    queued_callbacks: dict[int, asyncio.Task[None]] = field(
        default_factory=dict
    )  # key of the callback → waits
    calling: dict[int, asyncio.Task[None]] = field(default_factory=dict)  # … → is being called
    given: set[int] = field(default_factory=set)  # orders that were carried out or are
    is_leaving: bool = False  # the process ends; calls go on without it, nothing of them is closed
    _music: Room | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let `work` go on by itself; what goes wrong in it is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._spawned_is_over)
        return task

    def _spawned_is_over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a task fails", exc_info=error)

    # ── Calls ────────────────────────────────────────────────────────────────────────────────────────────

    def new_call(self, line: Line, *, route: str, number: str, dialled: str = "") -> LiveCall:
        """A call that is not in the book yet."""
        return LiveCall(
            id=str(uuid4()),
            line=line,
            route=route,
            number=number[:MOST_DIGITS],
            dialled=dialled[:MOST_DIGITS],
            began_at=clock.now(),
        )

    def begin(self, call: LiveCall, **fields: Any) -> None:
        """A call begins; `fields` of its row are known already."""
        self.calls[call.id] = call
        call.is_in_book = True
        self.book.note(
            "begin_call",
            call=call.id,
            line_id=call.line.id,
            route=call.route,
            number=call.number,
            dialled=call.dialled,
            at=call.began_at,
            outgoing=call.outgoing,
            callback_id=call.callback,
            grievance_id=call.grievance,
            is_confidential=call.is_confidential,
            **fields,
        )

    def change(self, call: LiveCall, state: str, **fields: Any) -> None:
        """A call is in another state now; `fields` of its row change with it."""
        call.state = state
        self.book.note("change_call", call=call.id, state=state, **fields)

    def step(self, call: LiveCall, what: str, /, **data: Any) -> None:
        """Something happened in a call."""
        self.book.note("step", call=call.id, at=clock.now(), happened=what, data=data)

    def close_call(self, call: LiveCall) -> None:
        """A call is over."""
        self.leave_queue(call)
        if self.calls.pop(call.id, None) is None:
            return
        outcome = call.outcome or _outcome(call)
        self.book.note(
            "end_call",
            call=call.id,
            outcome=outcome,
            ended_by=call.ended_by or EndedBy.CALLER,
            at=clock.now(),
            kind=call.kind,
            held_seconds=round(call.held_seconds),
        )
        if call.is_taken_up and call.callback is not None:
            self.book.note("end_try", callback=call.callback, result=Tried.REACHED, at=clock.now())
        if not call.outgoing and outcome in UNSERVED:
            self.book.note("make_good", call=call.id, at=clock.now())

    def forget_called(self) -> None:
        """Closure questions that have been asked."""
        for pk in [pk for pk, task in self.calling.items() if task.done()]:
            del self.calling[pk]

    # ── The queue ────────────────────────────────────────────────────────────────────────────────────────

    async def music(self) -> Room:
        """The room in which callers wait."""
        if self._music is None:
            self._music = await self.switch.room("waiting", music=True)
        return self._music

    def forget_rooms(self) -> None:
        """The switch has started anew: its rooms are gone."""
        self._music = None

    def join_queue(self, call: LiveCall, queue: QueueSetup) -> None:
        """A call waits for an agent; one that waited before keeps its place."""
        self.wait_silently(call, queue)
        self.change(
            call,
            CallState.WAITING,
            queue_id=queue.pk,
            kind=call.kind,
            queued_at=call.waiting_since,
            is_confidential=call.is_confidential,
            language=call.language,
        )

    def wait_silently(self, call: LiveCall, queue: QueueSetup) -> None:
        """Wait in the queue without a row that says so: a callback that is not made yet."""
        call.queue = queue
        call.waiting_since = call.waiting_since or clock.now()
        self.waiting.join(
            Waiting(
                call_id=call.id,
                rule=queue.rule,
                language=call.language,
                since=call.waiting_since.timestamp(),
                district=call.district,
                is_given_back=call.is_given_back,
            )
        )
        self.decide()

    def leave_queue(self, call: LiveCall) -> None:
        """A call waits no longer; who was chosen for it meanwhile is free again."""
        self.waiting.leave(call.id)
        if call.matched and call.matched.done() and not call.matched.cancelled():
            agent = call.matched.result()
            if agent.call is call and call.agent is None:
                self.set_agent(agent, AgentState.READY)
        call.matched = None

    def decide(self) -> None:
        """Bring together who waits and who is free."""
        for match in self.waiting.decide(clock.now().timestamp()):
            call, agent = self.calls[match.waiting.call_id], self.agents[match.agent_id]
            agent.call = call
            self.set_agent(agent, AgentState.OFFERED)
            if call.matched and not call.matched.done():
                call.matched.set_result(agent)

    def outlook(self, call: LiveCall) -> tuple[int, float]:
        """The position of a waiting call, and the seconds it will probably wait."""
        assert call.queue
        position = self.waiting.position(call.id)
        serving = sum(
            call.queue.rule.skill in agent.setup.skills
            and agent.state not in (AgentState.NOT_READY, AgentState.OFF)
            for agent in self.agents.values()
        )
        handling = sum(self.handling) / len(self.handling) if self.handling else USUAL_HANDLING
        return position, expected_wait(position=position, handling=handling, agents=serving)

    # ── Agents ───────────────────────────────────────────────────────────────────────────────────────────

    async def admit(self, setup: AgentSetup) -> LiveAgent:
        """An agent has come to the phone, or their row has changed."""
        agent = self.agents.get(setup.session)
        if agent is None:
            await self.switch.admit_agent(setup.extension, setup.secret)
            agent = LiveAgent(
                setup, setup.state, setup.reason, setup.since, wrap_up_until=setup.wrap_up_until
            )
            self.agents[setup.session] = agent
        agent.setup = setup
        return agent

    def set_agent(self, agent: LiveAgent, state: str, reason: str = "", **fields: Any) -> None:
        """An agent does something else now."""
        was_busy = agent.state in (AgentState.OFFERED, AgentState.TALKING, AgentState.WRAP_UP)
        agent.state, agent.reason, agent.since = state, reason, clock.now()
        if state in (AgentState.READY, AgentState.NOT_READY, AgentState.OFF):
            agent.call = None
            fields.setdefault("call_id", None)
            if was_busy:
                fields.setdefault("idle_since", agent.since)
        if agent.call is not None and agent.call.is_in_book:
            fields.setdefault("call_id", agent.call.id)
        if agent.is_free:
            self.waiting.free(agent.as_free())
        else:
            self.waiting.busy(agent.session)
        self.book.note(
            "change_session", session=agent.session, state=state, reason=reason, at=agent.since, **fields
        )
        if agent.is_free:
            self.decide()

    def lend(self, agent: LiveAgent) -> None:
        """An agent who is ready hears another's call: nothing is offered to them meanwhile."""
        self.waiting.busy(agent.session)

    def have_back(self, agent: LiveAgent) -> None:
        """They hear it no more."""
        if agent.is_free:
            self.waiting.free(agent.as_free())
            self.decide()

    def stand_ins(self) -> Sequence[str]:
        """Whom the switch may ring while we are away: those idle longest."""
        idle = sorted((agent for agent in self.agents.values() if agent.is_free), key=lambda one: one.since)
        return [agent.extension for agent in idle[:STAND_INS]]

    def release(self, agent: LiveAgent) -> None:
        """An agent's call is over: wrap-up, unless there was nothing to wrap up."""
        call = agent.call
        rests, agent.rests = agent.rests, None
        if call is None or not call.spoke:
            self.set_agent(agent, AgentState.READY if rests is None else AgentState.NOT_READY, rests or "")
            self.grant(agent)
            return
        agent.wrap_up_until = clock.now() + timedelta(
            seconds=call.queue.wrap_up if call.queue else USUAL_WRAP_UP
        )
        self.set_agent(agent, AgentState.WRAP_UP, wrap_up_until=agent.wrap_up_until)

    def end_wrap_ups(self) -> None:
        """Who has not written up their call in time is not ready, and may go on writing."""
        now = clock.now()
        for agent in self.agents.values():
            if agent.state == AgentState.WRAP_UP and agent.wrap_up_until and agent.wrap_up_until <= now:
                self.set_agent(agent, AgentState.NOT_READY, wrap_up_until=None)

    def grant(self, agent: LiveAgent) -> None:
        """Give an agent the state they (or their supervisor) asked for, as soon as the call in hand allows."""
        setup = agent.setup
        is_forced = setup.wanted_reason == NotReady.SUPERVISOR
        if agent.state in (AgentState.OFFERED, AgentState.TALKING):
            return
        if agent.state == AgentState.WRAP_UP and not (setup.is_wrapped_up or is_forced):
            return
        state = setup.wanted or (AgentState.READY if agent.state == AgentState.WRAP_UP else agent.state)
        if setup.is_over:
            state = AgentState.OFF
        if state != agent.state or setup.wanted:  # else the reason we gave stays
            agent.setup = replace(setup, wanted="", wanted_reason="")
            self.set_agent(agent, state, setup.wanted_reason, wanted="", wanted_reason="", wrap_up_until=None)

    async def dismiss(self, agent: LiveAgent) -> None:
        """An agent has left the phone."""
        self.waiting.busy(agent.session)
        self.agents.pop(agent.session, None)
        await self.switch.dismiss_agent(agent.extension)

    def did_not_answer(self, agent: LiveAgent, reason: NotReady = NotReady.NO_ANSWER) -> None:
        """An agent let it ring: not ready, until they say otherwise."""
        self.set_agent(agent, AgentState.NOT_READY, reason)

    # ── Floods ───────────────────────────────────────────────────────────────────────────────────────────

    def calls_of_last_hour(self, number: str) -> int:
        """How often a number has called within an hour, this time counted; a withheld number is never held back."""
        if not number:
            return 0
        now = clock.now()
        times = self.recent.setdefault(number, deque())
        while times and times[0] < now - timedelta(hours=1):
            times.popleft()
        times.append(now)
        return len(times)

    def forget_quiet_numbers(self) -> None:
        """Numbers that have not called for an hour need not be remembered."""
        since = clock.now() - timedelta(hours=1)
        for number in [number for number, times in self.recent.items() if times[-1] < since]:
            del self.recent[number]

    def figures(self) -> Counter[str]:
        """How many calls are in each state."""
        return Counter(str(call.state) for call in self.calls.values())


def _outcome(call: LiveCall) -> Outcome:
    """What came of a call whose caller hung up."""
    if call.spoke:
        return Outcome.ANSWERED
    waited = call.state in (CallState.WAITING, CallState.OFFERED)
    return Outcome.ABANDONED if waited else Outcome.LEFT
