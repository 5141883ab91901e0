"""What a Switch does (`calls.ports`), asked of the real one and of the simulated one alike."""

from __future__ import annotations

import asyncio

import pytest

from sunwai.calls.ports import Cause, HungUp, NotAnswered, SwitchFailed
from tests.telephone.people import AtAsterisk, InMemory

A, B, C = "test/440", "test/550", "test/660"


@pytest.fixture(params=["simulator", "asterisk"])
def at(request):
    """Runs a test's coroutine with a switch under command."""
    if request.param == "simulator":

        def run(test):
            async def inside():
                async with InMemory() as centre:
                    await asyncio.wait_for(test(centre), 30)

            asyncio.run(inside())

        return run
    exchange = request.getfixturevalue("exchange")

    def run(test):
        async def inside():
            async with AtAsterisk(exchange) as centre:
                await asyncio.wait_for(test(centre), 30)

        exchange.network.run(inside())

    return run


def test_a_line_arrives_with_what_was_dialled_and_who_called(at):
    async def test(centre):
        await centre.caller("9876543210", "1810")
        line, words = await centre.arrivals.get()
        assert (line.number, line.dialled, words[0], line.is_up) == ("9876543210", "1810", "in", True)

    at(test)


def test_a_number_withheld_is_none(at):
    async def test(centre):
        await centre.caller("")
        assert (await centre.next_line()).number == ""

    at(test)


@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.REFUSED, None])
def test_a_line_is_turned_away(at, cause):
    async def test(centre):
        caller = await centre.caller()
        line = await centre.next_line()
        await line.ring()
        await line.hang_up(cause)
        assert not await caller.is_taken()
        await line.gone()
        await line.hang_up()  # harmless

    at(test)


def test_a_key_cuts_the_sounds_short_and_others_are_thrown_away(at):
    async def test(centre):
        caller = await centre.caller()
        line = await centre.next_line()
        await line.answer()
        await caller.is_taken()
        await caller.press("92")
        await asyncio.sleep(0.2)
        assert await line.play([A, B, C], stop_on="12") == "2"
        assert await line.play([A]) == ""
        assert await line.key(seconds=0.05) == ""

    at(test)


def test_keys_wait_until_they_are_asked_for(at):
    async def test(centre):
        caller = await centre.caller()
        line = await centre.next_line()
        await line.answer()
        await caller.press("4*#")
        assert [await line.key(seconds=3) for _ in "..."] == ["4", "*", "#"]
        assert await line.key(seconds=0.05) == ""

    at(test)


def test_keys_pressed_during_what_no_key_cuts_short_are_kept_or_forgotten(at):
    async def test(centre):
        caller = await centre.caller()
        line = await centre.next_line()
        await line.answer()
        await caller.is_taken()
        await caller.press("12")
        await asyncio.sleep(0.2)
        assert await line.play([A]) == ""
        assert [await line.key(seconds=3) for _ in ".."] == ["1", "2"]
        await caller.press("34")
        await asyncio.sleep(0.2)
        line.forget_keys()
        assert await line.key(seconds=0.05) == ""

    at(test)


def test_who_hangs_up_ends_what_waits_for_them(at):
    async def test(centre):
        caller = await centre.caller()
        line = await centre.next_line()
        await line.answer()
        waiting = [asyncio.ensure_future(line.key(seconds=20)) for _ in range(2)]
        await caller.is_taken()
        await caller.hang_up()
        for one in waiting:
            with pytest.raises(HungUp):
                await one
        await line.gone()
        assert (line.is_up, line.was_lost) == (False, False)
        with pytest.raises(HungUp):
            await line.play([A])

    at(test)


def test_we_hang_up(at):
    async def test(centre):
        caller = await centre.caller()
        line = await centre.next_line()
        await line.answer()
        await caller.is_taken()
        await line.hang_up()
        await caller.is_gone()

    at(test)


def test_what_is_said_is_recorded(at):
    async def test(centre):
        caller = await centre.caller()
        line = await centre.next_line()
        await line.answer()
        recording = asyncio.ensure_future(line.record("rec-contract", most_seconds=20, most_silence=1))
        await asyncio.sleep(0.6)
        await caller.speaks(2)
        recorded = await recording
        assert recorded.name == "rec-contract"
        assert recorded.seconds >= 2

    at(test)


