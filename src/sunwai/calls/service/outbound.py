"""Calls we make. Whoever answers finds an agent or the menu: an agent is on the line before anybody is dialled.

A callback that needs an agent waits in the queue like a caller, in the place it had. When its turn comes the agent's
browser rings, then the citizen is dialled. A closure question needs no agent: as many are dialled as `pacing` allows.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from sunwai.calls.actions.callbacks import Try, start_try
from sunwai.calls.enums import AgentState, CallState, EndedBy, OrderKind, Outcome, Route, Tried
from sunwai.calls.models import Callback
from sunwai.calls.outgoing.due import due
from sunwai.calls.outgoing.measures import measured
from sunwai.calls.outgoing.pacing import QueueNow, lines_for_menu
from sunwai.calls.ports import Cause, HungUp, Line, NotAnswered, SwitchFailed
from sunwai.calls.prompts.library import sounds
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.inbound import by_menu, ended, to_agent, together
from sunwai.calls.service.live import Asked, LiveAgent, LiveCall, Nobody
from sunwai.calls.service.orders import CannotDo, finish
from sunwai.calls.service.queueing import offer
from sunwai.calls.service.race import first
from sunwai.calls.service.talking import Talk
from sunwai.calls.service.threads import DatabaseAway
from sunwai.core import clock

log = logging.getLogger(__name__)
MOST_WAITING = 200  # callbacks held in the queue at a time; the others follow
RINGS = 40.0  # seconds
TRIED = {
    Cause.BUSY: Tried.BUSY,
    Cause.REFUSED: Tried.BUSY,
    Cause.NO_ANSWER: Tried.NOT_ANSWERED,
    Cause.UNREACHABLE: Tried.NOT_ANSWERED,
}


# ── Callbacks ────────────────────────────────────────────────────────────────────────────────────────────


async def dial_due(centre: Centre) -> None:
    """Put callbacks that are due into the queue, take out those that no longer are, ask closure questions."""
    now = clock.now()
    rows = await centre.threads.ask(due, now=now, limit=MOST_WAITING, needs_agent=True)
    _queue_up(centre, rows)
    free = centre.setup.option("calls.outgoing_at_once") - sum(
        call.is_being_made for call in centre.calls.values()
    )
    lines = lines_for_menu(
        _queue_now(centre), await centre.threads.ask(measured, Route.CLOSURE, now), room=free
    )
    for row in await centre.threads.ask(due, now=now, limit=lines, needs_agent=False) if lines else []:
        if row.pk not in centre.calling:
            centre.calling[row.pk] = centre.spawn(_ask_closure(centre, row))
    centre.forget_called()


def _queue_up(centre: Centre, rows: list[Callback]) -> None:
    wanted = {row.pk for row in rows}
    for pk in [pk for pk in centre.queued_callbacks if pk not in wanted]:
        centre.queued_callbacks.pop(pk).cancel()
    for row in rows:
        if row.pk not in centre.queued_callbacks and row.pk not in centre.calling:
            centre.queued_callbacks[row.pk] = centre.spawn(_call_back(centre, row))


def _queue_now(centre: Centre) -> QueueNow:
    return QueueNow(
        ready=sum(agent.state == AgentState.READY for agent in centre.agents.values()),
        waiting=sum(call.wants_agent and not call.outgoing for call in centre.calls.values()),
        ringing=sum(call.is_being_made and call.state == CallState.RINGING for call in centre.calls.values()),
    )


async def _call_back(centre: Centre, row: Callback) -> None:
    """Wait for an agent in the citizen's place, then call."""
    queue = centre.setup.queue(row.queue.code if row.queue else "general")
    call = _outgoing(centre, Route.CALLBACK, row.number, callback=row.pk, grievance=row.grievance_id)
    call.language, call.waiting_since, call.queue = row.language, row.waiting_since, queue
    call.matched = matched = asyncio.get_running_loop().create_future()
    centre.calls[call.id] = call
    try:
        centre.wait_silently(call, queue)
        agent: LiveAgent = await matched
        call.matched = None
        del centre.queued_callbacks[row.pk]  # from here on it is not called off
        task = asyncio.current_task()
        assert task is not None
        centre.calling[row.pk] = task
        await _call_with(centre, call, agent, row)
    except (asyncio.CancelledError, HungUp):
        centre.leave_queue(call)
        centre.calls.pop(call.id, None)
        raise
    finally:
        centre.calling.pop(row.pk, None)


