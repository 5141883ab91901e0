"""The flow, walked with a call: what is known of the caller, and the clerk who writes down what they say by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sunwai.calls.enums import CallbackReason
from sunwai.calls.flow import clerk
from sunwai.calls.flow.engine import walk
from sunwai.calls.flow.facts import Away, Case, Facts, SchemeText, Way
from sunwai.calls.ports import Recorded
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.live import LiveCall
from sunwai.calls.service.queueing import keep_callback
from sunwai.calls.service.threads import DatabaseAway
from sunwai.core import clock


async def walk_menu(centre: Centre, call: LiveCall, flow: int | None) -> Way:
    """Walk a flow (the helpline's, unless another is named) with an answered call.

    Returns:
        Where the call goes on; a caller who hung up has an outcome, too.
    """
    in_force = centre.flows.flow(flow)
    centre.book.note("change_call", call=call.id, flow_version_id=in_force.version)
    return await walk(
        in_force.flow,
        line=call.line,
        facts=_facts(centre, call),
        clerk=CallClerk(centre, call),
        manners=centre.flows.manners,
    )


async def _facts(centre: Centre, call: LiveCall) -> Facts:
    facts = await centre.threads.ask(clerk.facts_of, call.number, now=clock.now())
    call.district = facts.district
    return facts


class CallClerk:
    """The `Clerk` of one call: asks the database in threads, and keeps promises by the book."""

    def __init__(self, centre: Centre, call: LiveCall) -> None:
        self._centre, self._call = centre, call

    async def note(self, what: str, **data: object) -> None:
        """See `Clerk`."""
        self._centre.step(self._call, what, **data)

    async def find_case(self, number: str) -> Case | None:
        """See `Clerk`."""
        return await self._ask(clerk.case_of, self._call.number, number)

    async def answer_closure(self, case: Case, *, done: bool, rating: int | None, reason: str) -> None:
        """See `Clerk`."""
        await self._ask(
            clerk.answer_closure,
            case=case.id,
            number=self._call.number,
            done=done,
            rating=rating,
            reason=reason,
            now=clock.now(),
        )

    async def ask_callback(self, *, number: str, queue: str, language: str) -> None:
        """See `Clerk`."""
        call = self._call
        call.queue, call.language = self._centre.setup.queue(queue), language
        await keep_callback(self._centre, call, CallbackReason.ASKED, number=number)

    async def keep_voice_complaint(self, recorded: Recorded, *, language: str) -> None:
        """See `Clerk`."""
        await self._centre.book.keep(
            "keep_voice_complaint",
            call=self._call.id,
            name=recorded.name,
            seconds=recorded.seconds,
            language=language,
            at=clock.now(),
        )

    async def schemes(self, language: str) -> Sequence[SchemeText]:
        """See `Clerk`."""
        return await self._ask(clerk.scheme_texts, language)

    async def send_scheme(self, code: str, *, number: str, language: str) -> None:
        """See `Clerk`."""
        await self._ask(clerk.send_scheme, code=code, number=number, language=language, now=clock.now())

    async def _ask[R](self, question: Callable[..., R], *args: Any, **given: Any) -> R:
        try:
            return await self._centre.threads.ask(question, *args, **given)
        except DatabaseAway as error:
            raise Away from error