def test_an_agent_is_admitted_rung_and_dismissed(at):
    async def test(centre):
        with pytest.raises(NotAnswered) as unknown:
            await centre.switch.dial_agent("a-7", line_id="agent-0", showing="181", call_id="C", seconds=2)
        assert unknown.value.cause == Cause.UNREACHABLE
        for _again in range(2):
            await centre.switch.admit_agent("a-7", "geheimnis")
        agent = await centre.agent("a-7", "geheimnis")
        line = await centre.switch.dial_agent(
            "a-7", line_id="agent-1", showing="9876543210", call_id="CALL", seconds=5, answers_itself=True
        )
        assert (line.id, line.is_up) == ("agent-1", True)
        assert await agent.header("X-Call-Id") == "CALL"
        assert await agent.header("X-Auto-Answer") == "yes"
        await centre.switch.dismiss_agent("a-7")
        assert line.is_up
        await agent.hang_up()
        await asyncio.wait_for(line.gone(), 5)
        with pytest.raises(NotAnswered):
            await centre.switch.dial_agent("a-7", line_id="agent-2", showing="181", call_id="C", seconds=2)

    at(test)


@pytest.mark.parametrize(
    ("does", "cause"),
    [
        ("busy", Cause.BUSY),
        ("refuses", Cause.REFUSED),
        ("ignores", Cause.NO_ANSWER),
        ("unreachable", Cause.UNREACHABLE),
    ],
)
def test_the_network_says_why_nobody_answered(at, does, cause):
    async def test(centre):
        phone = await centre.outside("9000000001")
        await phone.does(does)
        with pytest.raises(NotAnswered) as refusal:
            await centre.switch.dial_out("9000000001", line_id=f"out-{does}", showing="181", seconds=1)
        assert refusal.value.cause == cause

    at(test)


def test_who_no_longer_wants_the_line_gets_none(at):
    async def test(centre):
        phone = await centre.outside("9000000001")
        await phone.does("answers")
        dialling = asyncio.ensure_future(
            centre.switch.dial_out("9000000001", line_id="out-cancelled", showing="181", seconds=5)
        )
        await asyncio.sleep(0)
        dialling.cancel()
        await asyncio.wait([dialling])
        await asyncio.sleep(0.3)
        line = await centre.switch.dial_out("9000000001", line_id="out-cancelled", showing="181", seconds=5)
        assert line.is_up  # the id is free again

    at(test)


def test_a_room_has_lines_and_a_recording_and_music_has_its_own(at):
    async def test(centre):
        await centre.caller("9876543210")
        first = await centre.next_line()
        await centre.caller("9876543211")
        second = await centre.next_line()
        for line in (first, second):
            await line.answer()
        waiting = await centre.switch.room("waiting", music=True)
        await waiting.add(first, second)
        assert await first.play([A]) == ""
        talk = await centre.switch.room("talk-1")
        assert talk.name == (await centre.switch.room("talk-1")).name
        await talk.add(first, second)
        await talk.record("call-contract")
        await talk.pause_recording("call-contract")
        assert await talk.leaves_out("call-contract")
        await talk.go_on_recording("call-contract")
        assert not await talk.leaves_out("call-contract")
        assert not await talk.leaves_out("call-unknown")
        await talk.remove(first)
        await talk.remove(first)
        await talk.close()
        await talk.close()
        assert first.is_up
        assert second.is_up
        await waiting.close()

    at(test)


def test_a_line_that_listens_ends_with_the_line(at):
    async def test(centre):
        caller = await centre.caller()
        line = await centre.next_line()
        await line.answer()
        await caller.is_taken()
        ear = await centre.switch.listen(line, line_id="ear-1", whisper=True)
        assert (ear.id, ear.is_up) == ("ear-1", True)
        await caller.hang_up()
        await asyncio.wait_for(ear.gone(), 5)
        with pytest.raises((HungUp, SwitchFailed)):
            await centre.switch.listen(line, line_id="ear-2", whisper=False)

    at(test)


def test_an_error_ends_one_call(at):
    async def test(centre):
        async def fail(line, _words):
            await line.answer()
            raise ZeroDivisionError

        centre.on_arrival = fail
        caller = await centre.caller()
        assert await caller.is_taken()
        await caller.is_gone()
        centre.on_arrival = centre.keep
        await centre.caller()
        assert (await centre.next_line()).is_up

    at(test)


def test_after_our_restart_the_lines_stand_where_they_stood(at):
    async def test(centre):
        await centre.caller("9876543210")
        line = await centre.next_line()
        await line.answer()
        room = await centre.switch.room("talk-2")
        phone = await centre.outside("9000000002")
        await phone.does("answers")
        out = await centre.switch.dial_out("9000000002", line_id="out-standing", showing="181", seconds=5)
        await room.add(line, out)
        await centre.restart_ourselves()
        standing = {one.line.id: one for one in await asyncio.wait_for(centre.standing.get(), 5)}
        assert set(standing) == {line.id, "out-standing"}
        assert {one.room for one in standing.values()} == {"talk-2"}
        assert list(standing[line.id].words) == ["in", "181", "9876543210"]
        assert not standing["out-standing"].words
        again = standing[line.id].line
        assert (again.number, again.dialled) == ("9876543210", "181")
        await again.hang_up()
        await again.gone()

    at(test)
