"""Real calls over a real switch: what is heard, keys in three ways, faults of the network, admission, the fallback."""

from __future__ import annotations

import asyncio
import io
import socket
import time
import wave

import httpx
import numpy as np
import pytest

from sunwai.calls.ports import Cause, HungUp
from sunwai.calls.prompts import building, sound
from sunwai.core import clock
from sunwai.gateways.switch.book import CdrBook
from sunwai.gateways.switch.recordings import AriRecordings
from sunwai.gateways.switch.telephone import NotAnswered as Refused
from sunwai.gateways.switch.telephone import Phone
from tests.telephone.people import AtAsterisk

A, B = "test/440", "test/550"


@pytest.fixture
def inside(exchange):
    """Runs a coroutine inside the network, with the switch under command."""

    def run(test, *, seconds=60):
        async def begin():
            async with AtAsterisk(exchange) as centre:
                await centre.switch.stand_in([])
                await test(centre)

        return exchange.network.run(begin(), seconds=seconds)

    return run


async def taken(centre, phone, number="9876543210"):
    """A call that was answered: the caller's side, and the line on ours."""
    calling = asyncio.ensure_future(phone.call("181", at=centre.exchange.at, caller=number))
    centre.calling.append(calling)
    line = await centre.next_line()
    await line.answer()
    return await asyncio.wait_for(calling, 5), line


# ── What is heard, what is pressed ───────────────────────────────────────────────────────────────────────


