"""What agents and supervisors ask for during a call, done at the switch and written into the book."""

from __future__ import annotations

import pytest

from sunwai.calls.enums import AgentState, CallState, NotReady, OrderKind, Outcome
from sunwai.calls.models import Recording


def test_a_caller_on_hold_hears_music_and_is_taken_back(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        assert not (await house.order(OrderKind.HOLD, agent, call)).problem
        assert caller.room == "waiting"
        assert not phone.with_whom
        assert (await house.call_of()).state == CallState.HELD
        house.later(20)
        await house.order(OrderKind.TAKE_BACK, agent, call)
        assert phone.with_whom == {caller.line.id}
        assert (await house.call_of()).state == CallState.TALKING
        await house.order(OrderKind.HANG_UP, agent, call)
        await caller.is_gone()
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        call = await house.call_of()
        assert (call.held_seconds, call.outcome, call.ended_by) == (20, Outcome.ANSWERED, "agent")

    house.run(story)


def test_who_hangs_up_on_hold_has_spoken_to_an_agent(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        await house.order(OrderKind.HOLD, agent, call)
        house.later(7)
        caller.hang_up()
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        call = await house.call_of()
        assert (call.outcome, call.ended_by, call.held_seconds) == (Outcome.ANSWERED, "caller", 7)
        assert not phone.is_up

    house.run(story)


def test_somebody_is_asked_and_the_caller_put_through(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        emergency = house.switch.outside("112")
        await house.order(OrderKind.CONSULT, agent, call, to="number:112")
        assert phone.with_whom == {emergency.line.id}
        assert caller.room == "waiting"
        await house.order(OrderKind.TRANSFER, agent, call)
        assert caller.with_whom == {emergency.line.id}
        assert not phone.is_up
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        emergency.hang_up()
        await caller.is_gone()
        await house.until(lambda: not house.process.centre.calls, "the call is over")
        assert (await house.call_of()).outcome == Outcome.ANSWERED

    house.run(story)


def test_a_consultation_is_called_off(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        await house.order(OrderKind.CONSULT, agent, call, to="number:112")
        refused = await house.order(OrderKind.CONSULT, agent, call, to="number:108")
        assert refused.problem == "one_third_only"
        await house.order(OrderKind.TAKE_BACK, agent, call)
        assert not house.switch.outside("112").is_up
        assert caller.with_whom == {phone.line.id}

    house.run(story)


def test_who_is_asked_and_does_not_answer_leaves_both_together(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        house.switch.outside("112").busy()
        caller, phone, call = await house.talk(agent)
        assert (await house.order(OrderKind.CONSULT, agent, call, to="number:112")).problem == "busy"
        assert caller.with_whom == {phone.line.id}
        assert (await house.call_of()).state == CallState.TALKING

    house.run(story)


def test_a_caller_is_put_through_blindly(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        emergency = house.switch.outside("112")
        caller, phone, call = await house.talk(agent)
        assert not (await house.order(OrderKind.TRANSFER, agent, call, to="number:112")).problem
        assert "hi/putting_through" in caller.heard
        assert caller.with_whom == {emergency.line.id}
        assert not phone.is_up
        assert house.state(agent) == AgentState.WRAP_UP
        caller.hang_up()
        await house.until(lambda: not emergency.is_up, "the other side is free")
        assert (await house.call_of()).ended_by == "caller"

    house.run(story)


def test_who_cannot_be_put_through_is_at_the_head_of_the_queue(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        house.switch.outside("112").unreachable()
        caller, _phone, call = await house.talk(agent)
        assert (await house.order(OrderKind.TRANSFER, agent, call, to="number:112")).problem == "unreachable"
        await caller.is_in("waiting")
        other = await house.agent(house.world.supervisor)
        await house.until(lambda: house.switch.agent(other.extension).is_up, "another agent talks")
        assert house.switch.agent(other.extension).with_whom == {caller.line.id}

    house.run(story)


def test_three_speak_together(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        await house.order(OrderKind.CONFERENCE, agent, call, to="number:1098")
        third = house.switch.outside("1098")
        assert caller.with_whom == {phone.line.id, third.line.id}
        third.hang_up()
        await house.until(lambda: caller.with_whom == {phone.line.id}, "the two go on")
        await house.order(OrderKind.CONSULT, agent, call, to="number:112")
        await house.order(OrderKind.CONFERENCE, agent, call)
        assert len(caller.with_whom) == 2

    house.run(story)


def test_a_caller_is_put_through_to_another_queue_and_need_not_wait_again(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, call = await house.talk(agent)
        house.later(3600)  # a long talk
        await house.order(OrderKind.TRANSFER, agent, call, to="queue:corruption")
        await caller.is_in("waiting")
        assert house.state(agent) == AgentState.WRAP_UP
        expert = await house.agent(house.world.supervisor, skills=["corruption"], languages=["hi"])
        await house.until(lambda: house.state(expert) == AgentState.TALKING, "the other talks")
        call = await house.call_of()
        assert (call.queue.code, call.agent) == ("corruption", expert.user)
        assert call.interaction.agent == expert.user  # each writes up their own part
        assert len(await house.ask(lambda: list(Recording.objects.all()))) == 2

    house.run(story)


def test_a_caller_is_put_through_to_another_agent(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, call = await house.talk(agent)
        other = await house.agent(house.world.supervisor)
        await house.order(OrderKind.TRANSFER, agent, call, to=f"agent:{other.pk}")
        await house.until(lambda: house.state(other) == AgentState.TALKING, "the other talks")
        assert caller.with_whom == {house.switch.agent(other.extension).line.id}

    house.run(story)


def test_an_agent_who_is_asked_is_in_no_other_call_and_takes_over(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        other = await house.agent(house.world.supervisor)
        second = house.switch.agent(other.extension)
        await house.order(OrderKind.CONSULT, agent, call, to=f"agent:{other.pk}")
        assert phone.with_whom == {second.line.id}
        assert house.state(other) == AgentState.TALKING
        assert (await house.row(other)).call_id == call.pk
        await house.order(OrderKind.TRANSFER, agent, call)
        assert caller.with_whom == {second.line.id}
        call = await house.call_of()
        assert (call.agent, call.interaction.agent) == (other.user, other.user)
        assert house.state(agent) == AgentState.WRAP_UP
        second.hang_up()
        await caller.is_gone()
        await house.until(lambda: house.state(other) == AgentState.WRAP_UP, "the other wraps up")

    house.run(story)


def test_an_agent_who_was_asked_is_free_again(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        other = await house.agent(house.world.supervisor)
        await house.order(OrderKind.CONSULT, agent, call, to=f"agent:{other.pk}")
        await house.order(OrderKind.TAKE_BACK, agent, call)
        assert house.state(other) == AgentState.READY
        assert caller.with_whom == {phone.line.id}

        house.switch.agent(other.extension).ignores()
        refused = await house.order(OrderKind.CONSULT, agent, call, to=f"agent:{other.pk}")
        assert refused.problem == "no_answer"
        assert (house.state(other), (await house.row(other)).reason) == (
            AgentState.NOT_READY,
            NotReady.NO_ANSWER,
        )

    house.run(story)


def test_a_supervisor_listens_whispers_joins_in_and_leaves(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        boss = await house.agent(house.world.supervisor)
        ear = house.switch.agent(boss.extension)

        await house.order(OrderKind.LISTEN, boss, call)
        assert ear.rung[-1]["X-Auto-Answer"] == "yes"
        assert ear.room.startswith("listen-")
        assert caller.with_whom == {phone.line.id}
        other = house.switch.call("9876500002")
        await other.is_taken()
        other.press("9")
        await other.is_in("waiting")  # who listens is not rung
        await house.order(OrderKind.WHISPER, boss, call)
        whispers = [line for line in house.switch.lines.values() if line.dialled == "whisper"]
        assert len(whispers) == 1
        assert whispers[0].words == ("listen", phone.line.id)
        await house.order(OrderKind.BARGE, boss, call)
        assert caller.with_whom == {phone.line.id, ear.line.id}
        await house.order(OrderKind.LEAVE, boss, call)
        assert caller.with_whom == {phone.line.id}
        await house.until(lambda: house.state(boss) == AgentState.TALKING, "the next caller is theirs")

    house.run(story)


def test_listening_ends_with_the_call(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, call = await house.talk(agent)
        boss = await house.agent(house.world.supervisor, ready=False)
        await house.order(OrderKind.LISTEN, boss, call)
        caller.hang_up()
        await house.until(lambda: not house.switch.agent(boss.extension).is_up, "nothing to hear")
        assert house.state(boss) == AgentState.NOT_READY

    house.run(story)


def test_what_is_not_recorded_is_in_the_book(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, call = await house.talk(agent)
        room = house.switch.rooms[caller.room]
        await house.order(OrderKind.PAUSE_RECORDING, agent, call)
        assert room.is_paused
        await house.order(OrderKind.RESUME_RECORDING, agent, call)
        assert not room.is_paused
        await house.order(OrderKind.PAUSE_RECORDING, agent, call)
        caller.hang_up()
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        await house.settled()
        pauses = (await house.ask(Recording.objects.get)).pauses
        assert len(pauses) == 2
        assert all(0 <= since <= until for since, until in pauses)

    house.run(story)


def test_an_agent_whose_browser_is_lost_comes_back(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        lost = phone.line.id
        phone.vanish()
        await caller.hears("hi/agent_lost_hold")
        await caller.is_in("waiting")
        await house.order(OrderKind.REJOIN, agent, call)
        assert phone.line.id != lost
        assert phone.rung[-1]["X-Auto-Answer"] == "yes"
        assert caller.with_whom == {phone.line.id}
        assert (await house.call_of()).state == CallState.TALKING

    house.run(story)


def test_a_page_that_is_reloaded_joins_before_its_line_is_missed(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, call = await house.talk(agent)
        old = phone.line
        await house.order(OrderKind.REJOIN, agent, call)
        assert not old.is_up
        assert caller.with_whom == {phone.line.id}
        assert house.state(agent) == AgentState.TALKING

    house.run(story)


def test_a_caller_whose_agent_does_not_come_back_is_next(house, monkeypatch):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, phone, _call = await house.talk(agent)
        usual = house.process.centre.setup.option
        monkeypatch.setattr(
            type(house.process.centre.setup),
            "option",
            lambda _self, key: 0.05 if key == "calls.rejoin_seconds" else usual(key),
        )
        phone.vanish()
        await caller.is_in("waiting")
        await house.until(lambda: house.state(agent) == AgentState.NOT_READY, "not ready")
        assert (await house.row(agent)).reason == NotReady.CONNECTION
        other = await house.agent(house.world.supervisor)
        await house.until(lambda: house.state(other) == AgentState.TALKING, "another agent talks")
        assert caller.with_whom == {house.switch.agent(other.extension).line.id}
        assert (await house.call_of()).agent == other.user

    house.run(story)


def test_wrapping_up_comes_to_an_end(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, _call = await house.talk(agent)
        caller.hang_up()
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        house.later(3600)
        await house.until(lambda: house.state(agent) == AgentState.NOT_READY, "time is over")
        await house.settled()
        assert (await house.call_of()).wrap_up_seconds == 3600

    house.run(story)


@pytest.mark.parametrize("kind", [OrderKind.HOLD, OrderKind.HANG_UP])
def test_what_is_asked_of_a_call_that_is_over_is_refused(house, kind):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller, _phone, call = await house.talk(agent)
        house.process.centre.calls.clear()  # over in the process, not yet in the book
        assert (await house.order(kind, agent, call)).problem == "over"
        caller.hang_up()

    house.run(story)
