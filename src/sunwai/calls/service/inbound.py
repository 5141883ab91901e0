"""A call that comes in, from the first ring to the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from sunwai.calls.enums import CallbackReason, CallState, EndedBy, Outcome, Route
from sunwai.calls.ports import Cause, HungUp, Line, SwitchFailed
from sunwai.calls.prompts.library import sounds
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.live import LiveCall
from sunwai.calls.service.menu import walk_menu
from sunwai.calls.service.queueing import keep_callback, offer, wait_for_agent
from sunwai.calls.service.race import first
from sunwai.calls.service.setup import NumberSetup
from sunwai.calls.service.talking import Onward, Talk
from sunwai.core import clock

log = logging.getLogger(__name__)
DEAF_AFTER = 3  # times the limit of calls from one number: from there on not even answered


async def arrive(centre: Centre, line: Line, words: Sequence[str]) -> None:
    """Serve a line that has come in. Whatever goes wrong ends this call only: with an apology and a callback."""
    setup = centre.setup.number(line.dialled)
    call = centre.new_call(line, route=setup.route, number=line.number, dialled=line.dialled)
    centre.begin(call)
    async with ended(centre, call):
        await ROUTES[Route(setup.route)](centre, call, setup)


@asynccontextmanager
async def ended(centre: Centre, call: LiveCall) -> AsyncIterator[None]:
    """However the call goes inside: it is closed, its line hung up, and nobody is left without a word or a callback."""
    try:
        yield
        call.ended_by = call.ended_by or EndedBy.SYSTEM
    except HungUp:
        call.ended_by = call.ended_by or EndedBy.CALLER
        if call.line.was_lost:  # with the switch, or its sound: nobody hung up
            call.outcome, call.ended_by = call.outcome or Outcome.FAILED, EndedBy.SYSTEM
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("call %s fails", call.id)
        await apologise(centre, call)
    finally:
        if not centre.is_leaving:
            centre.close_call(call)
            with suppress(SwitchFailed):
                await call.line.hang_up()


async def apologise(centre: Centre, call: LiveCall) -> None:
    """We cannot serve this call. The caller is told, and called back."""
    call.outcome, call.ended_by = Outcome.FAILED, EndedBy.SYSTEM
    if call.number and not call.outgoing:
        await keep_callback(centre, call, CallbackReason.FAULT)
    with suppress(HungUp, SwitchFailed):
        await call.line.play(sounds("fault_apology", call.language))


async def _helpline(centre: Centre, call: LiveCall, _setup: NumberSetup) -> None:
    """The menu, and what it leads to."""
    if await _is_flooding(centre, call):
        return
    await call.line.answer()
    centre.change(call, CallState.MENU, answered_at=clock.now())
    if centre.book.is_away:
        await apologise(centre, call)
        return
    await by_menu(centre, call)


async def by_menu(centre: Centre, call: LiveCall) -> None:
    """Walk its flow with an answered call, and go where it leads."""
    way = await walk_menu(centre, call)
    call.language, call.kind, call.grievance = way.language, way.kind or call.kind, way.case or call.grievance
    centre.book.note(
        "change_call", call=call.id, keys=way.keys[:120], language=way.language, grievance_id=call.grievance
    )
    if way.queue and centre.book.is_away and not _needs_no_records(centre, call, way.queue):
        await apologise(centre, call)  # pages are dead, too
    elif way.queue:
        await to_agent(centre, call, Onward(queue=way.queue))
    elif way.transfer:
        await put_through(centre, call, way.transfer)
    else:
        call.outcome = way.outcome
        if way.outcome == Outcome.FAILED:
            await apologise(centre, call)


def _needs_no_records(centre: Centre, call: LiveCall, queue: str) -> bool:
    """A counsellor listens first; any other agent can do nothing without pages."""
    return call.is_confidential or centre.setup.queue(queue).rule.is_confidential


async def _women(centre: Centre, call: LiveCall, _setup: NumberSetup) -> None:
    """To a counsellor by the shortest way, whatever else is going on; also while the database is away."""
    await call.line.answer()
    centre.change(call, CallState.MENU, answered_at=clock.now())
    await by_menu(centre, call)


async def to_agent(centre: Centre, call: LiveCall, onward: Onward | None) -> None:
    """From agent to agent, until the call is over."""
    while onward is not None:
        queue = (
            centre.setup.queue(onward.queue) if onward.queue else call.queue or centre.setup.queue("general")
        )
        call.queue = queue
        wanted = centre.agents.get(onward.agent or 0)
        if wanted is None or not wanted.is_free or not await offer(centre, call, wanted):
            call.is_given_back = call.spoke
            if await wait_for_agent(centre, call, queue) is None:
                return
        onward = await Talk(centre, call).run()


async def put_through(centre: Centre, call: LiveCall, number: str) -> None:
    """The flow leads to a number outside, such as 112. Where it is not reached: to an agent."""
    await (await centre.music()).add(call.line)
    try:
        what, other = await first(
            answered=centre.switch.dial_out(
                number, line_id=f"third-{call.id}", showing=call.dialled, seconds=40
            ),
            left=call.line.gone(),
        )
    except Exception as error:
        centre.step(call, "not_put_through", to=number, why=str(error))
        await to_agent(centre, call, Onward(queue="general"))
        return
    if what == "left":
        raise HungUp
    call.outcome = Outcome.SERVED
    centre.change(call, CallState.TALKING)
    await together(centre, call, other)


async def together(centre: Centre, call: LiveCall, other: Line) -> None:
    """Two lines talk until one is gone."""
    room = await centre.switch.room(f"talk-{call.id}")
    try:
        await room.add(call.line, other)
        what, _none = await first(left=call.line.gone(), other_left=other.gone())
        call.ended_by = EndedBy.CALLER if what == "left" else EndedBy.SYSTEM
    finally:
        with suppress(SwitchFailed):
            await other.hang_up()
            await room.close()


async def _missed(centre: Centre, call: LiveCall, setup: NumberSetup) -> None:
    """It rings, is not taken, costs nothing; the number is noted."""
    await call.line.ring()
    with suppress(TimeoutError):
        await asyncio.wait_for(call.line.gone(), centre.setup.option("calls.missed_ring_seconds"))
    call.outcome, call.ended_by = Outcome.MISSED, EndedBy.SYSTEM
    if call.number:
        await centre.book.keep(
            "note_missed_call", number=call.number, campaign=setup.campaign, call=call.id, at=clock.now()
        )
    await call.line.hang_up(Cause.BUSY)


async def _is_flooding(centre: Centre, call: LiveCall) -> bool:
    """Too many calls from one number: told so and called back; very many: not answered, so that others get through."""
    count, limit = centre.calls_of_last_hour(call.number), centre.setup.option("calls.flood_per_hour")
    if count <= limit:
        return False
    call.outcome, call.ended_by = Outcome.TURNED_AWAY, EndedBy.SYSTEM
    if count > DEAF_AFTER * limit:
        await call.line.hang_up(Cause.BUSY)
        return True
    await call.line.answer()
    centre.change(call, CallState.MENU, answered_at=clock.now())
    if count == limit + 1:
        await keep_callback(centre, call, CallbackReason.ASKED)
    await call.line.play(sounds("too_many_calls", call.language))
    return True


ROUTES: dict[Route, Callable[[Centre, LiveCall, NumberSetup], Awaitable[None]]] = {
    Route.HELPLINE: _helpline,
    Route.WOMEN: _women,
    Route.MISSED: _missed,
}
