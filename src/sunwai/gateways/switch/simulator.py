"""A telephone switch in memory, with people at its telephones: for tests without a phone.

    switch = SimulatedSwitch()
    task = asyncio.create_task(switch.run(arrived=…, connected=…))
    caller = switch.call("9876543210")            # rings at 181
    await caller.hears("hi/menu")                 # until that was played to them
    caller.press("1")
    agent = switch.agent("a-7").rings()           # lets it ring until …
    await agent.is_rung()
    agent.answers()
    assert caller.with_whom == {agent.line.id}
    agent.hang_up()

It does what the real one does (`tests/telephone/test_contract.py` asks both), but sound takes no time: a sound is heard
to its end at once, unless `seconds_a_sound` is set. Nothing sleeps except who waits for a key nobody presses; a person
who `waits()` lets that time pass at once.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import wave
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Self

from sunwai.calls.ports import (
    Arrived,
    Cause,
    Connected,
    HungUp,
    Line,
    NotAnswered,
    Recorded,
    Room,
    Standing,
    SwitchFailed,
)

SECONDS = 5.0  # a test that waits longer for something waits in vain


class Person:
    """Somebody at a telephone: presses keys, hangs up, and remembers what was heard.

    Attributes:
        heard: names of the sounds played to them, in order.
        is_answered: whether the line was taken.
        turned_away: how it was turned away before it was taken; None where it was not.
        headers: of the call that rang here.
    """

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.is_answered = self.is_ringing = False
        self.turned_away: Cause | None = None
        self.headers: dict[str, str] = {}
        self.line: SimulatedLine = None  # type: ignore[assignment]  # set when the line is made
        self.speaks_for = 0.0
        self._changed = asyncio.Event()

    # ── What they do ─────────────────────────────────────────────────────────────────────────────────────
    def press(self, keys: str) -> Self:
        """Press keys, one after the other."""
        for key in keys:
            self.line.press(key)
        return self

    def hang_up(self) -> None:
        """Put the receiver down."""
        self.line.end(lost=False)

    def vanish(self) -> None:
        """No sound comes any more, and no word of it: the battery, the network, the browser."""
        self.line.end(lost=True)

    def waits(self) -> Self:
        """Do nothing: whoever waits for a key of theirs, or for silence, has waited long enough."""
        self.line.pass_time()
        return self

    def speaks(self, seconds: float) -> Self:
        """What is recorded of them next lasts so long; then they are silent."""
        self.speaks_for = seconds
        self.line.pass_time()
        return self

    # ── What happens to them ─────────────────────────────────────────────────────────────────────────────
    @property
    def is_up(self) -> bool:
        """Whether their line stands."""
        return self.line.is_up

    @property
    def room(self) -> str:
        """The room they are in, or ""."""
        return self.line.room.name if self.line.room else ""

    @property
    def with_whom(self) -> set[str]:
        """The ids of the lines they can talk to."""
        room = self.line.room
        return set() if room is None or room.music else {line.id for line in room.lines} - {self.line.id}

    async def hears(self, *sounds: str, seconds: float = SECONDS) -> None:
        """Wait until all of these were played to them.

        Raises:
            AssertionError: not in `seconds`; says what was heard instead.
        """
        await self.until(lambda: set(sounds) <= set(self.heard), f"to hear {sounds}", seconds)

    async def is_taken(self, seconds: float = SECONDS) -> None:
        """Wait until their call is answered."""
        await self.until(lambda: self.is_answered, "to be answered", seconds)

    async def is_in(self, room: str, seconds: float = SECONDS) -> None:
        """Wait until they are in a room whose name begins so."""
        await self.until(lambda: self.room.startswith(room), f"to be in {room}", seconds)

    async def is_gone(self, seconds: float = SECONDS) -> None:
        """Wait until their line is gone."""
        await self.until(lambda: not self.is_up, "to be gone", seconds)

    async def until(self, holds: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
        """Wait until something holds."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"waited {seconds:.0f} s in vain {what}; heard: {self.heard}") from None

    def notice(self) -> None:
        self._changed.set()


