"""The process dies, or the switch: what was going on goes on, and nobody is forgotten."""

from __future__ import annotations

import asyncio

from sunwai.calls.enums import AgentState, CallState, NotReady, OrderKind, Outcome
from sunwai.calls.models import AgentSession, Call, Callback, Recording
from tests.calls.service.conftest import CALLER


async def again(house):
    """Killed and started anew."""
    await house.settled()
    await house.kill()
    await house.start()


def test_a_talk_goes_on(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        await again(house)
        assert caller.with_whom == {phone.line.id}
        await house.until(lambda: house.state(agent) == AgentState.TALKING, "it is known who talks")
        await house.order(OrderKind.PAUSE_RECORDING, agent, call)
        await house.order(OrderKind.RESUME_RECORDING, agent, call)
        await house.order(OrderKind.HOLD, agent, call)
        assert caller.room == "waiting"
        await again(house)
        await house.order(OrderKind.TAKE_BACK, agent, call)
        assert (await house.call_of()).state == CallState.TALKING
        caller.hang_up()
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        call = await house.call_of()
        assert (call.outcome, call.ended_by) == (Outcome.ANSWERED, "caller")
        recording = await house.ask(Recording.objects.get)
        assert len(recording.pauses) == 1
        spells = await house.ask(lambda: [s.state for s in AgentSession.objects.get().spells.order_by("pk")])
        assert spells[-3:] == ["offered", "talking", "wrap_up"]

    house.run(story)


def test_what_was_not_recorded_is_not_recorded_afterwards_until_the_agent_says_so(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, call = await house.talk(agent)
        await house.order(OrderKind.PAUSE_RECORDING, agent, call)
        await again(house)
        await house.until(lambda: house.state(agent) == AgentState.TALKING, "it is known who talks")
        room = house.switch.rooms[caller.room]
        assert room.is_paused
        await house.order(OrderKind.RESUME_RECORDING, agent, call)
        assert not room.is_paused

    house.run(story)


def test_who_was_put_through_outside_goes_on_talking(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, call = await house.talk(agent)
        await house.order(OrderKind.TRANSFER, agent, call, to="number:112")
        emergency = house.switch.outside("112")
        await again(house)
        assert caller.with_whom == {emergency.line.id}
        emergency.hang_up()
        await caller.is_gone()
        await house.until(lambda: not house.process.centre.calls, "it is over")
        assert (await house.call_of()).outcome == Outcome.ANSWERED

    house.run(story)


def test_an_agent_who_was_asked_is_known_again(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, call = await house.talk(agent)
        other = await house.agent(house.world.supervisor)
        await house.order(OrderKind.CONSULT, agent, call, to=f"agent:{other.pk}")
        await again(house)
        await house.order(OrderKind.TRANSFER, agent, call)
        assert caller.with_whom == {house.switch.agent(other.extension).line.id}
        assert house.state(other) == AgentState.TALKING

    house.run(story)


def test_who_waits_goes_on_waiting_and_who_chooses_hears_the_menu_again(house):
    async def story(house):
        waiting, choosing = house.switch.call(CALLER), house.switch.call("9876500002")
        for one in (waiting, choosing):
            await one.is_taken()
        waiting.press("1")
        await waiting.is_in("waiting")
        await house.settled()
        since = (await house.call_of(number=CALLER)).queued_at
        await house.kill()
        assert waiting.room == "waiting"  # music goes on
        house.later(30)
        choosing.heard.clear()
        await house.start()
        await choosing.hears("hi/welcome")
        agent = await house.agent(house.world.agent)
        await house.until(lambda: house.state(agent) == AgentState.TALKING, "they talk")
        assert house.switch.agent(agent.extension).with_whom == {waiting.line.id}
        call = await house.call_of(number=CALLER)
        assert (call.queued_at, call.kind) == (since, "complaint")

    house.run(story)


def test_while_it_rings_at_an_agent_the_caller_is_offered_anew(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        phone = house.switch.agent(agent.extension).rings()
        caller = house.switch.call(CALLER)
        await caller.is_taken()
        caller.press("9")
        await phone.is_rung()
        await again(house)
        await house.until(lambda: len(phone.rung) == 2, "it rings anew")
        await phone.is_rung()
        phone.answers()
        await house.until(lambda: phone.is_up and phone.with_whom, "they talk")
        assert phone.with_whom == {caller.line.id}

    house.run(story)


def test_who_hung_up_meanwhile_is_written_down_and_called_back(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        talking, phone, _call = await house.talk(agent)
        waiting = house.switch.call("9876500002")
        await waiting.is_taken()
        waiting.press("9")
        await waiting.is_in("waiting")
        await house.settled()
        await house.kill()
        house.later(60)
        talking.hang_up()
        waiting.hang_up()
        late = house.switch.call("9876500003")
        await late.hears("hi/fallback_wait")
        await house.start()
        await late.hears("hi/welcome")
        assert (await house.call_of(number=CALLER)).outcome == Outcome.ANSWERED
        assert (await house.call_of(number="9876500002")).outcome == Outcome.FAILED
        assert (await house.ask(Callback.objects.get)).number == "9876500002"
        assert not phone.is_up  # nobody is left alone on the line
        await house.until(lambda: house.state(agent) == AgentState.NOT_READY, "the agent is in no call")
        assert (await house.row(agent)).reason == NotReady.CONNECTION

    house.run(story)


def test_when_the_switch_dies_its_callers_are_called_back_and_agents_admitted_again(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        await house.talk(agent)
        other = house.switch.call("9876500002")
        await other.is_taken()
        house.switch.break_down()
        house.switch.admitted.clear()
        await house.until(lambda: not house.process.centre.calls, "all calls are over")
        house.switch.come_back()
        await house.until(lambda: agent.extension in house.switch.admitted, "agents may register")
        await house.settled()
        calls = await house.ask(lambda: {call.number: call for call in Call.objects.all()})
        assert {call.outcome for call in calls.values()} == {Outcome.FAILED}
        called = await house.ask(lambda: {row.number: row.reason for row in Callback.objects.all()})
        assert called == {CALLER: "fault", "9876500002": "fault"}
        caller = house.switch.call("9876500003")
        await caller.hears("hi/welcome")

    house.run(story)


def test_a_connection_that_breaks_ends_no_talk(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        house.switch.lose_connection()
        await asyncio.sleep(0.2)
        house.switch.come_back()
        await house.until(lambda: house.switch.is_connected, "connected again")
        assert caller.with_whom == {phone.line.id}
        await house.order(OrderKind.HOLD, agent, call)
        assert caller.room == "waiting"

    house.run(story)
