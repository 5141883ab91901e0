"""A call, from the first ring to the written-up end."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sunwai.accounts.roles import Role
from sunwai.calls.actions.agents import sign_in, wish, wrapped_up
from sunwai.calls.enums import AgentState, CallbackReason, CallState, NotReady, Outcome
from sunwai.calls.models import AgentSession, Callback, Recording
from sunwai.core import clock
from sunwai.grievances.actions.interactions import end_interaction
from sunwai.grievances.enums import Disposition, InteractionKind

CALLER = "9876500001"


def test_a_caller_chooses_complaint_reaches_an_agent_and_is_written_up(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        phone = house.switch.agent(agent.extension).rings()
        caller = house.switch.call(CALLER)
        await caller.hears("hi/welcome")
        caller.press("1")
        headers = await phone.is_rung()
        call = await house.call_of()
        assert headers["X-Call-Id"] == str(call.pk)
        assert (call.state, call.agent, call.queue.code) == (CallState.OFFERED, agent.user, "general")

        phone.answers()
        await house.until(lambda: house.state(agent) == AgentState.TALKING, "they talk")
        assert caller.with_whom == {phone.line.id}
        call = await house.call_of()
        assert call.interaction.agent == agent.user
        assert call.interaction.mobile == CALLER
        assert (await house.row(agent)).call_id == call.pk

        phone.hang_up()
        await caller.is_gone()
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        call = await house.call_of()
        assert (call.state, call.outcome, call.ended_by) == (CallState.ENDED, Outcome.ANSWERED, "agent")
        assert call.keys == "1"
        assert call.flow_version is not None

        def write_up():
            end_interaction(
                interaction=call.interaction, kind=InteractionKind.COMPLAINT, note="",
                disposition=Disposition.INFORMED, grievance=None, actor=agent.user, now=clock.now(),
            )  # fmt: skip
            wrapped_up(interaction=call.interaction, actor=agent.user)

        await house.ask(write_up)
        await house.until(lambda: house.state(agent) == AgentState.READY, "ready again")
        recording = await house.ask(Recording.objects.get)
        assert recording.name in house.switch.recordings
        spells = await house.ask(lambda: [s.state for s in AgentSession.objects.get().spells.order_by("pk")])
        assert spells[-5:] == ["ready", "offered", "talking", "wrap_up", "ready"]

    house.run(story)


def test_an_agent_who_does_not_answer_is_set_not_ready_and_the_caller_goes_to_the_head(house):
    async def story(house):
        first = await house.agent(house.world.agent)
        house.switch.agent(first.extension).ignores()
        caller = house.switch.call(CALLER)
        other = house.switch.call("9876500002")
        await caller.is_taken()
        caller.press("9")
        await house.until(lambda: house.state(first) == AgentState.NOT_READY, "not ready")
        other.press("9")
        assert (await house.row(first)).reason == NotReady.NO_ANSWER

        second = await house.agent(house.world.supervisor)
        phone = house.switch.agent(second.extension)
        await house.until(lambda: phone.is_up, "they talk")
        assert phone.with_whom == {caller.line.id}

    house.run(story)


def test_who_hangs_up_while_waiting_is_written_down_and_called_back(house):
    async def story(house):
        caller = house.switch.call(CALLER)
        await caller.is_taken()
        caller.press("9")
        await caller.is_in("waiting")
        caller.hang_up()
        call = await ended(house)
        assert (call.outcome, call.ended_by) == (Outcome.ABANDONED, "caller")
        assert call.interaction.disposition == Disposition.DROPPED

    house.run(story)


async def ended(house):
    await house.until(lambda: not house.process.centre.calls, "the call is over")
    return await house.call_of()


def test_a_callback_is_asked_for_by_key_when_it_is_offered_not_before(house):
    async def story(house):
        queues = house.process.centre.setup.queues
        queues["general"] = replace(queues["general"], tells_every=0.3, offers_callback_after=0)
        caller = house.switch.call(CALLER)
        await caller.is_taken()
        caller.press("9")
        await caller.is_in("waiting")
        caller.press("1")  # out of impatience
        await caller.hears("hi/callback_offer")
        await caller.is_in("waiting")
        assert not await house.ask(Callback.objects.count)
        caller.heard.clear()
        await caller.hears("hi/callback_offer")
        caller.press("1")
        await caller.hears("hi/callback_kept")
        await caller.is_gone()
        await house.until(lambda: not house.process.centre.calls, "the call is over")
        assert (await house.call_of()).outcome == Outcome.CALLBACK
        callback = await house.ask(Callback.objects.get)
        assert (callback.number, callback.reason) == (CALLER, CallbackReason.ASKED)

    house.run(story)


def test_an_agent_who_signs_in_and_is_ready_at_once_stays_ready(house, monkeypatch):
    """Two words about one session: what the first brought must not undo what the second did."""
    usual, asked = type(house.switch).admit_agent, []

    async def slow_at_first(switch, extension, secret):
        asked.append(extension)
        await asyncio.sleep(0.5 if len(asked) == 1 else 0)
        await usual(switch, extension, secret)

    monkeypatch.setattr(type(house.switch), "admit_agent", slow_at_first)

    async def story(house):
        agent = await house.ask(sign_in, user=house.world.agent, now=clock.now())
        await house.until(lambda: asked, "the first word is heard")
        await house.ask(wish, session=agent, state=AgentState.READY, actor=house.world.agent, now=clock.now())
        await asyncio.sleep(1)
        assert house.state(agent) == AgentState.READY
        await house.talk(agent)

    house.run(story)


def test_a_withheld_number_is_served(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        caller = house.switch.call("")
        await caller.is_taken()
        caller.press("9")
        phone = house.switch.agent(agent.extension)
        await house.until(lambda: phone.is_up, "they talk")
        assert (await house.call_of()).number == ""
        caller.hang_up()
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        assert not await house.ask(Callback.objects.exists)

    house.run(story)


def test_women_go_before_all_others_to_counsellors_only(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        her = house.switch.call(CALLER, dialled="1091")
        await her.is_in("waiting")
        assert house.state(agent) == AgentState.READY

        counsellor = await house.agent(her_counsellor)
        phone = house.switch.agent(counsellor.extension)
        await house.until(lambda: phone.is_up, "they talk")
        call = await house.call_of()
        assert call.is_confidential
        assert call.interaction.is_confidential

    her_counsellor = house.world.new_user("counsellor", Role.COUNSELLOR)
    house.run(story)


def test_a_missed_call_is_not_taken_and_is_called_back(house, settings):
    async def story(house):
        caller = house.switch.call(CALLER, dialled="1810")
        await caller.is_gone(seconds=10)
        assert not caller.is_answered
        call = await house.call_of()
        assert call.outcome == Outcome.MISSED
        assert (await house.ask(Callback.objects.get)).number == CALLER

    house.run(story)


def test_a_fault_ends_one_call_with_an_apology_and_a_callback(house, monkeypatch):
    async def story(house):
        await house.agent(house.world.agent)
        good = house.switch.call("9876500002")
        await good.is_taken()
        good.press("9")
        await good.is_in("talk")

        async def broken(*_args):
            raise RuntimeError("a bug")

        monkeypatch.setattr("sunwai.calls.service.inbound.walk_menu", broken)
        caller = house.switch.call(CALLER)
        await caller.hears("hi/fault_apology")
        await caller.is_gone()
        call = await house.call_of(number=CALLER)
        assert call.outcome == Outcome.FAILED
        assert (await house.ask(Callback.objects.get)).reason == "fault"
        assert good.room.startswith("talk")

    house.run(story)


def test_a_flood_from_one_number_is_turned_away_and_others_get_through(house):
    async def story(house):
        for _ in range(31):
            caller = house.switch.call(CALLER)
            await caller.is_taken()
            caller.hang_up()
        caller = house.switch.call(CALLER)
        await caller.hears("hi/too_many_calls")
        other = house.switch.call("9876500002")
        await other.hears("hi/welcome")

    house.run(story)


def test_numbers_longer_than_any_are_in_the_book(house):
    async def story(house):
        caller = house.switch.call("9" * 60, dialled="1" * 60)
        await caller.hears("hi/welcome")
        caller.hang_up()
        call = await ended(house)
        assert (call.number, call.dialled) == ("9" * 20, "1" * 20)

    house.run(story)
