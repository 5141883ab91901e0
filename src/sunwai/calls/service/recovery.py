"""Coming back: after our own restart, or the switch's, lines and book are brought together again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sunwai.calls.enums import LIVE_STATES, CallState, Outcome
from sunwai.calls.models import Call
from sunwai.calls.ports import Line, Standing
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.inbound import arrive, by_menu, ended, to_agent
from sunwai.calls.service.live import LiveCall
from sunwai.calls.service.talking import Onward, Talk
from sunwai.core import clock

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A call that was going on when the book was last written."""

    id: str
    line_id: str
    agent_line_id: str
    route: str
    state: str
    number: str
    dialled: str
    outgoing: bool
    language: str
    district: str
    queue: str
    kind: str
    agent: int | None
    began_at: datetime
    queued_at: datetime | None
    offers: int
    grievance: int | None
    callback: int | None


def load_booked() -> list[Booked]:
    """All calls that are not over."""
    rows = Call.objects.filter(state__in=LIVE_STATES).select_related("queue", "district")
    return [
        Booked(
            id=str(row.pk),
            line_id=row.line_id,
            agent_line_id=row.agent_line_id,
            route=row.route,
            state=row.state,
            number=row.number,
            dialled=row.dialled,
            outgoing=row.outgoing,
            language=row.language,
            district=row.district.code if row.district else "",
            queue=row.queue.code if row.queue else "",
            kind="",
            agent=row.agent_id,
            began_at=row.began_at,
            queued_at=row.queued_at,
            offers=row.offers,
            grievance=row.grievance_id,
            callback=row.callback_id,
        )
        for row in rows
    ]


async def take_up(centre: Centre, booked: Sequence[Booked], standing: Sequence[Standing]) -> None:
    """Go on with every line that stands; write down calls whose line does not: they are lost, and called back."""
    lines = {one.line.id: one for one in standing}
    for row in booked:
        if row.id in centre.calls:
            continue
        if row.line_id in lines:
            centre.spawn(_go_on(centre, row, lines))
        else:
            _lost(centre, row)
    ours = {row.line_id for row in booked} | {row.agent_line_id for row in booked}
    ours |= {call.line.id for call in centre.calls.values()}
    ours |= {call.agent_line.id for call in centre.calls.values() if call.agent_line}
    for line_id, one in lines.items():
        if line_id in ours:
            continue
        if one.words:
            centre.spawn(arrive(centre, one.line, one.words))
        else:  # an agent's or listener's line of a call that is over
            centre.spawn(one.line.hang_up())


async def _go_on(centre: Centre, row: Booked, lines: dict[str, Standing]) -> None:
    """A caller is still there: where they were, as far as that can be."""
    call = _call_of(centre, row, lines[row.line_id].line)
    centre.step(call, "taken_up", state=row.state)
    async with ended(centre, call):
        if row.state in (CallState.TALKING, CallState.HELD) and row.agent_line_id in lines:
            await _go_on_talking(centre, call, row, lines[row.agent_line_id].line)
        elif row.queue:
            call.is_given_back = True
            await to_agent(centre, call, Onward(queue=row.queue))
        else:
            await call.line.answer()
            await by_menu(centre, call, centre.setup.number(row.dialled).flow)


async def _go_on_talking(centre: Centre, call: LiveCall, row: Booked, line: Line) -> None:
    agent = next((one for one in centre.agents.values() if one.setup.user == row.agent), None)
    if agent is None:
        await line.hang_up()
        await to_agent(centre, call, Onward(queue=row.queue))
        return
    call.agent, call.agent_line, agent.call = agent, line, call
    onward = await Talk(centre, call).run(goes_on=True)
    await to_agent(centre, call, onward)


def _call_of(centre: Centre, row: Booked, line: Line) -> LiveCall:
    call = LiveCall(
        id=row.id,
        line=line,
        route=row.route,
        number=row.number,
        dialled=row.dialled,
        began_at=row.began_at,
        outgoing=row.outgoing,
        state=row.state,
        language=row.language,
        district=row.district,
        queue=centre.setup.queue(row.queue) if row.queue else None,
        waiting_since=row.queued_at,
        offers=row.offers,
        spoke=row.agent is not None and row.state in (CallState.TALKING, CallState.HELD),
        grievance=row.grievance,
        callback=row.callback,
        is_taken_up=True,
    )
    centre.calls[call.id] = call
    return call


def _lost(centre: Centre, row: Booked) -> None:
    """Its line is gone: with the switch, or while we were away."""
    spoke = row.state in (CallState.TALKING, CallState.HELD)
    centre.book.note(
        "end_call",
        call=row.id,
        outcome=Outcome.ANSWERED if spoke else Outcome.FAILED,
        ended_by="system",
        at=clock.now(),
    )
    if not row.outgoing:
        centre.book.note("make_good", call=row.id, at=clock.now())
