"""What is measured of the telephone: `sunwai bench calls`. Real callers (SIPp), a real switch, the real calls process.

Each function answers rows of figures; those of the ceiling, the dialplan alone, come from the same switch in the same run.
"""

from __future__ import annotations

import asyncio
import http.client
import random
import struct
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.helpline import Helpline, served
from bench.measures import signed_in
from bench.telephone import (
    AGENTS,
    AGENTS_PORT,
    BARE,
    OURS,
    SWITCH,
    Telephone,
    Window,
    spread,
    telephone,
)

Row = dict[str, Any]
HELD = (100, 200, 400)  # callers at once
RATES = (50, 100)  # calls a second
RATE = 40.0  # at which callers come who then stay
WATCHED = 12.0  # seconds
BRIEF = 1.0  # seconds that a call lasts where the setting-up is measured
TALKS = 100
AGENT_KEY = "9"
AGENTS_FREE, WAIT = 1000, 5000
POPS = 30
QUIET = 500  # of 16 bit: a recording that is never louder is silent


def held(phone: Telephone) -> Iterator[Row]:
    """Callers who listen, in our flow and in the bare dialplan."""
    for count in HELD:
        rows = {name: _held(phone, count, to) for name, to in (("dialplan", BARE), ("ours", OURS))}
        bare, ours = rows["dialplan"]["switch_cpu_percent"], rows["ours"]["switch_cpu_percent"]
        rows["ours"]["held_of_dialplan"] = bare / ours  # calls for the same processor time
        for kind, row in rows.items():
            yield {"name": "held", "kind": kind, "callers": count} | row


def _held(phone: Telephone, count: int, to: str) -> Row:
    stays = count / RATE + WATCHED + 6
    sipp = phone.callers(count, rate=RATE, seconds=stays, to=to)
    time.sleep(count / RATE + 2)
    probe = phone.probe(seconds=WATCHED + 1, to=to)
    time.sleep(1)
    window = Window(phone)
    time.sleep(WATCHED)
    figures = window.figures() | phone.memory_mb()
    there = _channels(phone)
    probe.sipp.wait(30)
    sipp.wait(60)
    return {
        "held": there - 1,
        **figures,
        **spread("gap", probe.gaps_ms()),
        "lost": probe.lost(),
        **spread("set_up", sipp.set_up_ms()),
    }


def set_up(phone: Telephone) -> Iterator[Row]:
    """Short calls, one after the other: how soon each is answered, what each costs, whether the book keeps up."""
    for rate in RATES:
        for kind, to in (("dialplan", BARE), ("ours", OURS)):
            count = int(rate * WATCHED)
            began, window, before = _now(), Window(phone), _written()
            sipp = phone.callers(count, rate=rate, seconds=BRIEF, to=to)
            sipp.wait(WATCHED + 60)
            over = time.monotonic()
            row = window.figures()
            if to == OURS:
                _until_written(count, since=began)
                row |= {"book_behind_s": time.monotonic() - over}
            yield {
                "name": "set-up",
                "kind": kind,
                "calls_per_second": rate,
                "calls": count,
                **spread("set_up", sipp.set_up_ms()),
                **row,
                **window.per_call_ms(count),
                **({name: value / count for name, value in _since(before).items()} if to == OURS else {}),
            }


def talks(phone: Telephone) -> Iterator[Row]:
    """Callers and agents who talk, all of it recorded."""
    from sunwai.calls.models import Call, Recording

    sound = _speech(phone)
    began = _now()
    with at_the_phone(phone, TALKS + 1) as sessions:
        asyncio.run(_register(sessions))
        agents = phone.agents_phones(sound)
        stays = TALKS / 10 + 6 + WATCHED + 8
        sipp = phone.callers(TALKS, rate=10, seconds=stays, key=AGENT_KEY, sound=sound)
        time.sleep(TALKS / 10 + 4)
        probe = phone.probe(seconds=WATCHED + 6, key=AGENT_KEY)
        time.sleep(4)
        probe.begin_again()  # the music of the queue is over
        window = Window(phone)
        time.sleep(WATCHED)
        figures = window.figures() | phone.memory_mb()
        calls = Call.objects.filter(began_at__gte=began)
        talking = calls.filter(state="talking").count()
        gaps, lost = spread("gap", probe.gaps_ms()), probe.lost()
        probe.sipp.wait(30)
        sipp.wait(60)
        _until_written(TALKS + 1, since=began)
        agents.stop()
    recordings = Recording.objects.filter(call__in=calls)
    files = [phone.home / "spool" / "recording" / f"{one.name}.wav" for one in recordings]
    yield {
        "name": "talks",
        "talking": talking,
        "recorded": len(files),
        "recorded_with_sound": sum(_has_sound(file) for file in files),
        **figures,
        **gaps,
        "lost": lost,
    }


