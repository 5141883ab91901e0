"""What is measured of the telephone: `sunwai bench calls`. Real callers (SIPp), a real switch, the real calls process.

Each function answers rows of figures; those of the ceiling, the dialplan alone, come from the same switch in the same run.
"""

from __future__ import annotations

import asyncio
import http.client
import itertools
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
SETTLES = 5  # seconds: what a process does once, when it starts
RATE = 40.0  # at which callers come who then stay
WATCHED = 12.0  # seconds
BRIEF = 1.0  # seconds that a call lasts where the setting-up is measured
TALKS = 100
AGENT_KEY = "9"
AGENTS_FREE, WAIT, DECISIONS = 1000, 5000, 5000
POPS, AGENTS_RUNG = 30, 5
CITIZENS = "127.0.0.5"
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
    window, there = Window(phone), _channels(phone)
    time.sleep(WATCHED)
    figures = window.figures() | phone.memory_mb()
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
        asyncio.run(_register_for_sipp(sessions))
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


def queue(_phone: Telephone) -> Iterator[Row]:
    """The queue's decision by itself: five thousand wait, agents become free one by one; then a thousand at once."""
    crowd = Crowd()
    room, walls, works = crowd.room(), [], []
    for moment in range(DECISIONS):
        agent, now = crowd.dice.choice(crowd.agents), 600 + moment / 10
        wall, work = time.perf_counter(), time.thread_time()
        room.free(agent)
        served = room.decide(now)
        walls.append(1000 * (time.perf_counter() - wall))
        works.append(1000 * (time.thread_time() - work))
        for _match in served:
            room.join(crowd.caller(since=now))
    rush = crowd.room()
    for agent in crowd.agents:
        rush.free(agent)
    wall = time.perf_counter()
    matched = rush.decide(700)
    yield {
        "name": "queue",
        "agents": len(crowd.agents),
        "waiting": len(room),
        "decisions": DECISIONS,
        **spread("decision", sorted(walls)),
        **spread("decision_cpu", sorted(works)),
        "all_at_once_ms": 1000 * (time.perf_counter() - wall),
        "all_at_once_matched": len(matched),
    }


class Crowd:
    """A thousand agents and any number of callers, with skills, languages and districts by chance; always the same."""

    def __init__(self) -> None:
        from sunwai.calls.enums import Skill
        from sunwai.calls.queue import Free, Rule

        self.dice = random.Random(181)
        skills = [str(skill) for skill in Skill]
        self.districts = [f"district:{number}" for number in range(55)]
        self.rules = [
            Rule(code=skill, skill=skill, is_confidential=skill == Skill.WOMEN, overflow_skill=Skill.GENERAL)
            for skill in skills
        ]
        self.agents = [
            Free(
                agent_id=number,
                skills=frozenset(self.dice.sample(skills, self.dice.randint(1, 2))),
                languages=frozenset(self.dice.sample(("hi", "en"), self.dice.randint(1, 2))),
                districts=frozenset(self.dice.sample(self.districts, self.dice.randint(0, 3))),
            )
            for number in range(AGENTS_FREE)
        ]
        self._calls = itertools.count()

    def caller(self, *, since: float) -> Any:
        """One more, who waits since then."""
        from sunwai.calls.queue import Waiting

        return Waiting(
            call_id=f"{next(self._calls)}",
            rule=self.dice.choice(self.rules),
            language=self.dice.choice(("hi", "hi", "hi", "en")),
            since=since,
            district=self.dice.choice(self.districts),
        )

    def room(self) -> Any:
        """Five thousand wait, for up to ten minutes."""
        from sunwai.calls.queue import WaitingRoom

        room = WaitingRoom()
        for _ in range(WAIT):
            room.join(self.caller(since=self.dice.uniform(0, 600)))
        return room


def pop(phone: Telephone) -> Iterator[Row]:
    """From the queue's choice to the ringing at the agent's phone, and to the caller's page from a web process."""
    for beside in (0, HELD[1]):
        others = phone.callers(beside, rate=RATE, seconds=55) if beside else None
        time.sleep(beside / RATE + 1)
        with served(phone.line), at_the_phone(phone, AGENTS_RUNG) as sessions:
            window = Window(phone)
            rings, shows = asyncio.run(_pops(phone, sessions))
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
        time.sleep(SETTLES)
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
            username=f"bench.{count}.{number}", defaults={"name": "bench", "roles": [Role.AGENT]}
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


