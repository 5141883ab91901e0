"""What goes wrong goes wrong for real here: people hang up, telephones, process, switch and database die, crowds call.

Each time the same holds: nobody is lost. A caller is served, or hung up and is called back, and it is all in the book.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading

from sunwai.accounts.roles import Role
from sunwai.calls.actions.orders import give_order
from sunwai.calls.enums import AgentState, CallState, NotReady, OrderKind, Outcome
from sunwai.calls.models import AgentProfile, AgentSession, Call, Callback, CallStep, Queue
from sunwai.calls.prompts import building
from sunwai.calls.reconcile import reconcile
from sunwai.core import clock
from sunwai.gateways.switch.telephone import NotAnswered, Phone

CALLER = "9876500001"
CALLERS = {"rfc4733": "9876500001", "info": "9876500002", "inband": "9876500003"}


def number(index: int) -> str:
    return f"98765{index:05}"


def outcomes() -> dict[str, str]:
    return dict(Call.objects.values_list("number", "outcome"))


def called_back() -> set[str]:
    return set(Callback.objects.values_list("number", flat=True))


def hears(call: Call, what: str) -> bool:
    return CallStep.objects.filter(call=call, what=what).exists()


def order(kind, session, call):
    session = AgentSession.objects.get(pk=session.pk)
    return give_order(kind=kind, call=call, session=session, actor=session.user, now=clock.now())


async def talks(conversation):
    """`conversation` hears whom it is connected with, who speaks."""
    await conversation.hears(louder_than=300, seconds=10)


# ── The caller ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_caller_may_hang_up_at_every_stage(helpline):
    async def story():
        async with Phone("127.0.0.2") as phone:
            ringing = asyncio.ensure_future(phone.call("1810", at=helpline.at, caller=number(1)))
            await helpline.until(lambda: helpline.open_call(number(1)), "it rings")
            ringing.cancel()
            in_menu = await phone.call("181", at=helpline.at, caller=number(2))
            await in_menu.hears()
            await in_menu.hang_up()
            waiting = await helpline.waiting(phone, number(3))
            await helpline.until(lambda: helpline.open_call(number(3), CallState.WAITING), "it waits")
            await waiting.hang_up()

            session = await helpline.outside(helpline.agent, helpline.world.agent)
            async with helpline.answering(session, takes=0) as desk:
                offered = await helpline.waiting(phone, number(4))
                await asyncio.wait_for(desk.calls.get(), 10)
                await helpline.until(lambda: helpline.open_call(number(4), CallState.OFFERED), "offered")
                await offered.hang_up()
                await helpline.until(lambda: helpline.row(session).state == AgentState.READY, "ready again")
                desk.takes = 200
                talking = await helpline.waiting(phone, number(5))
                await asyncio.wait_for(desk.calls.get(), 10)
                await helpline.until(lambda: helpline.open_call(number(5), CallState.TALKING), "they talk")
                await talking.hang_up()
                await helpline.until(lambda: helpline.row(session).state == AgentState.WRAP_UP, "wrap-up")
                await helpline.outside(helpline.write_up, session)
                holding = await helpline.waiting(phone, number(6))
                await asyncio.wait_for(desk.calls.get(), 10)
                call = await helpline.until(
                    lambda: helpline.open_call(number(6), CallState.TALKING), "they talk"
                )
                await helpline.outside(order, OrderKind.HOLD, session, call)
                await helpline.until(lambda: helpline.open_call(number(6), CallState.HELD), "on hold")
                await holding.hang_up()
                await helpline.until(lambda: helpline.row(session).state == AgentState.WRAP_UP, "wrap-up")
                assert not desk.dialogs  # the agent is not left on the line

    helpline.run(story())
    helpline.wait(lambda: not Call.objects.filter(ended_at=None).exists(), "all is over")
    assert outcomes() == {
        number(1): Outcome.MISSED,
        number(2): Outcome.LEFT,
        number(3): Outcome.ABANDONED,
        number(4): Outcome.ABANDONED,
        number(5): Outcome.ANSWERED,
        number(6): Outcome.ANSWERED,
    }
    assert set(Call.objects.values_list("ended_by", flat=True)) <= {"caller", "system"}
    helpline.wait(lambda: called_back() == {number(i) for i in (1, 2, 3, 4)}, "they are called back")
    assert not Call.objects.exclude(number=number(1)).filter(interaction=None).exists()


async def key_in(helpline, call, digits, *, by):
    """Keyed once more where one of the digits was lost: on a busy machine a tone may be too short to be one."""
    heard = CallStep.objects.filter(what="key", data__step="number")
    for _ in range(2):
        wanted = await helpline.outside(heard.count) + len(digits)
        await call.press(digits, by=by)
        with contextlib.suppress(AssertionError):
            await helpline.until(lambda: heard.count() >= wanted, f"{digits} is heard", 3)  # noqa: B023
            return


def test_keys_of_every_kind_wrong_digits_and_silence_lead_to_an_agent(helpline):
    """By each way two at once from one number, and one who withholds it."""

    async def story():
        async with Phone("127.0.0.2") as phone, Phone("127.0.0.4", events=False) as old_phone:
            calls = []
            for way, by in {"rfc4733": phone, "info": phone, "inband": old_phone}.items():
                wrong, silent = [await by.call("181", at=helpline.at, caller=CALLERS[way]) for _ in range(2)]
                withheld = await by.call("181", at=helpline.at, caller="anonymous")
                calls += [wrong, silent, withheld]
                # The number of a case that there is not.
                await helpline.press_until_heard(withheld, "2", by=way)
                await key_in(helpline, withheld, "123456789", by=way)
                for _ in range(3):
                    await helpline.press_until_heard(wrong, "7", by=way)
            waiting = Call.objects.exclude(number="").filter(state=CallState.WAITING)
            await helpline.until(lambda: waiting.count() == 6, "all wait for an agent", 45)
            for call in calls:
                assert not call.ended.is_set()
                await call.hang_up()

    helpline.run(story())
    helpline.wait(lambda: not Call.objects.filter(ended_at=None).exists(), "all is over")
    assert sorted(Call.objects.exclude(number="").values_list("number", flat=True)) == [
        number for number in CALLERS.values() for _ in range(2)
    ]
    keys = Call.objects.filter(number="").values_list("keys", flat=True)
    assert [pressed[:1] == "2" and "123456789" in pressed for pressed in keys] == [True] * 3
    helpline.wait(lambda: called_back() == set(CALLERS.values()), "called back")
    assert Callback.objects.count() == 3  # each number once


def test_a_flood_from_one_number_keeps_nobody_out(helpline):
    helpline.option("calls.flood_per_hour", 3)
    helpline.stop()
    helpline.start()

    async def story():
        async with Phone("127.0.0.2", has_sound=False) as phone:
            refused = 0
            for _ in range(14):
                try:
                    call = await phone.call("181", at=helpline.at, caller=CALLER)
                except NotAnswered:
                    refused += 1
                else:
                    await call.hang_up()
            assert refused >= 3  # very many are not even answered
            other = await helpline.waiting(phone, number(2))
            await helpline.until(lambda: helpline.open_call(number(2), CallState.WAITING), "others get in")
            await other.hang_up()

    helpline.run(story())
    helpline.wait(lambda: not Call.objects.filter(ended_at=None).exists(), "all is over")
    assert Call.objects.filter(number=CALLER, outcome=Outcome.TURNED_AWAY).count() == 11
    helpline.wait(lambda: Callback.objects.filter(number=CALLER).count() == 1, "called back, once")


def test_garbage_disturbs_nobody(helpline):
    session = helpline.agent(helpline.world.agent)
    rubbish = [b"\x00" * 900, b"INVITE sip:181@x SIP/2.0\r\n\r\n", b"\r\n\r\n" * 50, "सुनवाई".encode()]

    async def story():
        async with helpline.answering(session) as desk, Phone("127.0.0.2") as phone:
            await helpline.waiting(phone, CALLER)
            call = next(iter(phone.dialogs.values()))
            taken = await asyncio.wait_for(desk.calls.get(), 10)
            taken.speaks = building.MUSIC.read_bytes()[:160000]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
                for _ in range(100):
                    for packet in rubbish:
                        noise.sendto(packet, helpline.at)
                    await asyncio.sleep(0)
            for bad in ("drop-table", "%00", "1" * 60):
                with contextlib.suppress(NotAnswered, TimeoutError):
                    odd = await asyncio.wait_for(phone.call(bad, at=helpline.at, caller="x'--"), 3)
                    await odd.hang_up()
            await talks(call)
            await call.hang_up()

    helpline.run(story())
    assert helpline.call(number=CALLER).outcome == Outcome.ANSWERED
    assert "Traceback" not in helpline.log()


# ── The agent ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_agents_telephone_dies_and_the_caller_is_kept(helpline):
    session = helpline.agent(helpline.world.agent)

    async def story():
        async with Phone("127.0.0.2") as phone:
            async with helpline.answering(session) as desk:
                caller = await helpline.waiting(phone, CALLER)
                taken = await asyncio.wait_for(desk.calls.get(), 10)
                await helpline.until(lambda: helpline.open_call(CALLER, CallState.TALKING), "they talk")
                taken.vanish()
                call = await helpline.until(
                    lambda: helpline.open_call(CALLER, CallState.HELD), "it is missed"
                )
                assert await helpline.outside(hears, call, "agent_lost")
            async with helpline.answering(session) as desk:  # the page is back
                await helpline.outside(order, OrderKind.REJOIN, session, call)
                again = await asyncio.wait_for(desk.calls.get(), 10)
                assert desk.invites[-1]["X-Auto-Answer"] == "yes"
                again.speaks = building.MUSIC.read_bytes()[:80000]
                await talks(caller)
                again.vanish()  # and now for good
                await helpline.until(
                    lambda: helpline.row(session).reason == NotReady.CONNECTION, "nobody comes back", 25
                )
            assert not caller.ended.is_set()
            other = await helpline.outside(lambda: helpline.agent(helpline.world.supervisor, ready=False))
            async with helpline.answering(other) as desk:
                await helpline.outside(helpline.ready, other)
                taken = await asyncio.wait_for(desk.calls.get(), 10)
                taken.speaks = building.MUSIC.read_bytes()[:80000]
                await talks(caller)
                await taken.hang_up()
                await asyncio.wait_for(caller.ended.wait(), 5)

    helpline.run(story())
    call = helpline.call(number=CALLER)
    assert (call.outcome, call.agent) == (Outcome.ANSWERED, helpline.world.supervisor)
    assert call.steps.filter(what="agent_lost").count() == 2
    assert call.held_seconds >= 3


def test_who_does_not_answer_is_not_ready_and_the_caller_is_next(helpline):
    Queue.objects.filter(code="general").update(rings=2)
    helpline.stop()
    helpline.start()
    session = helpline.agent(helpline.world.agent)

    async def story():
        async with helpline.answering(session, takes=0), Phone("127.0.0.2") as phone:
            caller = await helpline.waiting(phone, CALLER)
            await helpline.until(lambda: helpline.row(session).reason == NotReady.NO_ANSWER, "not ready")
            later = await helpline.waiting(phone, number(2))
            await helpline.until(lambda: helpline.open_call(number(2), CallState.WAITING), "one more waits")
            other = await helpline.outside(lambda: helpline.agent(helpline.world.supervisor, ready=False))
            async with helpline.answering(other) as desk:
                await helpline.outside(helpline.ready, other)
                taken = await asyncio.wait_for(desk.calls.get(), 10)
                taken.speaks = building.MUSIC.read_bytes()[:80000]
                await talks(caller)
                await taken.hang_up()
            await later.hang_up()

    helpline.run(story())
    assert helpline.call(number=CALLER).agent == helpline.world.supervisor


# ── The process, the switch, the database ────────────────────────────────────────────────────────────────


def test_the_process_is_killed_with_twenty_calls_up(helpline):
    users = [helpline.world.new_user(f"agent{i}", Role.AGENT) for i in range(4)]
    sessions = [helpline.agent(user) for user in users]

    async def story():
        async with contextlib.AsyncExitStack() as stack:
            desks = [await stack.enter_async_context(helpline.answering(one)) for one in sessions]
            phone = await stack.enter_async_context(Phone("127.0.0.2"))
            quiet = await stack.enter_async_context(Phone("127.0.0.4", has_sound=False))
            talking = [await helpline.waiting(phone, number(i)) for i in range(4)]
            taken = [await asyncio.wait_for(desk.calls.get(), 15) for desk in desks]
            waiting = [await helpline.waiting(quiet, number(i)) for i in range(4, 12)]
            await helpline.until(
                lambda: Call.objects.filter(state=CallState.WAITING).count() == 8, "eight wait", 30
            )
            menu = [await quiet.call("181", at=helpline.at, caller=number(i)) for i in range(12, 20)]
            await helpline.until(lambda: Call.objects.filter(state=CallState.MENU).count() == 8, "all in")

            await helpline.outside(helpline.stop, signal.SIGKILL)
            late = asyncio.ensure_future(phone.call("181", at=helpline.at, caller=number(20)))
            for call in taken:
                call.speaks = building.MUSIC.read_bytes()
            for call in talking:
                await talks(call)
            late = await asyncio.wait_for(late, 10)  # Hindi, and then music
            await late.hears(louder_than=50)
            await helpline.outside(helpline.start)
            assert not any(call.ended.is_set() for call in (*talking, *waiting, *menu, late))
            for call in taken:
                call.speaks = building.MUSIC.read_bytes()
            for call in talking:
                await talks(call)
            await helpline.until(
                lambda: helpline.open_call(number(20), CallState.MENU, CallState.WAITING), "handed over", 30
            )

            await taken[0].hang_up()  # an agent is free again: who waits is served
            await helpline.until(lambda: helpline.row(sessions[0]).state == AgentState.WRAP_UP, "wrap-up")
            await helpline.outside(helpline.write_up, sessions[0])
            await asyncio.wait_for(desks[0].calls.get(), 15)
            first = await helpline.until(
                lambda: Call.objects.filter(state=CallState.TALKING, agent=users[0]).first(), "the next talks"
            )
            assert first.queued_at <= min(
                call.queued_at
                for call in await helpline.outside(list, Call.objects.filter(state=CallState.WAITING))
            )

    helpline.run(story(), seconds=150)
    helpline.wait(lambda: not Call.objects.filter(ended_at=None).exists(), "all is over", 30)
    assert set(outcomes()) == {number(i) for i in range(21)}
    helpline.wait(
        lambda: not _lost(), "whoever was not served is called back"
    )  # written after the call's end


def _lost():
    """Numbers that were neither served nor are called back."""
    served = {who for who, outcome in outcomes().items() if outcome in (Outcome.ANSWERED, Outcome.SERVED)}
    return set(outcomes()) - served - called_back()


def test_the_switch_starts_anew(helpline):
    session = helpline.agent(helpline.world.agent)

    async def story():
        async with helpline.answering(session) as desk, Phone("127.0.0.2") as phone:
            await helpline.waiting(phone, number(1))
            await asyncio.wait_for(desk.calls.get(), 10)
            await helpline.waiting(phone, number(2))
            await helpline.until(lambda: helpline.open_call(number(2), CallState.WAITING), "one waits")
            await helpline.outside(lambda: helpline.exchange.stop(kill=True))
            phone.dialogs.clear()
            await helpline.outside(_in_thread, helpline.exchange.start)
            await helpline.until(
                lambda: called_back() == {number(1), number(2)}, "both are to be called back", 40
            )
            assert await helpline.outside(outcomes) == {number(1): "failed", number(2): "failed"}
            await helpline.register(desk, session)
            await helpline.until(lambda: helpline.row(session).state == AgentState.WRAP_UP, "wrap-up")
            await helpline.outside(helpline.write_up, session)
            caller = await helpline.waiting(phone, number(3))
            (await asyncio.wait_for(desk.calls.get(), 15)).speaks = building.MUSIC.read_bytes()[:80000]
            await talks(caller)
            await caller.hang_up()

    helpline.run(story())
    assert helpline.call(number=number(3)).outcome == Outcome.ANSWERED


def _in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(40)


def test_the_database_is_away(helpline):
    """For thirty seconds; cut for the process, not for the test."""
    session = helpline.agent(helpline.world.agent)
    her = helpline.world.new_user("counsellor", Role.COUNSELLOR)
    AgentProfile.objects.create(user=her, skills=["women"], languages=["hi"])
    counsellor = helpline.agent(her)

    async def story():
        async with (
            helpline.answering(session) as desk,
            helpline.answering(counsellor) as her_desk,
            Phone("127.0.0.2") as phone,
        ):
            talking = await helpline.waiting(phone, number(1))
            taken = await asyncio.wait_for(desk.calls.get(), 10)
            waiting = await helpline.waiting(phone, number(2))
            await helpline.until(lambda: helpline.open_call(number(2), CallState.WAITING), "one waits")
            helpline.database.cut()
            back_at = asyncio.get_running_loop().time() + 30
            await asyncio.sleep(1)
            told = [await phone.call("181", at=helpline.at, caller=number(3 + i)) for i in range(3)]
            for call in told:
                await asyncio.wait_for(call.ended.wait(), 30)  # apology
            woman = await phone.call("1091", at=helpline.at, caller=number(9))
            hers = await asyncio.wait_for(her_desk.calls.get(), 10)
            hers.speaks = building.MUSIC.read_bytes()[:80000]
            await talks(woman)
            taken.speaks = building.MUSIC.read_bytes()[:160000]
            await talks(talking)
            await waiting.hang_up()
            await asyncio.sleep(1)
            await hers.hang_up()
            await asyncio.sleep(back_at - asyncio.get_running_loop().time())
            assert not talking.ended.is_set()
            helpline.database.mend()
            await helpline.until(lambda: number(3) in called_back(), "the journal is written", 40)
            await taken.hang_up()
            await asyncio.wait_for(talking.ended.wait(), 5)

    helpline.run(story(), seconds=150)
    helpline.wait(lambda: not Call.objects.filter(ended_at=None).exists(), "all is over", 30)
    found = outcomes()
    assert (found[number(1)], found[number(2)], found[number(9)]) == ("answered", "abandoned", "answered")
    assert {found[number(i)] for i in (3, 4, 5)} <= {Outcome.FAILED, Outcome.LEFT, Outcome.ABANDONED}
    helpline.wait(lambda: {number(i) for i in (2, 3, 4, 5)} <= called_back(), "all are called back")
    assert Call.objects.get(number=number(9)).interaction.is_confidential


# ── Crowds ───────────────────────────────────────────────────────────────────────────────────────────────


def test_three_hundred_call_ten_agents_at_once(helpline):
    since = clock.now()
    users = [helpline.world.new_user(f"agent{i}", Role.AGENT) for i in range(10)]
    sessions = [helpline.agent(user) for user in users]
    crowd = 300

    async def agent(session, desk):
        while True:
            taken = await desk.calls.get()
            await asyncio.sleep(0.5)
            await taken.hang_up()
            await helpline.until(lambda: helpline.row(session).state == AgentState.WRAP_UP, "wrap-up", 60)
            await helpline.outside(helpline.write_up, session)

    async def caller(phone, index):
        await asyncio.sleep(index / 100)  # all within three seconds
        call = await helpline.waiting(phone, number(index))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(call.ended.wait(), 15)
        await call.hang_up()

    async def story():
        async with contextlib.AsyncExitStack() as stack:
            desks = [
                await stack.enter_async_context(helpline.answering(one, has_sound=False)) for one in sessions
            ]
            phone = await stack.enter_async_context(Phone("127.0.0.2", has_sound=False))
            work = [asyncio.ensure_future(agent(*pair)) for pair in zip(sessions, desks, strict=True)]
            await asyncio.gather(*(caller(phone, index) for index in range(crowd)))
            for one in work:
                one.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    helpline.run(story(), seconds=180)
    helpline.wait(
        lambda: Call.objects.count() == crowd and not Call.objects.filter(ended_at=None).exists(),
        "all are in the book",
        60,
    )
    assert set(outcomes()) == {number(i) for i in range(crowd)}
    assert list(outcomes().values()).count(Outcome.ANSWERED) >= 10
    assert Outcome.FAILED not in outcomes().values()
    helpline.wait(lambda: not _lost(), "nobody is lost")
    with helpline.exchange.settled():
        compared = reconcile(since=since, now=clock.now())
    assert (compared.compared, compared.taken, compared.differences) == (crowd, 0, 0)
