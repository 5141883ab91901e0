"""The real calls process at a real switch: from the first ring to the written-up end."""

from __future__ import annotations

import asyncio

from sunwai.calls.enums import AgentState, Outcome
from sunwai.calls.models import Recording
from sunwai.calls.prompts import building
from sunwai.gateways.switch.telephone import Phone

CALLER = "9876500001"


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
            taken.speaks = building.MUSIC.read_bytes()[:16000]
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
