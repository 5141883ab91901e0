"""Calls that we make: callbacks, closure questions, agents and officers who dial."""

from __future__ import annotations

import asyncio

import pytest

from sunwai.calls.actions.callbacks import ask_callback
from sunwai.calls.actions.click import put_through
from sunwai.calls.actions.orders import give_order
from sunwai.calls.enums import (
    AgentState,
    CallbackReason,
    CallbackState,
    CampaignKind,
    OrderKind,
    Outcome,
    Route,
)
from sunwai.calls.models import AgentSession, Call, Callback, Campaign, Queue
from sunwai.calls.outgoing.closure import ask_all
from sunwai.calls.service import outbound
from sunwai.calls.service.threads import DatabaseAway
from sunwai.core import clock
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.enums import State
from tests.calls.service.conftest import CALLER
from tests.world import MONDAY


async def wanted(house, number=CALLER, reason=CallbackReason.ASKED):
    """A callback that is due."""
    return await house.ask(
        lambda: ask_callback(
            number=number, reason=reason, queue=Queue.objects.get(code="general"), now=clock.now()
        )
    )


async def is_now(house, callback, state):
    def find():
        callback.refresh_from_db()
        return callback.state == state

    await house.eventually(find, f"the callback is {state}")


def test_an_agent_is_rung_first_then_the_citizen(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        phone, citizen = house.switch.agent(agent.extension).rings(), house.switch.outside(CALLER)
        callback = await wanted(house)
        await phone.is_rung()
        assert not citizen.rung
        phone.answers()
        await house.until(lambda: citizen.is_up and citizen.with_whom, "they talk")
        assert citizen.rung[-1]["From"] == "181"
        assert citizen.with_whom == {phone.line.id}
        call = await house.call_of()
        assert (call.route, call.outgoing, call.interaction.agent) == (Route.CALLBACK, True, agent.user)
        citizen.hang_up()
        await is_now(house, callback, CallbackState.DONE)
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        assert (await house.call_of()).outcome == Outcome.ANSWERED

    house.run(story)


def test_a_citizen_who_is_not_reached_is_called_again_later(house):
    async def story(house):
        house.switch.outside(CALLER).busy()
        callback = await wanted(house)
        agent = await house.agent(house.world.agent)
        await house.eventually(lambda: Call.objects.exclude(ended_at=None).exists(), "it was tried")
        await is_now(house, callback, CallbackState.DUE)
        assert callback.tries == 1
        assert callback.not_before > MONDAY
        assert (await house.call_of()).outcome == Outcome.NOT_REACHED
        await house.until(lambda: house.state(agent) == AgentState.READY, "ready again")

    house.run(story)


def test_an_agent_who_does_not_take_a_callback_costs_the_citizen_no_try(house):
    async def story(house):
        agent = await house.agent(house.world.agent)
        house.switch.agent(agent.extension).ignores()
        callback = await wanted(house)
        await house.until(lambda: house.state(agent) == AgentState.NOT_READY, "not ready")
        await is_now(house, callback, CallbackState.DUE)
        assert callback.tries == 0
        assert not house.switch.outside(CALLER).rung

    house.run(story)


def test_callbacks_wait_their_turn_among_callers_and_block_no_lines(house):
    async def story(house):
        for last in range(12):
            await wanted(house, f"98765001{last:02}")
        centre = house.process.centre
        await house.until(lambda: len(centre.queued_callbacks) == 12, "all wait")
        assert not any(call.is_being_made for call in centre.calls.values())
        agent = await house.agent(house.world.agent)
        await house.until(lambda: house.state(agent) == AgentState.TALKING, "the first is called")
        assert sum(call.is_being_made for call in centre.calls.values()) == 1

    house.run(story)


def test_a_callback_that_is_not_needed_any_more_is_not_made(house):
    async def story(house):
        callback = await wanted(house)
        await house.until(lambda: house.process.centre.queued_callbacks, "it waits")
        caller = house.switch.call(CALLER)
        await caller.is_taken()
        caller.press("9")
        agent = await house.agent(house.world.agent)
        await house.until(lambda: house.state(agent) == AgentState.TALKING, "somebody talks")
        if house.switch.outside(CALLER).rung:
            pytest.fail("was called while on the line")
        await is_now(house, callback, CallbackState.CANCELLED)
        await house.until(lambda: not house.process.centre.queued_callbacks, "nobody waits")

    house.run(story)


def test_an_agent_is_not_lost_when_the_database_is_away_in_that_moment(house, monkeypatch):
    async def story(house):
        def away(**_given):
            raise DatabaseAway("gone")

        await wanted(house)
        await house.until(lambda: house.process.centre.queued_callbacks, "it waits")
        monkeypatch.setattr(outbound, "start_try", away)
        agent = await house.agent(house.world.agent, ready=True)
        await house.until(lambda: house.state(agent) == AgentState.READY, "ready")
        assert not house.process.centre.calling

    house.run(story)


@pytest.fixture
def asked(world):
    """A case that is reported solved, and a campaign that asks whether it is."""
    je = world.officer("je")
    case = world.register(now=MONDAY)
    resolve(grievance=case, words="ठीक किया", proof=[world.photo(je)], actor=je, now=MONDAY)
    Campaign.objects.create(kind=CampaignKind.CLOSURE, name="closure", is_running=True, since=MONDAY)
    return case


def test_the_closure_question_is_answered_by_key_and_closes_the_case(house, asked):
    async def story(house):
        citizen = house.switch.outside(asked.citizen.mobile)
        await house.ask(ask_all, now=clock.now())
        await house.until(lambda: citizen.is_up, "the citizen has answered", 12)
        await citizen.hears("hi/closure_ask")
        citizen.press("1")
        await citizen.hears("hi/rate_ask")
        citizen.press("5")
        await citizen.hears("hi/closure_yes_thanks", "hi/namaste")
        await house.until(lambda: not citizen.is_up, "the call is over")
        callback = await house.ask(Callback.objects.get)
        await is_now(house, callback, CallbackState.DONE)
        await house.ask(asked.refresh_from_db)
        assert asked.state == State.CLOSED_SATISFIED
        call = await house.call_of()
        assert (call.route, call.outcome, call.grievance_id) == (Route.CLOSURE, Outcome.SERVED, asked.pk)

    house.run(story)


def test_a_closure_question_to_which_no_key_is_pressed_is_over_and_takes_no_agent(house, asked):
    async def story(house):
        citizen = house.switch.outside(asked.citizen.mobile)
        await house.ask(ask_all, now=clock.now())
        await house.until(lambda: citizen.is_up, "something has answered", 12)
        while citizen.is_up:
            citizen.waits()
            await asyncio.sleep(0.02)
        callback = await house.ask(Callback.objects.get)
        await is_now(house, callback, CallbackState.DONE)
        await house.ask(asked.refresh_from_db)
        assert asked.state == State.AWAITING_CONFIRMATION
        assert "waiting" not in await house.steps(await house.call_of())
        assert citizen.heard[-1] == "hi/namaste"

    house.run(story)


def test_a_closure_question_in_vain_is_asked_on_another_day(house, asked):
    async def story(house):
        house.switch.outside(asked.citizen.mobile).no_answer()
        await house.ask(ask_all, now=clock.now())
        await house.eventually(lambda: Call.objects.exclude(ended_at=None).exists(), "it was tried")
        callback = await house.ask(Callback.objects.get)
        await is_now(house, callback, CallbackState.DUE)
        assert callback.not_before.date() > MONDAY.date()
        assert (await house.call_of()).outcome == Outcome.NOT_REACHED

    house.run(story)


async def dials(house, agent, number=CALLER):
    """A supervisor may dial any number."""

    def give():
        return give_order(
            kind=OrderKind.DIAL,
            session=AgentSession.objects.get(pk=agent.pk),
            data={"number": number},
            actor=agent.user,
            now=clock.now(),
        )

    return await house.ask(give)


async def done(house, order):
    def find():
        order.refresh_from_db()
        return order.done_at

    await house.eventually(find, "the order is done")
    return order.problem


def test_an_agent_dials_a_citizen(house):
    async def story(house):
        agent = await house.agent(house.world.supervisor, ready=False)
        phone, citizen = house.switch.agent(agent.extension), house.switch.outside(CALLER)
        order = await dials(house, agent)
        await house.until(lambda: citizen.is_up and citizen.with_whom, "they talk")
        assert phone.rung[-1]["X-Auto-Answer"] == "yes"
        phone.hang_up()
        assert not await done(house, order)
        await house.until(lambda: house.state(agent) == AgentState.WRAP_UP, "wrap-up")
        call = await house.call_of()
        assert (call.route, call.outgoing, call.outcome) == (Route.AGENT, True, Outcome.ANSWERED)

    house.run(story)


@pytest.mark.parametrize("who", ["citizen", "agent"])
def test_an_agent_is_told_that_nobody_answers(house, who):
    async def story(house):
        agent = await house.agent(house.world.supervisor, ready=False)
        phone = house.switch.outside(CALLER) if who == "citizen" else house.switch.agent(agent.extension)
        phone.ignores()
        order = await dials(house, agent)
        assert await done(house, order) == ("no_answer" if who == "agent" else "")
        await house.until(lambda: not house.process.centre.calls, "it is over")
        assert (await house.call_of()).outcome == Outcome.NOT_REACHED
        assert house.state(agent) == AgentState.NOT_READY  # as before: no calls come by themselves

    house.run(story)


@pytest.fixture
def officer(world):
    officer = world.officer("je")
    officer.mobile = "9876511111"
    officer.save()
    return officer


def test_an_officer_and_a_citizen_are_connected_and_see_our_number(house, officer):
    case = house.world.register(now=MONDAY)

    async def story(house):
        first, second = house.switch.outside(officer.mobile), house.switch.outside(case.citizen.mobile)
        order = await house.ask(lambda: put_through(grievance=case, actor=officer, now=clock.now()))
        await house.until(lambda: second.is_up and second.with_whom, "they talk")
        assert second.with_whom == {first.line.id}
        assert {first.rung[0]["From"], second.rung[0]["From"]} == {"181"}
        assert not await done(house, order)
        first.hang_up()
        await house.until(lambda: not second.is_up, "both are gone")
        call = await house.call_of()
        assert (call.route, call.outcome, call.grievance_id) == (Route.CLICK, Outcome.SERVED, case.pk)

    house.run(story)


@pytest.mark.parametrize("busy", ["officer", "citizen"])
def test_an_officer_who_cannot_be_connected_is_told_so(house, officer, busy):
    case = house.world.register(now=MONDAY)

    async def story(house):
        first, second = house.switch.outside(officer.mobile), house.switch.outside(case.citizen.mobile)
        (first if busy == "officer" else second).busy()
        order = await house.ask(lambda: put_through(grievance=case, actor=officer, now=clock.now()))
        assert await done(house, order) == ("busy" if busy == "officer" else "")
        if busy == "citizen":
            await house.until(lambda: not first.is_up, "the officer is free")
            assert "hi/citizen_not_reached" in first.heard
        await house.until(lambda: not house.process.centre.calls, "it is over")
        assert (await house.call_of()).outcome == Outcome.NOT_REACHED

    house.run(story)
