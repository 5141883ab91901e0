"""Walking a flow without a telephone: for the editor's preview, and for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sunwai.calls.flow.engine import Manners, walk
from sunwai.calls.flow.facts import Announced, Applied, Case, Facts, SchemeText, Way
from sunwai.calls.flow.steps import Flow
from sunwai.calls.ports import Cause, HungUp, Recorded
from sunwai.core import clock
from sunwai.core.clock import IST
from sunwai.grievances.enums import State

SILENCE = "-"  # in a script of keys: nothing is pressed
HANGS_UP = "!"
A_PAUSE = 1  # seconds: no question yet
SPOKEN_SECONDS = 8.0  # of a complaint by voice
NUMBER = "9876543210"


class Waiting(Exception):
    """The script is at its end, and the caller is asked something."""


class ScriptedLine:
    """A caller who presses what stands in a script, at each question one: `1`, `-` for nothing, `!` hangs up.

    Attributes:
        turns: sounds heard, and the key that followed them, with `-` where a pause passed by itself.
    """

    def __init__(
        self, keys: str, *, number: str = NUMBER, goes_on: bool = False, impatient: bool = False
    ) -> None:
        """A caller.

        Args:
            keys: the script.
            number: of the caller; "" for withheld.
            goes_on: at the end of the script the caller stays silent; else `Waiting` is raised at the next question.
            impatient: presses before anything is said to the end.
        """
        self.id, self.number, self.dialled = "rehearsal", number, "181"
        self.is_up, self.was_lost = True, False
        self.script, self.goes_on, self.impatient = list(keys), goes_on, impatient
        self.turns: list[tuple[list[str], str]] = [([], "")]

    @property
    def heard(self) -> list[str]:
        """All sounds, in order."""
        return [sound for sounds, _key in self.turns for sound in sounds]

    @property
    def pressed(self) -> str:
        """All keys, in order."""
        return "".join(key for _sounds, key in self.turns)

    async def answer(self) -> None:
        """Nothing to do."""

    async def ring(self) -> None:
        """Nothing to do."""

    async def hang_up(self, cause: Cause | None = None) -> None:
        """The line is gone."""
        self.is_up = False

    async def play(self, sounds: Sequence[str], *, stop_on: str = "") -> str:
        """Heard to the end, or cut short by the next key of the script."""
        self.turns[-1][0].extend(sounds)
        self._may_hang_up()
        return self._next() if self.impatient and self.script and self.script[0] in stop_on else ""

    def forget_keys(self) -> None:
        """None is pressed before it is asked for."""

    async def key(self, *, seconds: float) -> str:
        """The next key of the script."""
        self._may_hang_up()
        if self.script:
            return self._next()
        if self.goes_on or seconds <= A_PAUSE:
            return self._press(SILENCE)
        raise Waiting

    async def record(
        self, name: str, *, most_seconds: float, most_silence: float, stop_on: str = "#"
    ) -> Recorded:
        """Something is always said."""
        self._may_hang_up()
        return Recorded(name, SPOKEN_SECONDS)

    async def gone(self) -> None:
        """At once."""

    def _next(self) -> str:
        return self._press(self.script.pop(0))

    def _press(self, key: str) -> str:
        self.turns[-1] = (self.turns[-1][0], key)
        self.turns.append(([], ""))
        return key.replace(SILENCE, "")

    def _may_hang_up(self) -> None:
        if self.script[:1] == [HANGS_UP]:
            self.is_up = False
            raise HungUp


@dataclass
class PretendingClerk:
    """Says yes to everything, finds the cases it was given, and remembers what it was asked."""

    cases: Sequence[Case] = ()
    offered: Sequence[SchemeText] = ()
    applications: Sequence[Applied] = ()
    notes: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    done: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def note(self, what: str, **data: object) -> None:
        """Remembered."""
        self.notes.append((what, data))

    async def find_case(self, number: str) -> Case | None:
        """Among those given."""
        return next((case for case in self.cases if case.number == number), None)

    async def find_application(self, number: str) -> Applied | None:
        """Among those given."""
        return next((one for one in self.applications if one.number == number), None)

    async def answer_closure(self, case: Case, *, done: bool, rating: int | None, reason: str) -> None:
        """Remembered."""
        self.done.append(("closure", {"case": case.id, "done": done, "rating": rating, "reason": reason}))

    async def ask_callback(self, *, number: str, queue: str, language: str) -> None:
        """Remembered."""
        self.done.append(("callback", {"number": number, "queue": queue, "language": language}))

    async def keep_voice_complaint(self, recorded: Recorded, *, number: str, language: str) -> None:
        """Remembered."""
        self.done.append(("voice", {"name": recorded.name, "number": number, "language": language}))

    async def schemes(self, language: str) -> Sequence[SchemeText]:
        """Those given."""
        return self.offered

    async def send_scheme(self, code: str, *, number: str, language: str) -> None:
        """Remembered."""
        self.done.append(("scheme", {"code": code, "number": number, "language": language}))


# ── Situations of a caller, for the preview ──────────────────────────────────────────────────────────────


def _morning() -> datetime:
    return datetime.combine(clock.today(), time(11), IST)


def _case(state: State, *, may_confirm: bool = False) -> Case:
    day = _morning().date()
    due = None if may_confirm else day + timedelta(days=4)
    return Case(
        id=1,
        number="481209372",
        state=state,
        department="energy",
        registered=day - timedelta(days=3),
        due=due,
        may_confirm=may_confirm,
    )


def _flood() -> Announced:
    return Announced(
        {
            "hi": "नर्मदा का पानी बढ़ रहा है। नदी के किनारे से दूर रहें।",
            "en": "The Narmada is rising. Keep away from the river bank.",
        },
        is_disaster=True,
    )


@dataclass(frozen=True)
class Situation:
    """Who calls, and when."""

    title: str | Promise
    number: str = NUMBER
    facts: dict[str, Any] = field(default_factory=dict)
    state: State | None = None
    hour: int = 11
    flood: bool = False

    def as_facts(self) -> Facts:
        """What is known about this caller."""
        cases = (
            (_case(self.state, may_confirm=self.state == State.AWAITING_CONFIRMATION),) if self.state else ()
        )
        return Facts(
            number=self.number,
            citizen=1 if self.state else None,
            cases=cases,
            announcements=(_flood(),) if self.flood else (),
            at=_morning().replace(hour=self.hour),
            **self.facts,
        )


SITUATIONS = {
    "unknown": Situation(_("a caller we do not know")),
    "open_case": Situation(_("has an open complaint"), state=State.IN_PROGRESS),
    "awaiting": Situation(_("is to say whether it is solved"), state=State.AWAITING_CONFIRMATION),
    "english": Situation(_("is known to speak English"), facts={"language": "en"}),
    "withheld": Situation(_("number withheld"), number=""),
    "night": Situation(_("calls at night"), hour=2),
    "holiday": Situation(_("calls on a holiday"), facts={"is_holiday": True}),
    "disaster": Situation(_("there is a flood"), flood=True),
    "away": Situation(_("our records cannot be reached"), facts={"away": True}),
}


@dataclass(frozen=True)
class Rehearsed:
    """What came of a rehearsal: what was heard, pressed, noted and done; the way, unless a key is waited for."""

    turns: list[tuple[list[str], str]]
    notes: list[tuple[str, dict[str, object]]]
    done: list[tuple[str, dict[str, Any]]]
    way: Way | None

    @property
    def heard(self) -> list[str]:
        """All sounds, in order."""
        return [sound for sounds, _key in self.turns for sound in sounds]

    @property
    def pressed(self) -> str:
        """All keys, in order."""
        return "".join(key for _sounds, key in self.turns)


async def rehearse(
    flow: Flow,
    keys: str,
    *,
    facts: Facts,
    number: str = NUMBER,
    schemes: Sequence[SchemeText] = (),
    applications: Sequence[Applied] = (),
    goes_on: bool = False,
    impatient: bool = False,
) -> Rehearsed:
    """Walk `flow` with a caller who presses `keys` (see `ScriptedLine`)."""
    line = ScriptedLine(keys, number=number, goes_on=goes_on, impatient=impatient)
    clerk = PretendingClerk(cases=facts.cases, offered=schemes, applications=applications)
    known: asyncio.Future[Facts] = asyncio.get_running_loop().create_future()
    known.set_result(replace(facts, number=number))
    try:
        way = await walk(flow, line=line, facts=known, clerk=clerk, manners=Manners())
    except Waiting:
        way = None
    return Rehearsed(line.turns, clerk.notes, clerk.done, way)
