"""Coming back: after our own restart, or the switch's, lines and book are brought together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.db.models import OuterRef, Subquery

from sunwai.calls.enums import LIVE_STATES, CallState, EndedBy, Outcome, RecordingKind, Route, Tried
from sunwai.calls.models import Call, Recording
from sunwai.calls.ports import Line, Standing
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.inbound import ROUTES, arrive, by_menu, ended, to_agent
from sunwai.calls.service.live import LiveAgent, LiveCall
from sunwai.calls.service.talking import Onward, Talk
from sunwai.core import clock

TALKING = (CallState.TALKING, CallState.HELD)


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
    recording: str
    recorded_at: datetime | None
    offers: int
    grievance: int | None
    callback: int | None


def load_booked() -> list[Booked]:
    """All calls that are not over."""
    recordings = Recording.objects.filter(call=OuterRef("pk"), kind=RecordingKind.CALL).order_by("-began_at")
    rows = Call.objects.filter(state__in=LIVE_STATES).select_related("queue", "district")
    rows = rows.annotate(
        recording=Subquery(recordings.values("name")[:1]),
        recorded_at=Subquery(recordings.values("began_at")[:1]),
    )
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
            kind=row.kind,
            agent=row.agent_id,
            began_at=row.began_at,
            queued_at=row.queued_at,
            recording=row.recording or "",
            recorded_at=row.recorded_at,
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
            centre.spawn(_go_on(centre, _call_of(centre, row, lines), row))
        else:
            _lost(centre, row)
    ours = {line.id for call in centre.calls.values() for line in _lines_of(call)}
    for line_id, one in lines.items():
        if line_id in ours:
            continue
        if one.words:
            centre.spawn(arrive(centre, one.line, one.words))
        else:  # an agent's or listener's line of a call that is over
            centre.spawn(one.line.hang_up())


def _lines_of(call: LiveCall) -> list[Line]:
    return [line for line in (call.line, call.agent_line, call.third) if line is not None]


async def _go_on(centre: Centre, call: LiveCall, row: Booked) -> None:
    """A caller is still there: where they were, as far as that can be."""
    centre.step(call, "taken_up", state=row.state)
    number = centre.setup.number(row.dialled)
    async with ended(centre, call):
        if call.agent or call.third:
            await to_agent(centre, call, await Talk(centre, call).run(goes_on=True))
        elif row.state == CallState.RINGING and row.route in ROUTES:
            await ROUTES[Route(row.route)](centre, call, number)
        elif row.state in (CallState.RINGING, CallState.MENU):
            await call.line.answer()
            await by_menu(centre, call)
        else:
            call.is_given_back = True
            await to_agent(centre, call, Onward(queue=row.queue))


def _call_of(centre: Centre, row: Booked, lines: dict[str, Standing]) -> LiveCall:
    """The call as it was: who talks, whoever else is in the talk, and what is recorded."""
    agents = [agent for agent in centre.agents.values() if agent.setup.call == row.id]
    call = LiveCall(
        id=row.id,
        line=lines[row.line_id].line,
        route=row.route,
        number=row.number,
        dialled=row.dialled,
        began_at=row.began_at,
        outgoing=row.outgoing,
        state=row.state,
        language=row.language,
        district=row.district,
        kind=row.kind,
        queue=centre.setup.queue(row.queue) if row.queue else None,
        waiting_since=row.queued_at,
        offers=row.offers,
        recording=row.recording,
        spoke=row.agent is not None and row.state in TALKING,
        grievance=row.grievance,
        callback=row.callback,
        is_in_book=True,
        is_taken_up=True,
    )
    centre.calls[call.id] = call
    if row.state in TALKING:
        _bring_back(call, row, lines, agents)
    return call


def _bring_back(call: LiveCall, row: Booked, lines: dict[str, Standing], agents: Sequence[LiveAgent]) -> None:
    """Agent and third, as far as their lines stand. An agent who has signed out is in no call."""
    if row.recorded_at is not None:
        call.recorded_since = monotonic() - (clock.now() - row.recorded_at).total_seconds()
    with_agent = lines.get(row.agent_line_id)
    agent = next((one for one in agents if one.setup.user == row.agent), None)
    if with_agent is not None and agent is not None:
        call.agent, call.agent_line, agent.call = agent, with_agent.line, call
    for one in lines.values():
        is_party = one.line.id in (row.line_id, row.agent_line_id)
        if one.room == f"talk-{row.id}" and not is_party and not one.line.id.startswith("listener-"):
            call.third = one.line
    if call.third is not None:
        call.third_agent = next((one for one in agents if one is not agent), None)
        if call.third_agent is not None:
            call.third_agent.call = call
    if row.agent is None:
        call.outcome = Outcome.SERVED  # put through by the menu, or two numbers connected


def _lost(centre: Centre, row: Booked) -> None:
    """Its line is gone: with the switch, or while we were away."""
    now, spoke = clock.now(), row.state in TALKING
    outcome = Outcome.ANSWERED if spoke else Outcome.FAILED
    centre.book.note("end_call", call=row.id, outcome=outcome, ended_by=EndedBy.SYSTEM, at=now)
    if row.callback is not None:
        result = Tried.REACHED if spoke else Tried.FAILED
        centre.book.note("end_try", callback=row.callback, result=result, at=now)
    if not row.outgoing:
        centre.book.note("make_good", call=row.id, at=now)