def test_the_caller_hears_what_is_played(inside):
    async def test(centre):
        async with Phone("127.0.0.2") as phone:
            call, line = await taken(centre, phone)
            playing = asyncio.ensure_future(line.play([A, B]))
            await asyncio.sleep(0.7)
            assert call.strength(440) > 0.8
            await asyncio.sleep(1)
            assert call.strength(550) > 0.8
            assert await playing == ""
            assert 1.8 < len(call.sound) / 8000 < 3.0
            assert sorted(call.gaps)[len(call.gaps) // 2] == pytest.approx(20, abs=4)

    inside(test)


@pytest.mark.parametrize(
    ("way", "events"), [("rfc4733", True), ("info", True), ("info", False), ("inband", False)]
)
def test_keys_arrive_in_all_three_ways(inside, way, events):
    """`events`: whether the operator offers telephone-event; tones are listened for where it does not."""

    async def test(centre):
        async with Phone("127.0.0.2", events=events) as phone:
            call, line = await taken(centre, phone)
            playing = asyncio.ensure_future(line.play([A] * 9, stop_on="5"))
            await call.hears()
            await call.press("5", by=way)
            assert await asyncio.wait_for(playing, 3) == "5"
            keys = asyncio.ensure_future(_three_keys(line))
            await call.press("1#0", by=way)
            assert await keys == "1#0"
            assert await line.key(seconds=0.4) == ""  # each came once

    inside(test)


async def _three_keys(line):
    return "".join([await line.key(seconds=3) for _ in range(3)])


def test_a_missing_sound_does_not_end_the_call(inside):
    async def test(centre):
        async with Phone("127.0.0.2") as phone:
            _call, line = await taken(centre, phone)
            assert await line.play(["test/there-is-none"]) == ""
            assert line.is_up

    inside(test)


def test_two_calls_from_one_number_are_two_lines(inside):
    async def test(centre):
        async with Phone("127.0.0.2") as phone:
            (one, first), (two, second) = await taken(centre, phone), await taken(centre, phone)
            assert first.number == second.number
            assert first.id != second.id
            await one.hang_up()
            await asyncio.wait_for(first.gone(), 3)
            assert second.is_up
            assert not two.ended.is_set()

    inside(test)


# ── What is recorded ─────────────────────────────────────────────────────────────────────────────────────


def test_a_talk_is_recorded_paused_fetched_and_forgotten(inside, exchange):
    async def test(centre):
        async with Phone("127.0.0.2") as phone, exchange.operator() as operator:
            call, line = await taken(centre, phone)
            other = await centre.switch.dial_out("9000000001", line_id="out-rec", showing="181", seconds=5)
            citizen = await operator.calls.get()
            room = await centre.switch.room("talk-rec")
            await room.add(line, other)
            await room.record("call-rec")
            citizen.speaks = building.MUSIC.read_bytes()[:16000]
            await call.hears()
            await asyncio.sleep(0.5)
            assert call.reinvites == 0  # the operator is left in peace when lines are joined
            await room.pause_recording("call-rec")
            await asyncio.sleep(0.5)
            await room.go_on_recording("call-rec")
            await asyncio.sleep(0.5)
            await room.close()
            await asyncio.sleep(0.3)

    inside(test)
    recordings = AriRecordings()
    fetched = exchange.network.do(recordings.fetch, "call-rec")
    with wave.open(io.BytesIO(fetched)) as wav:
        assert (wav.getframerate(), wav.getsampwidth(), wav.getnchannels()) == (8000, 2, 1)
        assert 0.5 < wav.getnframes() / 8000 < 3
        assert max(abs(sample) for sample in memoryview(wav.readframes(4000)).cast("h")) > 1000
    for _again in range(2):
        exchange.network.do(recordings.forget, "call-rec")
    with pytest.raises(KeyError):
        exchange.network.do(recordings.fetch, "call-rec")


def test_what_was_said_before_hanging_up_is_kept(inside, exchange):
    async def test(centre):
        async with Phone("127.0.0.2") as phone:
            call, line = await taken(centre, phone)
            recording = asyncio.ensure_future(line.record("rec-left", most_seconds=20, most_silence=10))
            await asyncio.sleep(1.5)
            await call.hang_up()
            with pytest.raises(HungUp):
                await asyncio.wait_for(recording, 3)
            await asyncio.sleep(0.3)

    inside(test)
    assert len(exchange.network.do(AriRecordings().fetch, "rec-left")) > 8000


# ── Who is there, who is gone ────────────────────────────────────────────────────────────────────────────


def test_a_line_without_sound_is_lost(inside, exchange):
    """The agents' limit is the shorter one; a caller's is the same mechanism."""

    async def test(centre):
        async with Phone("127.0.0.3") as phone:
            await centre.switch.admit_agent("a-lost", "secret")
            await phone.register("a-lost", "secret", at=exchange.at)
            line = await centre.switch.dial_agent(
                "a-lost", line_id="agent-lost", showing="1", call_id="c", seconds=5
            )
            call = await phone.calls.get()
            call.vanish()
            since = time.monotonic()
            await asyncio.wait_for(line.gone(), 20)
            assert line.was_lost
            assert time.monotonic() - since < exchange.settings["agent_rtp_timeout"] + 4

    inside(test)


def test_who_is_not_admitted_cannot_register(inside, exchange):
    async def test(centre):
        async with Phone("127.0.0.3") as phone:
            assert await phone.register("a-8", "secret", at=exchange.at) in (401, 403, 404)
            await centre.switch.admit_agent("a-8", "secret")
            assert await phone.register("a-8", "other", at=exchange.at) == 401
            assert await phone.register("a-8", "secret", at=exchange.at) == 200
            await centre.switch.dismiss_agent("a-8")
            assert await phone.register("a-8", "secret", at=exchange.at) in (401, 403, 404)

    inside(test)


def test_an_agents_phone_calls_nobody_by_itself(inside, exchange):
    async def test(centre):
        async with exchange.operator() as operator, Phone("127.0.0.3") as phone:
            await centre.switch.admit_agent("a-9", "secret")
            with pytest.raises(Refused) as refused:
                await phone.call("9000000001", at=exchange.at, caller="a-9")
            assert refused.value.status in (401, 403, 603)
            assert not operator.invites
            assert centre.arrivals.empty()

    inside(test)


def test_garbage_does_not_hurt(inside, exchange):
    rubbish = [
        b"\x00" * 900,
        b"INVITE sip:181@x SIP/2.0\r\n\r\n",
        b"INVITE sip:" + b"1" * 5000 + b"@x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.9;branch=z9hG4bKx\r\n\r\n",
        b"REGISTER sip:x SIP/2.0\r\nContent-Length: -5\r\nCSeq: 99999999999999999999 REGISTER\r\n\r\n",
        b"\r\n\r\n" * 50,
        "सुनवाई SIP/2.0\r\n".encode(),
    ]

    async def test(centre):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
            for _ in range(100):
                for packet in rubbish:
                    noise.sendto(packet, exchange.at)
        async with Phone("127.0.0.2") as phone:
            assert await _refused(phone, exchange, "drop-table") == 404
            _call, line = await taken(centre, phone)
            assert await line.play([A]) == ""

    inside(test)


async def _refused(phone, exchange, number):
    try:
        await asyncio.wait_for(phone.call(number, at=exchange.at), 5)
    except Refused as refused:
        return refused.status
    return 200


# ── When things break ────────────────────────────────────────────────────────────────────────────────────


def test_the_switch_restarts_and_knows_its_agents_again(inside, exchange):
    async def test(centre):
        async with Phone("127.0.0.2") as phone, Phone("127.0.0.3") as agent:
            await centre.switch.admit_agent("a-10", "secret")
            await centre.switch.stand_in(["a-10"])
            _call, line = await taken(centre, phone)
            waiting = asyncio.ensure_future(line.key(seconds=60))
            await asyncio.to_thread(exchange.stop, kill=True)
            await asyncio.to_thread(_start_again, exchange)
            standing = await asyncio.wait_for(centre.standing.get(), 20)
            assert standing == []
            with pytest.raises(HungUp):
                await asyncio.wait_for(waiting, 5)
            assert line.was_lost
            assert await agent.register("a-10", "secret", at=exchange.at) == 200
            assert (await centre.switch.ari.read("asterisk/variable", variable="SUNWAI_STAND_IN"))[
                "value"
            ] == "PJSIP/a-10"
            _call, line = await taken(centre, phone)
            assert await line.play([A]) == ""

    inside(test)


def _start_again(exchange):
    import threading

    starting = threading.Thread(target=exchange.start)
    starting.start()
    starting.join(40)


def test_without_us_callers_hear_hindi_and_reach_an_agent_who_stood_ready(inside, exchange):
    async def test(centre):
        async with Phone("127.0.0.2") as phone, Phone("127.0.0.3") as agent:
            await centre.switch.admit_agent("a-11", "secret")
            await agent.register("a-11", "secret", at=exchange.at)
            await centre.switch.stand_in(["a-11"])
            await centre.leave()
            await asyncio.sleep(0.3)
            agent.rings_for = 1.5
            call = await asyncio.wait_for(phone.call("181", at=exchange.at), 5)
            await call.hears()  # a word in Hindi
            talk = await asyncio.wait_for(agent.calls.get(), 30)
            assert max(call.level(since=at, until=at + 8000) for at in range(0, len(call.sound), 8000)) > 100
            talk.speaks = sound.to_alaw(_tone(700))
            await asyncio.sleep(1)
            assert call.strength(700) > 0.5  # they hear each other
            await call.hang_up()
            await asyncio.wait_for(talk.ended.wait(), 5)
            await centre.take_command()
            await centre.standing.get()
            await centre.switch.stand_in([])

    inside(test)
    recorded = list((exchange.home / "spool" / "recording").glob("alone-*.wav"))
    assert recorded
    assert recorded[0].stat().st_size > 8000


def _tone(hertz, seconds=3):
    return 0.4 * np.sin(2 * np.pi * hertz * np.arange(8000 * seconds) / 8000)


def test_a_caller_whom_the_switch_kept_is_handed_over_when_we_are_back(inside, exchange):
    async def test(centre):
        async with Phone("127.0.0.2") as phone:
            await centre.leave()
            await asyncio.sleep(0.3)
            call = await asyncio.wait_for(phone.call("181", at=exchange.at), 5)
            await call.hears(louder_than=50)
            await centre.take_command()
            line, words = await asyncio.wait_for(centre.arrivals.get(), 15)
            assert (words[0], words[3], line.number) == ("in", "waited", "9876543210")
            assert await line.play([A]) == ""
            assert call.strength(440) > 0.8

    inside(test)


@pytest.mark.parametrize("whisper", [False, True])
def test_who_listens_hears_both_and_who_whispers_is_heard_by_one(inside, exchange, whisper):
    async def test(centre):
        async with Phone("127.0.0.2") as phone, exchange.operator() as operator:
            switch = centre.switch
            citizen, line = await taken(centre, phone)
            agent_line = await switch.dial_out("9000000001", line_id="out-agent", showing="181", seconds=5)
            agent = await operator.calls.get()
            boss_line = await switch.dial_out("9000000002", line_id="out-boss", showing="181", seconds=5)
            boss = await operator.calls.get()
            talk = await switch.room("talk-listen")
            await talk.add(line, agent_line)
            ear = await switch.listen(agent_line, line_id="ear-sound", whisper=whisper)
            apart = await switch.room("listen-sound")
            await apart.add(boss_line, ear)
            for who, hertz in ((citizen, 500), (agent, 700), (boss, 1100)):
                who.speaks = sound.to_alaw(_tone(hertz, seconds=5))
            await asyncio.sleep(2)
            heard = {
                name: {hertz for hertz in (500, 700, 1100) if who.strength(hertz) > 0.1}
                for name, who in (("citizen", citizen), ("agent", agent), ("boss", boss))
            }
            await talk.close()
            await apart.close()
            assert heard == {
                "citizen": {700},
                "agent": {500, 1100} if whisper else {500},
                "boss": {500, 700},
            }

    inside(test)


# ── Its book, its door ───────────────────────────────────────────────────────────────────────────────────


def test_the_switch_writes_down_what_we_know_too(inside, exchange):
    since = clock.now()
    lines = {}

    async def test(centre):
        async with Phone("127.0.0.2") as phone, exchange.operator():
            call, line = await taken(centre, phone, "9876500001")
            other = await centre.switch.dial_out(
                "9000000003", line_id=f"out-{line.id}", showing="181", seconds=5
            )
            room = await centre.switch.room("talk-book")
            await room.add(line, other)
            await asyncio.sleep(0.5)
            lines.update(came=line.id, went=other.id)
            await call.hang_up()
            await other.hang_up()
            missed = asyncio.ensure_future(phone.call("1810", at=exchange.at, caller="9876500002"))
            line = await centre.next_line()
            lines.update(missed=line.id)
            await line.hang_up(Cause.BUSY)
            await asyncio.gather(missed, return_exceptions=True)
            await asyncio.sleep(0.5)

    inside(test)
    found = {record.line_id: record for record in CdrBook().records(since=since)}
    came, went, missed = (found[lines[name]] for name in ("came", "went", "missed"))
    assert (came.number, came.dialled, came.disposition) == ("9876500001", "181", "ANSWERED")
    assert 0.3 < (came.ended_at - came.answered_at).total_seconds() < 5
    assert went.dialled == "9000000003"
    assert (missed.number, missed.dialled, missed.answered_at) == ("9876500002", "1810", None)


def test_browsers_enter_by_tls_and_the_command_needs_the_password(exchange):
    port, command = exchange.settings["wss_port"], exchange.settings["ari_port"]

    def ask(url, **how):
        return httpx.get(url, verify=False, timeout=5, trust_env=False, **how)  # our own certificate

    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "sip"}  # fmt: skip
    entered = exchange.network.do(ask, f"https://127.0.0.1:{port}/ws", headers=upgrade)
    assert (entered.status_code, entered.headers["Sec-WebSocket-Protocol"]) == (101, "sip")
    assert exchange.network.do(ask, f"http://127.0.0.1:{command}/ari/channels").status_code == 401
    key = exchange.home / "tls" / "key.pem"
    assert key.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in (exchange.home / "etc").glob("*.conf"))
