"""Waiting for an agent: music, position and time now and then, a callback instead; and the ringing at the agent."""

from __future__ import annotations

import asyncio
import math
from datetime import datetime, timedelta

from sunwai.calls import spoken
from sunwai.calls.enums import AgentState, CallbackReason, CallState, NotReady, Outcome, RecordingKind
from sunwai.calls.ports import HungUp, NotAnswered, SwitchFailed
from sunwai.calls.prompts.library import sounds
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.live import LiveAgent, LiveCall
from sunwai.calls.service.race import first
from sunwai.calls.service.setup import QueueSetup
from sunwai.core import clock

CALLBACK_KEY = "1"
KEY_SECONDS = 4.0  # for the key of the callback
MESSAGE_SECONDS, SILENCE_SECONDS = 120.0, 5.0


async def wait_for_agent(centre: Centre, call: LiveCall, queue: QueueSetup) -> LiveAgent | None:
    """The caller waits until an agent has taken the call, or has decided otherwise.

    Returns:
        The agent, whose line is `call.agent_line` and is up; None when the call is to end: `call.outcome` says how.

    Raises:
        HungUp: the caller left.
    """
    patience_ends = clock.now() + timedelta(seconds=queue.longest_wait)
    while True:
        agent = await _turn(centre, call, queue, patience_ends)
        if agent is None or await offer(centre, call, agent):
            return agent
        call.is_given_back = True


async def offer(centre: Centre, call: LiveCall, agent: LiveAgent, *, answers_itself: bool = False) -> bool:
    """Ring an agent for a waiting call. Who does not answer is set not ready.

    Args:
        answers_itself: the agent's page answers by itself: it asked for the call.

    Raises:
        HungUp: the caller left meanwhile; the agent is ready again.
    """
    call.offers += 1
    agent.call, call.is_given_back = call, False
    if agent.state != AgentState.OFFERED:
        agent.rests = agent.reason if agent.state == AgentState.NOT_READY else None
    centre.set_agent(agent, AgentState.OFFERED)  # also for the page, which reads there who is calling
    centre.change(call, CallState.OFFERED, agent_id=agent.setup.user, offers=call.offers)
    centre.step(call, "offered", agent=agent.setup.user)
    try:
        what, line = await first(
            taken=centre.switch.dial_agent(
                agent.extension,
                line_id=f"agent-{call.id}-{call.offers}",
                showing="" if call.is_confidential else call.number,
                call_id=call.id,
                seconds=call.queue.rings if call.queue else 20,
                answers_itself=answers_itself,
            ),
            left=call.line.gone(),
        )
    except (NotAnswered, SwitchFailed) as error:
        centre.step(call, "not_taken", agent=agent.setup.user, why=str(error))
        centre.did_not_answer(
            agent, NotReady.NO_ANSWER if isinstance(error, NotAnswered) else NotReady.CONNECTION
        )
        return False
    if what == "left":
        centre.set_agent(agent, AgentState.READY)
        raise HungUp
    call.agent_line, call.agent = line, agent
    return True


async def _turn(
    centre: Centre, call: LiveCall, queue: QueueSetup, patience_ends: datetime
) -> LiveAgent | None:
    """Wait until the queue has chosen an agent."""
    call.matched = matched = asyncio.get_running_loop().create_future()
    centre.join_queue(call, queue)
    room = await centre.music()
    try:
        while not matched.done():
            await room.add(call.line)
            patience = max(0.0, (patience_ends - clock.now()).total_seconds())
            what, _agent = await first(
                matched=asyncio.shield(matched),
                left=call.line.gone(),
                speak=asyncio.sleep(min(queue.tells_every, patience)),
            )
            if what == "left":
                raise HungUp
            if what == "speak" and await _speak(centre, call, queue, is_last=queue.tells_every >= patience):
                return None
        agent: LiveAgent = matched.result()
        call.matched = None
        return agent
    finally:
        centre.leave_queue(call)


async def _speak(centre: Centre, call: LiveCall, queue: QueueSetup, *, is_last: bool) -> bool:
    """Tell the caller how it stands. Returns whether they need not wait any longer."""
    assert call.matched is not None
    room = await centre.music()
    await room.remove(call.line)
    if is_last:
        await take_message(centre, call)
        return True
    position, seconds = centre.outlook(call)
    waited = (clock.now() - (call.waiting_since or clock.now())).total_seconds()
    offers = waited >= queue.offers_callback_after and bool(call.number) and not call.is_confidential
    pressed: list[str] = []
    call.line.forget_keys()  # pressed before the callback was offered

    async def tell() -> None:
        key = await call.line.play(
            _outlook(call.language, position, seconds, offers), stop_on=CALLBACK_KEY if offers else ""
        )
        pressed.append(key or (await call.line.key(seconds=KEY_SECONDS) if offers else ""))

    centre.step(call, "told", position=position, seconds=round(seconds))
    await first(chosen=asyncio.shield(call.matched), told=tell())
    if call.matched.done() or CALLBACK_KEY not in pressed:
        return False
    await promise_callback(centre, call, CallbackReason.ASKED)
    call.outcome = Outcome.CALLBACK
    return True


async def promise_callback(centre: Centre, call: LiveCall, reason: CallbackReason) -> None:
    """Have a callback on disk, then tell the caller."""
    await keep_callback(centre, call, reason)
    centre.step(call, "callback_promised", why=reason)
    await call.line.play(sounds("callback_kept", call.language))


async def take_message(centre: Centre, call: LiveCall) -> None:
    """Nobody came in time: the caller may speak, and is called back."""
    name = f"message-{call.id}"
    centre.book.note("begin_recording", call=call.id, kind=RecordingKind.VOICEMAIL, name=name, at=clock.now())
    call.outcome = Outcome.VOICEMAIL
    centre.step(call, "message")
    try:
        await call.line.play(sounds("voicemail_beep_intro", call.language))
        await call.line.record(name, most_seconds=MESSAGE_SECONDS, most_silence=SILENCE_SECONDS)
    finally:
        if call.number:
            await keep_callback(centre, call, CallbackReason.VOICEMAIL)
    await call.line.play(sounds("voicemail_kept", call.language))


async def keep_callback(centre: Centre, call: LiveCall, reason: CallbackReason, *, number: str = "") -> None:
    """Have a callback on disk, to the caller's number or another. It keeps the caller's place in the queue."""
    await centre.book.keep(
        "ask_callback",
        number=number or call.number,
        reason=reason,
        queue=call.queue.code if call.queue else "",
        language=call.language,
        waiting_since=call.waiting_since or call.began_at,
        call=call.id,
        at=clock.now(),
    )


def _outlook(language: str, position: int, seconds: float, offers_callback: bool) -> list[str]:
    """What a waiting caller hears: the position, the minutes, the callback."""
    said = (
        sounds("next_in_line", language)
        if position == 1
        else [*sounds("position_is", language), *spoken.number(position, language)]
    )
    said += [*sounds("wait_is", language), *spoken.minutes(max(1, math.ceil(seconds / 60)), language)]
    return said + (sounds("callback_offer", language) if offers_callback else sounds("please_wait", language))
