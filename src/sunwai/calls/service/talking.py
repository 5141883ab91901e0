"""Caller and agent talk: hold, consult, conference, putting through, reloads, and every way it can end.

Who hears whom is told by two rooms: the *talk room* of the call (agent, caller, a third), and the music, where a caller
on hold waits. A consultation is the talk room with the caller away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sunwai.calls.enums import AgentState, CallState, EndedBy, NotReady, OrderKind
from sunwai.calls.ports import HungUp, Line, NotAnswered, Room, SwitchFailed
from sunwai.calls.prompts.library import sounds
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.listening import Listening
from sunwai.calls.service.live import Asked, LiveAgent, LiveCall
from sunwai.calls.service.orders import CannotDo, finish
from sunwai.calls.service.race import first
from sunwai.core import clock

OUTSIDE_RINGS, COLLEAGUE_RINGS = 40.0, 20.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Onward:
    """Where a caller goes when the agent is done: a queue, or an agent's session. Neither: back to the same queue."""

    queue: str = ""
    agent: int | None = None


class Talk:
    """One talk. `call.agent_line` is up when it begins."""

    def __init__(self, centre: Centre, call: LiveCall) -> None:
        self.centre, self.call = centre, call
        self.room: Room = None  # type: ignore[assignment]  # made by run()
        self.listening = Listening(centre, call)
        self._onward: Onward | None = None

    async def run(self, *, goes_on: bool = False) -> Onward | None:
        """Until one is gone, or the agent puts the caller through.

        Args:
            goes_on: the talk was going on already when this process started.

        Returns:
            Where the call goes on; None when it is over, `call.ended_by` tells by whom.

        Raises:
            HungUp: the caller left.
        """
        try:
            await self._bring_together(goes_on)
            while self.call.ended_by is None and self._onward is None:
                await self._next()
            return self._onward
        except HungUp:
            self.call.ended_by = EndedBy.CALLER
            raise
        finally:
            if not self.centre.is_leaving:
                await self._tidy()

    async def _next(self) -> None:
        call = self.call
        what, asked = await first(
            asked=call.asked.get(),
            left=call.line.gone(),
            agent_left=_gone(call.agent_line),
            third_left=_gone(call.third),
        )
        if what == "left":
            raise HungUp
        if what == "asked":
            await self._do(asked)
        elif what == "agent_left":
            await self._agent_left()
        else:
            await self._third_left()

    async def _bring_together(self, goes_on: bool) -> None:
        call, centre = self.call, self.centre
        call.spoke = True
        self.room = call.room = await centre.switch.room(f"talk-{call.id}")
        if goes_on:
            call.held_since = clock.now() if call.state == CallState.HELD else None
            if call.recording and await self.room.leaves_out(call.recording):
                call.paused_since = monotonic()  # the agent may resume it
            for agent in filter(None, (call.agent, call.third_agent)):
                centre.set_agent(agent, AgentState.TALKING)
            return
        assert call.agent_line
        call.recording = f"call-{call.id}-{call.offers}"
        await self.room.add(call.line, call.agent_line)
        self._write_down_talk(call.recording)
        if call.number and call.callback is None:
            centre.book.note("settle_callbacks", number=call.number, at=clock.now())
        await self.room.record(call.recording)
        call.recorded_since = monotonic()

    def _write_down_talk(self, recording: str) -> None:
        """An agent has the call; `recording` is one that begins now, or ""."""
        call = self.call
        assert call.agent
        assert call.agent_line
        call.state = CallState.TALKING
        self.centre.book.note(
            "begin_talk",
            call=call.id,
            agent=call.agent.setup.user,
            session=call.agent.session,
            agent_line=call.agent_line.id,
            recording=recording,
            at=clock.now(),
        )
        self.centre.set_agent(call.agent, AgentState.TALKING)
        self.centre.step(call, "talk", agent=call.agent.setup.user)

    # ── Somebody leaves ──────────────────────────────────────────────────────────────────────────────────

    async def _agent_left(self) -> None:
        """Hung up: the call is over. Lost: the caller is kept until the browser is back."""
        call = self.call
        assert call.agent_line
        if not call.agent_line.was_lost:
            call.ended_by = EndedBy.AGENT
            return
        call.agent_line = None
        self.centre.step(call, "agent_lost")
        await self._away("agent_lost_hold")
        asked = await self._wait_for_rejoin(self.centre.setup.option("calls.rejoin_seconds"))
        if asked is None or not await self._rejoin(asked):
            await self._let_agent_go(NotReady.CONNECTION)
            self._onward = Onward()

    async def _wait_for_rejoin(self, seconds: float) -> Asked | None:
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            what, asked = await first(
                asked=self.call.asked.get(), left=self.call.line.gone(), over=asyncio.sleep(left)
            )
            if what == "left":
                raise HungUp
            if what == "asked" and asked.kind == OrderKind.REJOIN:
                return asked  # type: ignore[no-any-return]
            if what == "asked":
                finish(self.centre, asked, "not_now")
        return None

    async def _third_left(self) -> None:
        """Whoever was brought in is gone; without an agent that ends the call."""
        self._forget_third()
        self.centre.step(self.call, "third_left")
        if self.call.agent_line is None:
            self.call.ended_by = EndedBy.SYSTEM

    async def _let_agent_go(self, reason: NotReady | None = None) -> None:
        """The agent has nothing to do with the call any more."""
        call = self.call
        agent, line, call.agent, call.agent_line = call.agent, call.agent_line, None, None
        if line is not None:
            await line.hang_up()
        if agent is not None and reason is not None:
            self.centre.set_agent(agent, AgentState.NOT_READY, reason)
        elif agent is not None:
            self.centre.release(agent)

    async def _tidy(self) -> None:
        """Nothing of the talk is left, but the caller's own line where the call goes on."""
        call = self.call
        self._end_hold()
        self._end_pause()
        if call.recorded_since and self._onward is None:
            self.centre.handling.append(monotonic() - call.recorded_since)
        with suppress(SwitchFailed):
            await self.listening.end()
            await self._let_third_go()
            if self.room is not None:
                await self.room.close()
            await self._let_agent_go()
        call.room = None

    # ── Orders ───────────────────────────────────────────────────────────────────────────────────────────

    async def _do(self, asked: Asked) -> None:
        """Do what a page asks. What cannot be done is told to the page; the call goes on."""
        try:
            await ORDERS[OrderKind(asked.kind)](self, asked)
        except (CannotDo, NotAnswered, SwitchFailed) as error:
            finish(self.centre, asked, str(error))
        else:
            finish(self.centre, asked)
            self.centre.step(self.call, asked.kind, **asked.data)

    async def hold(self, _asked: Asked) -> None:
        """The caller hears music."""
        if self.call.held_since is None:
            await (await self.centre.music()).add(self.call.line)
            self._begin_hold()

    async def take_back(self, _asked: Asked) -> None:
        """The caller is back; a consultation is over."""
        if self.call.third is not None and self.call.held_since is not None:
            await self._let_third_go()
        await self._back()

    async def hang_up(self, asked: Asked) -> None:
        """The agent ends the call; one who was only asked leaves it."""
        if self.call.third_agent is not None and asked.session == self.call.third_agent.session:
            await self._let_third_go()
            return
        self.call.ended_by = EndedBy.AGENT

    async def consult(self, asked: Asked) -> None:
        """Ask somebody while the caller hears music."""
        self._only_one_third()
        await self.hold(asked)
        try:
            await self._bring_in(asked)
        except (CannotDo, NotAnswered, SwitchFailed):
            await self._back()
            raise

    async def conference(self, asked: Asked) -> None:
        """All three hear each other: with whom was consulted, or with somebody new."""
        if self.call.third is None:
            await self._bring_in(asked)
        await self._back()

    async def transfer(self, asked: Asked) -> None:
        """The agent leaves. After a consultation those two go on; else the caller is put through."""
        if self.call.third is not None:
            await self._back()
            await self._let_agent_go()
            self._hand_over()
            return
        kind, _colon, to = str(asked.data.get("to", "")).partition(":")
        if kind == "number":
            await self._put_through(to)
        elif kind == "queue":
            self._onward = Onward(queue=to)
        elif kind == "agent" and to.isdigit():
            self._onward = Onward(agent=int(to))
        else:
            raise CannotDo("not_known")

    async def pause_recording(self, _asked: Asked) -> None:
        """A payment or an Aadhaar number is spoken: not recorded."""
        if self.call.paused_since is None:
            await self.room.pause_recording(self.call.recording)
            self.call.paused_since = monotonic()

    async def resume_recording(self, _asked: Asked) -> None:
        """Recorded again."""
        if self.call.paused_since is not None:
            await self.room.go_on_recording(self.call.recording)
            self._end_pause()

    async def rejoin(self, asked: Asked) -> None:
        """The agent's page was reloaded before we noticed that its line is gone."""
        if not await self._rejoin(asked, finished=False):
            raise CannotDo("no_answer")

    # ── What they are made of ────────────────────────────────────────────────────────────────────────────

    async def _rejoin(self, asked: Asked, *, finished: bool = True) -> bool:
        """Ring the agent's new browser, and bring both together again."""
        call = self.call
        assert call.agent
        old, call.agent_line = call.agent_line, None
        if old is not None:
            await old.hang_up()
        call.offers += 1
        try:
            line = await self._with_caller(
                self.centre.switch.dial_agent(
                    call.agent.extension,
                    line_id=f"agent-{call.id}-{call.offers}",
                    showing=call.number if not call.is_confidential else "",
                    call_id=call.id,
                    seconds=self.centre.setup.option("calls.rejoin_seconds"),
                    answers_itself=True,
                )
            )
        except (NotAnswered, SwitchFailed):
            if finished:
                finish(self.centre, asked, "no_answer")
            return False
        call.agent_line = line
        await self.room.add(line)
        await self._back()
        self.centre.book.note("change_call", call=call.id, agent_line_id=line.id)
        self.centre.step(call, "agent_back")
        if finished:
            finish(self.centre, asked)
        return True

    async def _with_caller(self, dialling: Awaitable[Line]) -> Line:
        """Dial, unless the caller leaves meanwhile.

        Raises:
            HungUp, NotAnswered, SwitchFailed: as said.
        """
        what, line = await first(answered=dialling, left=self.call.line.gone())
        if what == "left":
            raise HungUp
        answered: Line = line
        return answered

    async def _bring_in(self, asked: Asked) -> None:
        self._only_one_third()
        kind, _colon, to = str(asked.data.get("to", "")).partition(":")
        line_id = f"third-{self.call.id}-{asked.pk}"
        if kind == "number":
            dialling: Awaitable[Line] = self.centre.switch.dial_out(
                to, line_id=line_id, showing=self.call.dialled, seconds=OUTSIDE_RINGS
            )
        elif kind == "agent" and (other := self.centre.agents.get(int(to))) and other.is_free:
            dialling = self._ring_colleague(other, line_id)
        else:
            raise CannotDo("not_known")
        self.call.third = await self._with_caller(dialling)
        await self.room.add(self.call.third)

    async def _ring_colleague(self, other: LiveAgent, line_id: str) -> Line:
        """Another agent is asked: rung, and then in no other call."""
        call, other.call = self.call, self.call
        self.centre.set_agent(other, AgentState.OFFERED)
        try:
            line = await self.centre.switch.dial_agent(
                other.extension,
                line_id=line_id,
                showing=call.number if not call.is_confidential else "",
                call_id=call.id,
                seconds=COLLEAGUE_RINGS,
            )
        except NotAnswered:
            self.centre.did_not_answer(other)
            raise
        except BaseException:  # the caller left, or the switch failed
            self.centre.set_agent(other, AgentState.READY)
            raise
        call.third_agent = other
        self.centre.set_agent(other, AgentState.TALKING)
        return line

    async def _let_third_go(self) -> None:
        """Whoever was asked or brought in is in the call no more."""
        third = self.call.third
        self._forget_third()
        if third is not None:
            await third.hang_up()

    def _forget_third(self) -> None:
        other, self.call.third, self.call.third_agent = self.call.third_agent, None, None
        if other is not None:
            self.centre.set_agent(other, AgentState.READY)
            self.centre.grant(other)

    def _hand_over(self) -> None:
        """The agent who was asked has the call now; somebody outside stays the third."""
        call = self.call
        if call.third_agent is None:
            return
        call.agent, call.agent_line = call.third_agent, call.third
        call.third = call.third_agent = None
        self._write_down_talk("")

    async def _put_through(self, number: str) -> None:
        """Blind: the agent goes, the caller hears music until the other side answers, or is back in the queue."""
        call = self.call
        await self._away("putting_through")
        await self._let_agent_go()
        try:
            call.third = await self._with_caller(
                self.centre.switch.dial_out(
                    number, line_id=f"third-{call.id}", showing=call.dialled, seconds=OUTSIDE_RINGS
                )
            )
        except (NotAnswered, SwitchFailed):
            await (await self.centre.music()).remove(call.line)
            await call.line.play(sounds("transfer_failed", call.language))
            self._onward = Onward()
            raise
        await self.room.add(call.third)
        await self._back()

    def _only_one_third(self) -> None:
        if self.call.third is not None:
            raise CannotDo("one_third_only")

    async def _away(self, prompt: str) -> None:
        """The caller hears why, then music."""
        call = self.call
        await self.room.remove(call.line)
        await call.line.play(sounds(prompt, call.language))
        await (await self.centre.music()).add(call.line)
        self._begin_hold()

    async def _back(self) -> None:
        """The caller is in the talk room again."""
        await self.room.add(self.call.line)
        if self._end_hold():
            self.centre.change(self.call, CallState.TALKING)

    def _begin_hold(self) -> None:
        if self.call.held_since is None:
            self.call.held_since = clock.now()
            self.centre.change(self.call, CallState.HELD)

    def _end_hold(self) -> bool:
        call = self.call
        if call.held_since is None:
            return False
        call.held_seconds += (clock.now() - call.held_since).total_seconds()
        call.held_since = None
        return True

    def _end_pause(self) -> None:
        call = self.call
        if call.paused_since is not None:
            self.centre.book.note(
                "pause_recording",
                name=call.recording,
                since=round(call.paused_since - call.recorded_since, 1),
                until=round(monotonic() - call.recorded_since, 1),
            )
            call.paused_since = None


async def _listen(talk: Talk, asked: Asked) -> None:
    await talk.listening.order(asked, talk.room)


ORDERS: dict[OrderKind, Callable[[Talk, Asked], Awaitable[Any]]] = {
    OrderKind.HOLD: Talk.hold,
    OrderKind.TAKE_BACK: Talk.take_back,
    OrderKind.HANG_UP: Talk.hang_up,
    OrderKind.CONSULT: Talk.consult,
    OrderKind.CONFERENCE: Talk.conference,
    OrderKind.TRANSFER: Talk.transfer,
    OrderKind.PAUSE_RECORDING: Talk.pause_recording,
    OrderKind.RESUME_RECORDING: Talk.resume_recording,
    OrderKind.REJOIN: Talk.rejoin,
    OrderKind.LISTEN: _listen,
    OrderKind.WHISPER: _listen,
    OrderKind.BARGE: _listen,
    OrderKind.LEAVE: _listen,
}


async def _gone(line: Line | None) -> None:
    """Wait until a line is gone; for ever where there is none."""
    if line is None:
        await asyncio.Event().wait()
    else:
        await line.gone()
