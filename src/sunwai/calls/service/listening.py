"""Supervisors on a call: listening, whispering to the agent, joining in."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from sunwai.calls.enums import OrderKind
from sunwai.calls.ports import Line, NotAnswered, Room, SwitchFailed
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.live import Asked, LiveCall
from sunwai.calls.service.orders import CannotDo

RINGS = 15.0  # seconds; the supervisor's page answers by itself


@dataclass
class _Listener:
    """A supervisor's line and, unless they have joined in, the room in which they hear a copy of the call."""

    line: Line
    apart: Room | None = None
    ear: Line | None = None


class Listening:
    """All who listen to one call."""

    def __init__(self, centre: Centre, call: LiveCall) -> None:
        self._centre, self._call = centre, call
        self._listeners: dict[int, _Listener] = {}
        self._watches: set[asyncio.Task[None]] = set()

    async def order(self, asked: Asked, talk_room: Room) -> None:
        """Do what a supervisor asks.

        Raises:
            CannotDo: they are not at the phone, or there is nothing to listen to.
            NotAnswered, SwitchFailed: their phone could not be reached.
        """
        if asked.session is None or asked.session not in self._centre.agents:
            raise CannotDo("not_at_the_phone")
        if asked.kind == OrderKind.LEAVE:
            await self._leave(asked.session)
            return
        listener = self._listeners.get(asked.session) or await self._ring(asked.session)
        await self._apart_no_more(listener)
        if asked.kind == OrderKind.BARGE:
            await talk_room.add(listener.line)
        else:
            await self._set_apart(listener, asked)

    async def end(self) -> None:
        """The call is over, so is the listening."""
        for session in list(self._listeners):
            await self._leave(session)
        for watch in self._watches:
            watch.cancel()

    async def _ring(self, session: int) -> _Listener:
        supervisor = self._centre.agents[session]
        self._centre.lend(supervisor)
        try:
            line = await self._dial(session)
        except BaseException:
            self._centre.have_back(supervisor)
            raise
        listener = self._listeners[session] = _Listener(line)
        self._watches.add(asyncio.create_task(self._until_gone(session, line)))
        return listener

    async def _dial(self, session: int) -> Line:
        return await self._centre.switch.dial_agent(
            self._centre.agents[session].extension,
            line_id=f"listener-{self._call.id}-{session}-{len(self._watches)}",
            showing="",
            call_id=self._call.id,
            seconds=RINGS,
            answers_itself=True,
        )

    async def _until_gone(self, session: int, line: Line) -> None:
        await line.gone()
        with suppress(SwitchFailed):
            await self._leave(session)

    async def _set_apart(self, listener: _Listener, asked: Asked) -> None:
        target = self._call.agent_line
        if target is None:
            raise CannotDo("no_agent")
        listener.ear = await self._centre.switch.listen(
            target, line_id=f"ear-{self._call.id}-{asked.pk}", whisper=asked.kind == OrderKind.WHISPER
        )
        listener.apart = await self._centre.switch.room(f"listen-{self._call.id}-{asked.pk}")
        await listener.apart.add(listener.line, listener.ear)

    async def _apart_no_more(self, listener: _Listener) -> None:
        apart, ear, listener.apart, listener.ear = listener.apart, listener.ear, None, None
        if ear is not None:
            await ear.hang_up()
        if apart is not None:
            await apart.close()

    async def _leave(self, session: int) -> None:
        listener = self._listeners.pop(session, None)
        if listener is not None:
            await self._apart_no_more(listener)
            with suppress(NotAnswered):
                await listener.line.hang_up()
            if supervisor := self._centre.agents.get(session):
                self._centre.have_back(supervisor)