async def _call_with(centre: Centre, call: LiveCall, agent: LiveAgent, row: Callback) -> None:
    tried = await _start_try(centre, row)
    if tried is None:
        centre.calls.pop(call.id, None)
        centre.set_agent(agent, AgentState.READY)
        return
    centre.begin(call)
    result = Tried.FAILED
    try:
        async with ended(centre, call):
            if await offer(centre, call, agent):
                result = await _connect(centre, call)
    finally:  # also where the citizen hangs up first
        await _end_try(centre, row, Tried.REACHED if call.spoke else result)


async def _connect(centre: Centre, call: LiveCall) -> Tried:
    """The agent is on the line; dial the citizen. Returns how it came out, when all is over."""
    assert call.agent_line
    assert call.agent
    try:
        with_agent = call.agent_line
        await with_agent.ring()
        what, line = await first(
            answered=_dial(centre, call),
            agent_left=with_agent.gone(),
            called_off=_hang_up_order(centre, call),
        )
    except (NotAnswered, SwitchFailed) as error:
        await _agent_alone(centre, call)
        call.outcome = Outcome.NOT_REACHED
        centre.step(call, "not_reached", why=str(error))
        return TRIED[error.cause] if isinstance(error, NotAnswered) else Tried.FAILED
    if what != "answered":
        await _agent_alone(centre, call)
        call.outcome, call.ended_by = Outcome.NOT_REACHED, EndedBy.AGENT
        return Tried.FAILED
    call.line = line
    centre.book.note("change_call", call=call.id, answered_at=clock.now())
    onward = await Talk(centre, call).run()
    await to_agent(centre, call, onward)
    return Tried.REACHED


async def _agent_alone(centre: Centre, call: LiveCall) -> None:
    """Nobody was reached: the agent wraps up."""
    agent, line = call.agent, call.agent_line
    call.agent = call.agent_line = None
    if line is not None:
        await line.hang_up()
    if agent is not None:
        centre.release(agent)


async def _hang_up_order(centre: Centre, call: LiveCall) -> None:
    """Until the agent calls it off."""
    while True:
        asked = await call.asked.get()
        finish(centre, asked, "" if asked.kind == OrderKind.HANG_UP else "not_now")
        if asked.kind == OrderKind.HANG_UP:
            return


async def _ask_closure(centre: Centre, row: Callback) -> None:
    """Ask by the menu whether it is really done. An agent, if the citizen wants one."""
    tried = await _start_try(centre, row)
    if tried is None:
        return
    call = _outgoing(centre, Route.CLOSURE, row.number, callback=row.pk, grievance=row.grievance_id)
    call.language = row.language
    centre.calls[call.id] = call
    centre.begin(call, interaction_id=tried.interaction.pk if tried.interaction else None)
    result = Tried.FAILED
    try:
        async with ended(centre, call):
            try:
                call.line = await _dial(centre, call)
            except NotAnswered as error:
                call.outcome, result = Outcome.NOT_REACHED, TRIED[error.cause]
                return
            result = Tried.REACHED
            centre.change(call, CallState.MENU, answered_at=clock.now())
            await by_menu(centre, call)
    finally:
        await _end_try(centre, row, result)


async def _start_try(centre: Centre, row: Callback) -> Try | None:
    """None where it is not to be made now, or the database is away: then it is made later."""
    try:
        return await centre.threads.ask(start_try, callback=row, now=clock.now())
    except DatabaseAway as error:
        log.warning("callback %s is put off: %s", row.pk, error)
        return None


