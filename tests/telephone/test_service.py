"""The real calls process at a real switch: from the first ring to the written-up end, and every fault on the way."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection

from sunwai.calls.enums import AgentState, Outcome
from sunwai.calls.flow.store import HELPLINE
from sunwai.calls.models import FlowVersion, Recording
from sunwai.calls.prompts.catalogue import LANGUAGES, prompts
from sunwai.gateways.switch import music
from sunwai.gateways.switch.telephone import Phone
from tests.telephone.exchange import Exchange
from tests.telephone.helpline import Helpline
from tests.world import World

CALLER = "9876500001"


@pytest.fixture(scope="module")
def quick_exchange(network):
    """A switch whose prompts last a tenth of a second."""
    exchange = Exchange(network)
    exchange.start()
    for language in LANGUAGES:
        folder = exchange.sounds / language
        if folder.is_symlink():
            folder.unlink()
        folder.mkdir(exist_ok=True)
        for key in prompts():
            (folder / f"{key}.alaw").unlink(missing_ok=True)
            (folder / f"{key}.alaw").write_bytes(music.beep()[:800])
    yield exchange
    exchange.remove()


@pytest.fixture
def helpline(transactional_db, quick_exchange, tmp_path):
    """The clock is the real one, so the helpline is open day and night."""
    helpline = Helpline(World(), quick_exchange, tmp_path)
    for version in FlowVersion.objects.filter(flow__code=HELPLINE):
        version.data = _day_and_night(version.data)
        version.save()
    quick_exchange.network.forward(_database_port())
    helpline.start()
    yield helpline
    helpline.stop()
    quick_exchange.order("channel request hangup all")


def _database_port():
    return int(connection.settings_dict["PORT"] or 5432)


def _day_and_night(data):
    steps = {
        name: step | ({"value": "00:00-23:59"} if step.get("when") == "hours" else {})
        for name, step in data["steps"].items()
    }
    return data | {"steps": steps}


def test_a_caller_reaches_an_agent_and_all_of_it_is_written_down(helpline):
    session = helpline.agent(helpline.world.agent)

    async def story():
        async with helpline.telephone(session) as desk, Phone("127.0.0.2") as phone:
            await desk.register(session.extension, helpline.secret(session), at=helpline.at)
            call = await phone.call("181", at=helpline.at, caller=CALLER)
            await call.hears()
            await asyncio.sleep(1)
            await call.press("1")
            taken = await asyncio.wait_for(desk.calls.get(), 10)
            taken.speaks = music.calm()[:16000]
            await call.hears(louder_than=300)
            await asyncio.sleep(1)
            await taken.hang_up()
            await asyncio.wait_for(call.ended.wait(), 5)
            return desk.invites[0]["X-Call-Id"]

    call_id = helpline.run(story())

    call = helpline.call(number=CALLER)
    assert str(call.pk) == call_id
    assert (call.outcome, call.ended_by, call.agent) == (Outcome.ANSWERED, "agent", helpline.world.agent)
    assert call.interaction.agent == helpline.world.agent
    assert "1" in call.keys
    assert call.queue.code == "general"
    helpline.wait(lambda: helpline.row(session).state == AgentState.WRAP_UP, "wrap-up")
    assert Recording.objects.get().name.startswith(f"call-{call_id}")
