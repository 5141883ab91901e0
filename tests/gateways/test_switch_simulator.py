"""The simulated switch in what the contract does not ask: people, and faults."""

from __future__ import annotations

import asyncio

import pytest

from sunwai.calls.ports import HungUp, SwitchFailed
from sunwai.gateways.switch.simulator import SimulatedRecordings, SimulatedSwitch


@pytest.fixture
def run():
    def begin(test):
        async def inside():
            switch, lines, standing = SimulatedSwitch(), asyncio.Queue(), asyncio.Queue()

            async def arrived(line, _words):
                lines.put_nowait(line)
                await line.gone()

            async def connected(there):
                standing.put_nowait(there)

            running = asyncio.ensure_future(switch.run(arrived=arrived, connected=connected))
            await standing.get()
            await asyncio.wait_for(test(switch, lines, standing), 10)
            running.cancel()
            await asyncio.wait([running])

        asyncio.run(inside())

    return begin


def test_who_waits_lets_the_time_pass(run):
    async def test(switch, lines, _standing):
        caller = switch.call("9876543210")
        line = await lines.get()
        pressing = asyncio.ensure_future(line.key(seconds=600))
        await asyncio.sleep(0)
        caller.waits()
        assert await pressing == ""
        recording = asyncio.ensure_future(line.record("rec", most_seconds=600, most_silence=600))
        await caller.hears("beep")
        caller.speaks(7)
        assert (await recording).seconds == 7
        assert len(SimulatedRecordings(switch).fetch("rec")) == 44 + 2 * 7 * 8000

    run(test)


def test_an_agent_rings_takes_it_and_vanishes(run):
    async def test(switch, lines, _standing):
        caller = switch.call("9876543210")
        line = await lines.get()
        await switch.admit_agent("a", "s")
        agent = switch.agent("a").rings()
        dialling = asyncio.ensure_future(
            switch.dial_agent("a", line_id="agent-1", showing="98", call_id="C", seconds=60)
        )
        assert (await agent.is_rung())["X-Call-Id"] == "C"
        agent.answers()
        room = await switch.room("talk-1")
        await room.add(line, await dialling)
        assert caller.with_whom == {agent.line.id}
        agent.vanish()
        assert agent.line.was_lost
        assert caller.with_whom == set()

    run(test)


def test_a_connection_lost_and_a_switch_that_ends(run):
    async def test(switch, lines, standing):
        caller = switch.call("9876543210")
        line = await lines.get()
        switch.lose_connection()
        assert not switch.is_connected
        with pytest.raises(SwitchFailed):
            await line.play(["hi/welcome"])
        alone = switch.call("9876543211")
        assert alone.heard == ["hi/fallback_wait"]
        switch.come_back()
        assert {one.line.id for one in await standing.get()} == {line.id, alone.line.id}
        switch.break_down()
        assert not caller.is_up
        with pytest.raises(HungUp):
            await line.play(["hi/welcome"])
        switch.come_back()
        assert await standing.get() == []

    run(test)


def test_an_order_can_be_refused(run):
    async def test(switch, lines, _standing):
        switch.call("9876543210")
        line = await lines.get()
        switch.fail_next("play")
        with pytest.raises(SwitchFailed):
            await line.play(["hi/welcome"])
        assert await line.play(["hi/welcome"]) == ""

    run(test)
