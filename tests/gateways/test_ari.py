"""The connection to the switch when the other end behaves badly: nothing hangs, everything comes back."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from websockets.asyncio.server import serve

from sunwai.calls.ports import SwitchFailed
from sunwai.gateways.switch.ari import Ari, Refused


class BadSwitch:
    """Answers the filter, and to everything else does what the test says."""

    def __init__(self):
        self.connections, self.seen = [], []

    async def __aenter__(self):
        self.server = await serve(self.talk, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error):
        self.server.close()
        await self.server.wait_closed()

    async def talk(self, socket):
        self.connections.append(socket)
        async for raw in socket:
            asked = json.loads(raw)
            self.seen.append(asked["uri"])
            status = {"channels/quiet": None, "channels/gone": 404}.get(asked["uri"], 200)
            if status:
                answer = {"type": "RESTResponse", "request_id": asked["request_id"], "status_code": status}
                await socket.send(json.dumps(answer | {"message_body": '{"it": "is"}'}))


@pytest.fixture
def run():
    def begin(test):
        async def inside():
            async with BadSwitch() as switch:
                ari = Ari(
                    url=f"http://127.0.0.1:{switch.port}", user="u", password="p", app="sunwai", types=("A",)
                )
                heard, came, went = [], asyncio.Queue(), []

                async def connected():
                    came.put_nowait(None)

                running = asyncio.ensure_future(
                    ari.run(heard=heard.append, connected=connected, lost=lambda: went.append(None))
                )
                await asyncio.wait_for(came.get(), 5)
                try:
                    await test(switch, ari, heard, came)
                finally:
                    running.cancel()
                    await asyncio.wait([running])
                assert went
                assert not ari.is_connected

        asyncio.run(inside())

    return begin


def test_a_request_without_an_answer_fails_in_time(run):
    async def test(_switch, ari, _heard, _came):
        began = time.monotonic()
        with pytest.raises(SwitchFailed, match="no answer"):
            await ari.ask("GET", "channels/quiet", seconds=0.1)
        assert time.monotonic() - began < 2
        assert await ari.read("channels/any") == {"it": "is"}

    run(test)


def test_a_refusal_has_its_status(run):
    async def test(_switch, ari, _heard, _came):
        with pytest.raises(Refused) as refusal:
            await ari.ask("GET", "channels/gone")
        assert refusal.value.status == 404

    run(test)


def test_a_lost_connection_fails_what_was_asked_and_comes_back(run):
    async def test(switch, ari, _heard, came):
        asking = asyncio.ensure_future(ari.ask("GET", "channels/quiet"))
        while "channels/quiet" not in switch.seen:
            await asyncio.sleep(0.01)
        await switch.connections[-1].close()
        with pytest.raises(SwitchFailed):
            await asyncio.wait_for(asking, 2)
        await asyncio.wait_for(came.get(), 5)
        assert await ari.read("channels/any") == {"it": "is"}
        assert len(switch.connections) == 2

    run(test)


def test_events_come_in_order_and_answers_are_no_events(run):
    async def test(switch, ari, heard, _came):
        for number in range(50):
            await switch.connections[-1].send(json.dumps({"type": "A", "number": number}))
        await ari.ask("GET", "channels/any")
        assert [event["number"] for event in heard] == list(range(50))

    run(test)