def queue(_phone: Telephone | None = None) -> Iterator[Row]:
    """The queue's decision, by itself: a thousand agents who are free, or become so one by one; five thousand who wait."""
    from sunwai.calls.enums import Skill
    from sunwai.calls.queue import Free, Rule, Waiting, WaitingRoom

    dice = random.Random(181)
    skills = [str(skill) for skill in Skill]
    rules = [
        Rule(code=s, skill=s, is_confidential=s == Skill.WOMEN, overflow_skill=str(Skill.GENERAL))
        for s in skills
    ]
    districts = [f"district:{n}" for n in range(55)]

    def agent(number: int) -> Free:
        return Free(
            agent_id=number,
            skills=frozenset(dice.sample(skills, dice.randint(1, 2))),
            languages=frozenset(dice.sample(("hi", "en"), dice.randint(1, 2))),
            districts=frozenset(dice.sample(districts, dice.randint(0, 3))),
        )

    def caller(number: int, since: float) -> Waiting:
        return Waiting(
            call_id=f"{number}",
            rule=dice.choice(rules),
            language=dice.choice(("hi", "hi", "hi", "en")),
            since=since,
            district=dice.choice(districts),
        )

    everybody = {number: agent(number) for number in range(AGENTS_FREE)}
    room, took = WaitingRoom(), []
    for number in range(WAIT):
        room.join(caller(number, since=dice.uniform(0, 600)))
    number = WAIT
    for moment in range(5000):  # an agent becomes free: one is served, and one more comes
        asked = time.perf_counter()
        room.free(
            dice.choice(list(everybody.values())) if moment < 0 else everybody[dice.randrange(AGENTS_FREE)]
        )
        served = room.decide(600 + moment / 10)
        took.append(time.perf_counter() - asked)
        for _match in served:
            number += 1
            room.join(caller(number, since=600 + moment / 10))
    rush = WaitingRoom()
    for number in range(WAIT):
        rush.join(caller(number, since=dice.uniform(0, 600)))
    for one in everybody.values():
        rush.free(one)
    asked = time.perf_counter()
    matched = rush.decide(700)
    whole = time.perf_counter() - asked
    yield {
        "name": "queue",
        "agents": AGENTS_FREE,
        "waiting": len(room),
        "decisions": len(took),
        **spread("decision", sorted(1000 * seconds for seconds in took)),
        "all_free_at_once_ms": 1000 * whole,
        "all_free_at_once_matched": len(matched),
    }


def pop(phone: Telephone) -> Iterator[Row]:
    """From the queue's choice to the ringing at the agent's phone, and to the caller's page from a web process."""
    for beside in (0, HELD[1]):
        others = phone.callers(beside, rate=RATE, seconds=55) if beside else None
        time.sleep(beside / RATE + 1)
        with served(phone.line), at_the_phone(phone, 1) as sessions:
            window = Window(phone)
            rings, shows = asyncio.run(_pops(phone, sessions[0]))
            figures = window.figures()
        if others:
            others.stop()
            _until_quiet(phone)
        yield {
            "name": "pop",
            "held_beside": beside,
            "pops": len(shows),
            **spread("ring", sorted(rings)),
            **spread("page", sorted(shows)),
            **figures,
        }


MEASURES: dict[str, Callable[[Telephone], Iterator[Row]]] = {
    "held": held,
    "set-up": set_up,
    "talks": talks,
    "queue": queue,
    "pop": pop,
}


def measure(line: Helpline, names: list[str], say: Callable[[str], object]) -> Iterator[Row]:
    """The figures of `names`, as they come."""
    with telephone(line) as phone:
        for name in names:
            say(name)
            for row in MEASURES[name](phone):
                yield {
                    key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()
                }


# ── Agents ───────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def at_the_phone(phone: Telephone, count: int) -> Iterator[list[Any]]:
    """So many agents, signed in at the phone and ready; signed out in the end."""
    from sunwai.accounts.models import User
    from sunwai.accounts.roles import Role
    from sunwai.calls.actions.agents import sign_in, wish
    from sunwai.calls.enums import AgentState
    from sunwai.calls.models import AgentSession
    from sunwai.core import clock

    users = [
        User.objects.get_or_create(
            username=f"bench.agent{number}", defaults={"name": "bench", "roles": [Role.AGENT]}
        )[0]
        for number in range(count)
    ]
    sessions = [sign_in(user=user, now=clock.now()) for user in users]
    for session in sessions:
        wish(session=session, state=AgentState.READY, actor=session.user, now=clock.now())
    ready = AgentSession.objects.filter(pk__in=[session.pk for session in sessions], state=AgentState.READY)
    _until(lambda: ready.count() == count, "all agents are ready")
    try:
        yield sessions
    finally:
        for session in sessions:
            wish(session=session, state=AgentState.OFF, actor=session.user, now=clock.now())