async def _register(sessions: list[Any], phone: Any) -> None:
    """All agents at one address."""
    from sunwai.core.encryption import decrypt

    for session in sessions:
        answer = await phone.register(session.extension, decrypt(session.secret), at=SWITCH)
        assert answer == 200, answer


async def _register_for_sipp(sessions: list[Any]) -> None:
    """… where SIPp then answers for them."""
    from sunwai.gateways.switch.telephone import Phone

    async with Phone(AGENTS, AGENTS_PORT) as phone:
        await _register(sessions, phone)


async def _pops(phone: Telephone, sessions: list[Any]) -> tuple[list[float], list[float]]:
    """Calls that ring, milliseconds until they did and until the page was there; the caller leaves then."""
    from sunwai.gateways.switch.telephone import Phone

    cookies = {one.extension: await asyncio.to_thread(signed_in, one.user) for one in sessions}
    for cookie in cookies.values():  # the web processes are warm, as by day
        await asyncio.to_thread(_get, phone.line.port, cookie, "/desk/")
    rings, shows = [], []
    async with Phone(AGENTS, AGENTS_PORT, takes=0) as desk, Phone(CITIZENS) as public:
        await _register(sessions, desk)
        callers = [asyncio.create_task(_calls_again(phone, public)) for _ in sessions]
        for _ in range(POPS):
            call = await asyncio.wait_for(desk.calls.get(), 30)
            rang = time.time()
            call_id, extension = (
                call.invite["X-Call-Id"],
                call.invite.first.partition("sip:")[2].partition("@")[0],
            )
            shown = await asyncio.to_thread(_page, phone.line.port, cookies[extension], call_id)
            offered = await asyncio.to_thread(_offered, call_id)
            rings.append(1000 * (rang - offered))
            shows.append(1000 * (shown - offered))
            call.ended.set()
            number = call.invite["From"].partition("sip:")[2].partition("@")[0]
            await next(one for one in public.dialogs.values() if f"sip:{number}@" in one.own).hang_up()
        for caller in callers:
            caller.cancel()
    return rings, shows


async def _calls_again(phone: Telephone, public: Any) -> None:
    """Somebody calls, and asks for an agent; then somebody else."""
    while True:
        call = await public.call(OURS, at=SWITCH, caller=phone.number())
        await asyncio.sleep(1)
        await call.press(AGENT_KEY, by="info")
        await call.ended.wait()


def _page(port: int, cookie: str, call_id: str) -> float:
    """When the page about the caller was there; asked for until it is, as the desk does."""
    deadline = time.time() + 10
    while (status := _get(port, cookie, f"/desk/phone/pop/{call_id}/")) != http.HTTPStatus.OK:
        if time.time() > deadline:
            raise SystemExit(f"no page about the caller: {status}")
        time.sleep(0.02)
    return time.time()


def _get(port: int, cookie: str, path: str) -> int:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asking.request("GET", path, headers={"Cookie": cookie, "X-Forwarded-Proto": "https"})
    answer = asking.getresponse()
    answer.read()
    asking.close()
    return answer.status


def _offered(call_id: str) -> float:
    from django.db import connection

    from sunwai.calls.models import CallStep

    offers = CallStep.objects.filter(call=call_id, what="offered")
    try:
        while not offers.exists():  # the page may be quicker than the book's last line
            time.sleep(0.01)
        return float(offers.latest("at").at.timestamp())
    finally:
        connection.close()


# ── Sound ────────────────────────────────────────────────────────────────────────────────────────────────
def _speech(phone: Telephone) -> Path:
    """Somebody speaks: the longest of the prompts."""
    return max((phone.home / "sounds" / "hi").glob("*.alaw"), key=lambda file: file.stat().st_size).resolve()


def _has_sound(file: Path) -> bool:
    with wave.open(str(file)) as sound:
        frames = sound.readframes(sound.getnframes())
    return any(abs(sample) > QUIET for (sample,) in struct.iter_unpack("<h", frames))


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
