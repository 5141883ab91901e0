"""The flow, walked with a call: what is known of the caller, and the clerk who writes down what they say by key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sunwai.calls.enums import CallbackReason, Route
from sunwai.calls.flow import clerk as desk
from sunwai.calls.flow.engine import walk
from sunwai.calls.flow.facts import Applied, Away, Case, Facts, SchemeText, Way
from sunwai.calls.flow.shipped import CLOSURE
from sunwai.calls.flow.store import InForce
from sunwai.calls.ports import Recorded
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.live import LiveCall
from sunwai.calls.service.threads import DatabaseAway, DatabaseSlow
from sunwai.core import clock


async def walk_menu(centre: Centre, call: LiveCall) -> Way:
    """Walk the flow of the number that was dialled, or of the question we call about, with the caller."""
    in_force = _flow(centre, call)
    if in_force.version is not None:
        centre.book.note("change_call", call=call.id, flow_version_id=in_force.version)
    facts = asyncio.ensure_future(_facts(centre, call))
    way = await walk(
        in_force.flow,
        line=call.line,
        facts=asyncio.shield(facts),
        clerk=Clerk(centre, call),
        manners=centre.setup.flows.manners,
    )
    if facts.done() and not facts.cancelled() and facts.exception() is None:
        call.district = facts.result().district
    return way


def _flow(centre: Centre, call: LiveCall) -> InForce:
    flows = centre.setup.flows
    if call.route == Route.CLOSURE:
        return flows.named[CLOSURE]
    return flows.flow(centre.setup.number(call.dialled).flow)


async def _facts(centre: Centre, call: LiveCall) -> Facts:
    """What is known of the caller.

    Raises:
        DatabaseAway: nothing can be known now, and the caller is served without: it is only slow, or a woman calls for
            help, who reaches a counsellor in any case.
        Away: the database is; nothing can be done for the caller.
    """
    try:
        return await centre.threads.ask(desk.facts_of, call.number, now=clock.now())
    except DatabaseSlow:
        raise
    except DatabaseAway as error:
        centre.book.doubt(error)
        if call.is_confidential:
            raise
        raise Away from error


class Clerk:
    """What the engine asks, about one call. What was promised is on disk, in the database or the journal."""

    def __init__(self, centre: Centre, call: LiveCall) -> None:
        self._centre, self._call = centre, call

    async def note(self, what: str, **data: object) -> None:
        """A step of the call."""
        self._centre.step(self._call, what, **data)

    async def find_case(self, number: str) -> Case | None:
        """If it is the caller's."""
        return await self._ask(desk.case_of, self._call.number, number)

    async def find_application(self, number: str) -> Applied | None:
        """If it is the caller's."""
        return await self._ask(desk.application_of, self._call.number, number, now=clock.now())

    async def answer_closure(self, case: Case, *, done: bool, rating: int | None, reason: str) -> None:
        """The citizen's own word, by key."""
        await self._ask(
            desk.answer_closure,
            case=case.id,
            number=self._call.number,
            done=done,
            rating=rating,
            reason=reason,
            now=clock.now(),
        )

    async def ask_callback(self, *, number: str, queue: str, language: str) -> None:
        """In the place that the caller has now."""
        await self._centre.book.keep(
            "ask_callback",
            number=number,
            reason=CallbackReason.ASKED,
            queue=queue,
            language=language,
            waiting_since=self._call.waiting_since or self._call.began_at,
            call=self._call.id,
            at=clock.now(),
        )

    async def keep_voice_complaint(self, recorded: Recorded, *, number: str, language: str) -> None:
        """A draft for an agent, with the recording."""
        await self._centre.book.keep(
            "keep_voice_complaint",
            call=self._call.id,
            name=recorded.name,
            seconds=recorded.seconds,
            number=number,
            language=language,
            at=clock.now(),
        )

    async def schemes(self, language: str) -> Sequence[SchemeText]:
        """In their order."""
        return await self._ask(desk.scheme_texts, language)

    async def send_scheme(self, code: str, *, number: str, language: str) -> None:
        """By SMS, at once."""
        await self._ask(desk.send_scheme, code=code, number=number, language=language, now=clock.now())

    async def _ask[**P, R](self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await self._centre.threads.ask(function, *args, **kwargs)
        except DatabaseAway as error:
            raise Away from error