async def _register(sessions: list[Any]) -> None:
    """All agents at one address, where SIPp then answers for them."""
    from tests.telephone.phone import Phone

    from sunwai.core.encryption import decrypt

    async with Phone(AGENTS, AGENTS_PORT) as phone:
        for session in sessions:
            answer = await phone.register(session.extension, decrypt(session.secret), at=SWITCH)
            assert answer == 200, answer


async def _pops(phone: Telephone, session: Any) -> tuple[list[float], list[float]]:
    from tests.telephone.phone import Phone

    from sunwai.core.encryption import decrypt

    cookie, rings, shows = await asyncio.to_thread(signed_in, session.user), [], []
    async with Phone(AGENTS, AGENTS_PORT, takes=0) as desk:
        assert await desk.register(session.extension, decrypt(session.secret), at=SWITCH) == 200
        for _ in range(POPS):
            sipp = phone.callers(1, rate=1, seconds=5, key=AGENT_KEY)
            call = await asyncio.wait_for(desk.calls.get(), 15)
            rang = time.time()
            call_id = call.invite["X-Call-Id"]
            shown = await asyncio.to_thread(_page, phone.line.port, cookie, call_id)
            offered = await asyncio.to_thread(_offered, call_id)
            rings.append(1000 * (rang - offered))
            shows.append(1000 * (shown - offered))
            await asyncio.to_thread(sipp.wait, 30)
    return rings, shows


def _page(port: int, cookie: str, call_id: str) -> float:
    """When the page about the caller was there; asked for until it is, as the desk does."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {"Cookie": cookie, "X-Forwarded-Proto": "https"}
    deadline = time.time() + 10
    while time.time() < deadline:
        asking.request("GET", f"/desk/phone/pop/{call_id}/", headers=headers)
        answer = asking.getresponse()
        answer.read()
        if answer.status == 200:
            return time.time()
        time.sleep(0.02)
    raise SystemExit(f"no page about the caller: {answer.status}")


def _offered(call_id: str) -> float:
    from django.db import connection

    from sunwai.calls.models import CallStep

    try:
        return float(CallStep.objects.filter(call=call_id, what="offered").latest("at").at.timestamp())
    finally:
        connection.close()


# ── Sound ────────────────────────────────────────────────────────────────────────────────────────────────
def _speech(phone: Telephone) -> Path:
    """Somebody speaks: the longest of the prompts."""
    return max((phone.home / "sounds" / "hi").glob("*.alaw"), key=lambda file: file.stat().st_size).resolve()


def _has_sound(file: Path) -> bool:
    with wave.open(str(file)) as sound:
        frames = sound.readframes(sound.getnframes())
    return any(abs(sample) > QUIET for (sample,) in struct.iter_unpack("<h", frames[::1]))


# ── Waiting, counting ────────────────────────────────────────────────────────────────────────────────────
def _now() -> Any:
    from sunwai.core import clock

    return clock.now()


def _channels(phone: Telephone) -> int:
    """Lines that are up, as the switch says."""
    from base64 import b64encode
    from json import loads

    from django.conf import settings

    switch = settings.SWITCH
    secret = b64encode(f"{switch['ari_user']}:{switch['ari_password']}".encode()).decode()
    asking = http.client.HTTPConnection("127.0.0.1", switch["ari_port"], timeout=20)
    asking.request("GET", "/ari/channels", headers={"Authorization": f"Basic {secret}"})
    return len(loads(asking.getresponse().read()))


def _until_quiet(phone: Telephone) -> None:
    """SIPp was stopped, its calls were not: hung up by the switch."""
    import subprocess

    from sunwai.gateways.switch.programs import find_programs

    programs = find_programs()
    assert programs
    subprocess.run(
        [*programs.command, "-C", f"{phone.home}/etc/asterisk.conf", "-rx", "channel request hangup all"],
        check=True,
        capture_output=True,
    )
    _until(lambda: _channels(phone) == 0, "all lines are down")


def _until_written(count: int, *, since: Any) -> None:
    """Until the book has the end of so many calls."""
    from sunwai.calls.models import Call

    calls = Call.objects.filter(began_at__gte=since, ended_at__isnull=False)
    _until(lambda: calls.count() >= count, "the book has all calls", pause=0.05)


def _written() -> Row:
    """What the database has done so far: transactions, rows written."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT xact_commit, tup_inserted, tup_updated FROM pg_stat_database WHERE datname = current_database()"
        )
        return dict(
            zip(("transactions_a_call", "inserts_a_call", "updates_a_call"), cursor.fetchone(), strict=True)
        )


def _since(before: Row) -> Row:
    time.sleep(1.5)  # backends tell their counts once a second
    return {name: value - before[name] for name, value in _written().items()}


def _until(holds: Callable[[], bool], what: str, *, seconds: float = 120, pause: float = 0.2) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain until {what}")
        time.sleep(pause)