class Telephone:
    """A telephone that can be called, and whoever sits at it. It answers at once, unless told otherwise.

    Attributes:
        person: at the present, or last, call.
        rung: headers of each call that rang here (`X-Call-Id`, the number shown).
    """

    def __init__(self) -> None:
        self.person: Person | None = None
        self.rung: list[dict[str, str]] = []
        self._does: Cause | bool | None = True  # answer, or let it ring (None), or turn it away
        self._decided: asyncio.Future[Cause | bool] | None = None
        self._ringing = asyncio.Event()

    # ── What it does with a call, now ringing or to come ─────────────────────────────────────────────────
    def answers(self) -> Self:
        """Take it."""
        return self._decide(True)

    def rings(self) -> Self:
        """Let it ring until told otherwise."""
        return self._decide(None)

    def ignores(self) -> Self:
        """Nobody comes; the whole time of ringing passes at once."""
        return self._decide(Cause.NO_ANSWER)

    no_answer = ignores

    def busy(self) -> Self:
        """Engaged."""
        return self._decide(Cause.BUSY)

    def refuses(self) -> Self:
        """Pressed away."""
        return self._decide(Cause.REFUSED)

    def is_off(self) -> Self:
        """Not registered, switched off, not in the network."""
        return self._decide(Cause.UNREACHABLE)

    unreachable = is_off

    # ── Whoever sits at it ───────────────────────────────────────────────────────────────────────────────
    @property
    def line(self) -> SimulatedLine:
        return self._somebody().line

    @property
    def heard(self) -> list[str]:
        return self._somebody().heard

    @property
    def is_up(self) -> bool:
        return self.person is not None and self.person.is_up

    @property
    def with_whom(self) -> set[str]:
        return self._somebody().with_whom

    @property
    def room(self) -> str:
        return self._somebody().room

    def press(self, keys: str) -> Self:
        self._somebody().press(keys)
        return self

    def waits(self) -> Self:
        self._somebody().waits()
        return self

    def speaks(self, seconds: float) -> Self:
        self._somebody().speaks(seconds)
        return self

    def hang_up(self) -> None:
        self._somebody().hang_up()

    def vanish(self) -> None:
        self._somebody().vanish()

    async def hears(self, *sounds: str, seconds: float = SECONDS) -> None:
        await self.is_talking(seconds)
        await self._somebody().hears(*sounds, seconds=seconds)

    async def is_rung(self, seconds: float = SECONDS) -> dict[str, str]:
        """Wait until it rings; gives the headers of the call."""
        try:
            async with asyncio.timeout(seconds):
                await self._ringing.wait()
        except TimeoutError:
            raise AssertionError(f"it did not ring in {seconds:.0f} s") from None
        return self.rung[-1]

    async def is_talking(self, seconds: float = SECONDS) -> None:
        """Wait until a call is taken here."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not self.is_up:
            assert asyncio.get_running_loop().time() < deadline, f"no call was taken in {seconds:.0f} s"
            await asyncio.sleep(0.005)

    # ── The switch's side ────────────────────────────────────────────────────────────────────────────────
    async def ring(self, headers: dict[str, str], seconds: float) -> None:
        self.rung.append(headers)
        self._decided = asyncio.get_running_loop().create_future()
        self._ringing.set()
        try:
            if self._does is not None:
                await asyncio.sleep(0)
                result = self._does
            else:
                async with asyncio.timeout(seconds):
                    result = await self._decided
        except TimeoutError:
            raise NotAnswered(Cause.NO_ANSWER) from None
        finally:
            self._decided = None
            self._ringing.clear()
        if isinstance(result, Cause):
            raise NotAnswered(result)

    def _decide(self, does: Cause | bool | None) -> Self:
        self._does = does
        if does is not None and self._decided and not self._decided.done():
            self._decided.set_result(does)
        return self

    def _somebody(self) -> Person:
        assert self.person is not None, "no call was taken at this telephone"
        return self.person


class SimulatedLine:
    """A Line (see `calls.ports`)."""

    def __init__(
        self,
        switch: SimulatedSwitch,
        line_id: str,
        person: Person,
        *,
        words: Sequence[str],
        number: str,
        dialled: str,
    ) -> None:
        self.id, self.number, self.dialled, self.words = line_id, number, dialled, tuple(words)
        self.is_up, self.was_lost = True, False
        self.room: SimulatedRoom | None = None
        self.person = person
        person.line = self
        self._switch = switch
        self._keys: deque[str] = deque()
        self._waiting: set[asyncio.Future[None]] = set()
        self._passes = False

    def __repr__(self) -> str:
        return f"<line {self.id}>"

    async def answer(self) -> None:
        await self._ask("answer")
        self.person.is_answered = True
        self.person.notice()

    async def ring(self) -> None:
        await self._ask("ring")
        self.person.is_ringing = True
        self.person.notice()

    async def hang_up(self, cause: Cause | None = None) -> None:
        if not self.is_up:
            return
        await self._ask("hang_up")
        if not self.person.is_answered:
            self.person.turned_away = cause
        self.end(lost=False)

    async def play(self, sounds: Sequence[str], *, stop_on: str = "") -> str:
        await self._ask("play")
        if pressed := self._pressed(stop_on):
            return pressed
        for sound in sounds:
            self.person.heard.append(sound)
            self.person.notice()
            await asyncio.sleep(self._switch.seconds_a_sound)
            self._require_up()
            self._switch.require_connected()
            if pressed := self._pressed(stop_on):
                return pressed
        return ""

    def forget_keys(self) -> None:
        self._keys.clear()

    async def key(self, *, seconds: float) -> str:
        self._require_up()
        self._passes = False
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._keys and not self._passes:
                    await self._change()
        self._require_up()
        return self._keys.popleft() if self._keys else ""

    async def record(
        self, name: str, *, most_seconds: float, most_silence: float, stop_on: str = "#"
    ) -> Recorded:
        await self._ask("record")
        self.forget_keys()
        self.person.heard.append("beep")
        self.person.notice()
        self._switch.recordings[name] = 0.0
        self._passes = bool(self.person.speaks_for)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(most_seconds):
                    while not self._passes and not self._pressed(stop_on):
                        await self._change()
            self._require_up()
        finally:
            spoken, self.person.speaks_for = min(self.person.speaks_for, most_seconds), 0.0
            self._switch.recordings[name] = spoken
        return Recorded(name, spoken)

    async def gone(self) -> None:
        while self.is_up:
            with suppress(HungUp):
                await self._change()

    # ── The person's and the switch's side ───────────────────────────────────────────────────────────────
    def press(self, key: str) -> None:
        if self.is_up:
            self._keys.append(key)
            self.wake()

    def pass_time(self) -> None:
        self._passes = True
        self.wake()

    def end(self, *, lost: bool) -> None:
        if self.is_up:
            self.is_up, self.was_lost = False, lost
            self._switch.lines.pop(self.id, None)
            self.leave()
            self.wake()
            self.person.notice()

    def leave(self) -> None:
        if self.room:
            self.room.lines.discard(self)
            self.room = None

    def wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def _change(self) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)
        self._require_up()

    async def _ask(self, what: str) -> None:
        self._require_up()
        await self._switch.obey(what)
        self._require_up()

    def _require_up(self) -> None:
        if not self.is_up:
            raise HungUp

    def _pressed(self, stop_on: str) -> str:
        while stop_on and self._keys:
            key = self._keys.popleft()
            if key in stop_on:
                return key
        return ""


class SimulatedRoom:
    """A Room (see `calls.ports`).

    Attributes:
        lines: who is inside.
        recording: the name under which it is recorded, or "".
        is_paused: whether the recording leaves out what is said.
    """

    def __init__(self, switch: SimulatedSwitch, name: str, *, music: bool) -> None:
        self.name, self.music = name, music
        self.lines: set[SimulatedLine] = set()
        self.recording, self.is_paused = "", False
        self._switch = switch

    async def add(self, *lines: Line) -> None:
        await self._switch.obey("add")
        for line in lines:
            ours = self._switch.lines.get(line.id)
            if ours is None:
                raise HungUp
            ours.leave()
            ours.room = self
            self.lines.add(ours)
            ours.person.notice()

    async def remove(self, *lines: Line) -> None:
        await self._switch.obey("remove")
        for line in lines:
            ours = self._switch.lines.get(line.id)
            if ours and ours.room is self:
                ours.leave()
                ours.person.notice()

    async def record(self, name: str) -> None:
        await self._switch.obey("record")
        self.recording = name
        self._switch.recordings[name] = self._switch.seconds_recorded

    async def pause_recording(self, name: str) -> None:
        await self._pause(name, True)

    async def go_on_recording(self, name: str) -> None:
        await self._pause(name, False)

    async def leaves_out(self, name: str) -> bool:
        await self._switch.obey("leaves_out")
        return name == self.recording and self.is_paused

    async def close(self) -> None:
        await self._switch.obey("close")
        for line in tuple(self.lines):
            line.leave()
            line.person.notice()
        self._switch.rooms.pop(self.name, None)

    async def _pause(self, name: str, paused: bool) -> None:
        await self._switch.obey("pause")
        if name != self.recording:
            raise SwitchFailed(f"{name} is not being recorded")
        self.is_paused = paused


class SimulatedSwitch:
    """A Switch (see `calls.ports`), and the people at its telephones.

    Attributes:
        lines: the lines that stand, by id.
        rooms: the rooms there are, by name.
        recordings: the length in seconds of what was recorded, by name.
        admitted: extensions that may register, and their secrets.
        standing_in: whom it rings by itself while nobody commands it.
        seconds_a_sound: how long a sound lasts.
        seconds_recorded: how long the recording of a room is said to be.
        errors: that ended a call.
    """

    def __init__(self) -> None:
        self.lines: dict[str, SimulatedLine] = {}
        self.rooms: dict[str, SimulatedRoom] = {}
        self.recordings: dict[str, float] = {}
        self.admitted: dict[str, str] = {}
        self.standing_in: list[str] = []
        self.seconds_a_sound = 0.0
        self.seconds_recorded = 4.0
        self.errors: list[Exception] = []
        self._telephones: dict[str, Telephone] = {}
        self._numbers = itertools.count(1)
        self._fails: dict[str, int] = {}
        self._is_reached = True
        self._back, self._away = asyncio.Event(), asyncio.Event()
        self._arrived: Arrived | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # ── People ───────────────────────────────────────────────────────────────────────────────────────────
    def call(self, number: str, dialled: str = "181") -> Person:
        """Somebody calls us; `number` is "" where they withhold it. Nobody commanding us, they hear the fallback."""
        person = Person()
        line_id = f"line-{next(self._numbers)}"
        line = SimulatedLine(
            self, line_id, person, words=("in", dialled, number), number=number, dialled=dialled
        )
        self.lines[line.id] = line
        if self._arrived and self._is_reached:
            self._spawn(self._arrive(line))
        else:
            person.is_answered = True
            person.heard.append("hi/fallback_wait")
        return person

    def agent(self, extension: str) -> Telephone:
        """The browser of an agent. It can be rung once it was admitted."""
        return self._telephones.setdefault(extension, Telephone())

    def outside(self, number: str) -> Telephone:
        """A telephone in the public network."""
        return self._telephones.setdefault(f"+{number}", Telephone())

    # ── Faults ───────────────────────────────────────────────────────────────────────────────────────────
    def lose_connection(self) -> None:
        """We no longer command it; its lines stand."""
        self._is_reached = False
        self._back.clear()
        self._away.set()
        for line in self.lines.values():
            line.wake()

    def break_down(self) -> None:
        """It ends: connection, lines, rooms and what it had in memory are lost."""
        self.lose_connection()
        for line in tuple(self.lines.values()):
            line.end(lost=True)
        self.rooms.clear()

    def come_back(self) -> None:
        """It can be commanded again."""
        self._is_reached = True
        self._away.clear()
        self._back.set()

    def fail_next(self, what: str, times: int = 1) -> None:
        """The next order of this kind is refused: answer, ring, play, record, hang_up, room, add, dial, listen, …"""
        self._fails[what] = times

    # ── The port ─────────────────────────────────────────────────────────────────────────────────────────
    @property
    def is_connected(self) -> bool:
        return self._is_reached and self._arrived is not None

    async def run(self, *, arrived: Arrived, connected: Connected) -> None:
        try:
            while True:
                while not self._is_reached:
                    await self._back.wait()
                self._arrived = arrived
                standing = [
                    Standing(
                        line,
                        line.room.name if line.room else "",
                        line.words if line.words[0] == "in" else (),
                    )
                    for line in self.lines.values()
                ]
                await connected(standing)
                await self._away.wait()
        finally:
            self._arrived = None
            for task in tuple(self._tasks):
                task.cancel()

    async def dial_agent(
        self,
        extension: str,
        *,
        line_id: str,
        showing: str,
        call_id: str,
        seconds: float,
        answers_itself: bool = False,
    ) -> Line:
        await self.obey("dial")
        if extension not in self.admitted:
            raise NotAnswered(Cause.UNREACHABLE)
        headers = {"X-Call-Id": call_id, "From": showing} | (
            {"X-Auto-Answer": "yes"} if answers_itself else {}
        )
        return await self._dial(
            self.agent(extension), line_id, ("agent", extension, call_id), headers, seconds
        )

    async def dial_out(self, number: str, *, line_id: str, showing: str, seconds: float) -> Line:
        await self.obey("dial")
        return await self._dial(
            self.outside(number), line_id, ("out", number, showing), {"From": showing}, seconds
        )

    async def room(self, name: str, *, music: bool = False) -> Room:
        await self.obey("room")
        return self.rooms.setdefault(name, SimulatedRoom(self, name, music=music))

    async def listen(self, line: Line, *, line_id: str, whisper: bool) -> Line:
        await self.obey("listen")
        if line.id not in self.lines:
            raise HungUp
        ear = SimulatedLine(
            self,
            line_id,
            Person(),
            words=("listen", line.id),
            number="",
            dialled="whisper" if whisper else "",
        )
        self.lines[line_id] = ear
        self._spawn(self._end_with(ear, line))
        return ear

    async def admit_agent(self, extension: str, secret: str) -> None:
        await self.obey("admit")
        self.admitted[extension] = secret

    async def dismiss_agent(self, extension: str) -> None:
        await self.obey("dismiss")
        self.admitted.pop(extension, None)

    async def stand_in(self, extensions: Sequence[str]) -> None:
        await self.obey("stand_in")
        self.standing_in = list(extensions)

    # ── Inside ───────────────────────────────────────────────────────────────────────────────────────────
    async def obey(self, what: str) -> None:
        """As an order over the network: it may be refused, and other things happen meanwhile."""
        self.require_connected()
        await asyncio.sleep(0)
        self.require_connected()
        if self._fails.get(what):
            self._fails[what] -= 1
            raise SwitchFailed(f"told to refuse: {what}")

    def require_connected(self) -> None:
        if not self._is_reached:
            raise SwitchFailed("the switch cannot be reached")

    async def _dial(
        self,
        telephone: Telephone,
        line_id: str,
        words: Sequence[str],
        headers: dict[str, str],
        seconds: float,
    ) -> Line:
        await telephone.ring(headers, seconds)
        self.require_connected()
        person = telephone.person = Person()
        person.is_answered, person.headers = True, headers
        line = SimulatedLine(self, line_id, person, words=words, number=words[1], dialled="")
        self.lines[line_id] = line
        return line

    async def _arrive(self, line: SimulatedLine) -> None:
        assert self._arrived is not None
        try:
            await self._arrived(line, line.words)
        except HungUp:
            pass
        except Exception as error:
            self.errors.append(error)
            line.end(lost=False)

    async def _end_with(self, ear: SimulatedLine, line: Line) -> None:
        await line.gone()
        ear.end(lost=False)

    def _spawn(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class SimulatedRecordings:
    """A SwitchRecordings (see `calls.ports`): silence of the right length."""

    def __init__(self, switch: SimulatedSwitch) -> None:
        self.switch = switch

    def fetch(self, name: str) -> bytes:
        seconds = self.switch.recordings[name]
        file = io.BytesIO()
        with wave.open(file, "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(8000)
            wav.writeframes(bytes(2 * int(8000 * seconds)))
        return file.getvalue()

    def forget(self, name: str) -> None:
        self.switch.recordings.pop(name, None)