async def _end_try(centre: Centre, row: Callback, result: Tried) -> None:
    """What became of it; kept, so that nobody is called again who was reached. A call that outlives us ends later."""
    if centre.is_leaving:
        return
    await centre.book.keep("end_try", callback=row.pk, result=result, at=clock.now())


# ── Calls that a page asks for ───────────────────────────────────────────────────────────────────────────


async def order_to_dial(centre: Centre, asked: Asked) -> None:
    """Do what the page asks, and tell it if that cannot be."""
    try:
        await DIALS[OrderKind(asked.kind)](centre, asked)
    except CannotDo as error:
        finish(centre, asked, str(error))


async def _dial_for_agent(centre: Centre, asked: Asked) -> None:
    """An agent calls a citizen: first their own browser, then the number."""
    agent = centre.agents.get(asked.session or 0)
    if agent is None or agent.state in (AgentState.OFFERED, AgentState.TALKING):
        raise CannotDo("not_now")
    call = _outgoing(centre, Route.AGENT, str(asked.data["number"]), grievance=asked.data.get("grievance"))
    centre.calls[call.id] = call
    centre.begin(call, interaction_id=asked.data.get("interaction"))
    async with ended(centre, call):
        if not await offer(centre, call, agent, answers_itself=True):
            call.outcome = Outcome.NOT_REACHED
            finish(centre, asked, "no_answer")
            return
        finish(centre, asked)
        await _connect(centre, call)


async def _put_through(centre: Centre, asked: Asked) -> None:
    """Two numbers are connected; each sees ours only."""
    shown = centre.setup.shown
    call = _outgoing(centre, Route.CLICK, str(asked.data["second"]), grievance=asked.data.get("grievance"))
    centre.calls[call.id] = call
    centre.begin(call)
    async with ended(centre, call):
        call.outcome = Outcome.NOT_REACHED
        try:
            officer = await centre.switch.dial_out(
                str(asked.data["first"]), line_id=f"officer-{call.id}", showing=shown, seconds=RINGS
            )
        except (NotAnswered, SwitchFailed) as error:
            finish(centre, asked, str(error))
            return
        finish(centre, asked)
        try:
            await _officer_to_citizen(centre, call, officer)
        finally:
            with suppress(SwitchFailed):
                await officer.hang_up()


async def _officer_to_citizen(centre: Centre, call: LiveCall, officer: Line) -> None:
    """The officer is on the line: dial the citizen, and let them talk."""
    with suppress(HungUp):
        await officer.play(sounds("click_hello_officer", "hi"))
        await officer.ring()
    try:
        what, line = await first(answered=_dial(centre, call), left=officer.gone())
    except NotAnswered:
        with suppress(HungUp):
            await officer.play(sounds("citizen_not_reached", "hi"))
        return
    if what == "left":
        return
    call.line, call.outcome = line, Outcome.SERVED
    centre.change(call, CallState.TALKING, answered_at=clock.now())
    await line.play(sounds("click_hello_citizen", call.language))
    await together(centre, call, officer)


DIALS = {OrderKind.DIAL: _dial_for_agent, OrderKind.PUT_THROUGH: _put_through}


# ── What they are made of ────────────────────────────────────────────────────────────────────────────────


def _outgoing(
    centre: Centre, route: Route, number: str, *, callback: int | None = None, grievance: object = None
) -> LiveCall:
    """A call to be made; its line is nobody's until somebody answers."""
    call = centre.new_call(Nobody("", number, centre.setup.shown), route=route, number=number)
    call.outgoing, call.callback = True, callback
    call.grievance = int(grievance) if isinstance(grievance, int) else None
    call.line = Nobody(f"out-{call.id}", number, centre.setup.shown)
    call.dialled = centre.setup.shown
    return call


async def _dial(centre: Centre, call: LiveCall) -> Line:
    """Dial the citizen of an outgoing call."""
    return await centre.switch.dial_out(
        call.number, line_id=f"out-{call.id}", showing=call.dialled, seconds=RINGS
    )
