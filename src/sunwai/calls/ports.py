"""What the call centre needs of the outside world: a switch that carries calls, a voice, an ear.

The words are those of telephony without a product's name: a *line* is one leg (caller, agent, outside party), a
*room* is where lines hear each other. Sounds are named, not sent: `hi/welcome` is a file of the prompt library that the
switch plays from its own disk.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

KEYS = "0123456789*#"


class HungUp(Exception):
    """The party on this line is gone. Every waiting method of a line may raise it."""


class SwitchFailed(Exception):
    """The switch refused an order, or cannot be reached. The call in hand may be lost, other calls are not touched."""


class Cause(StrEnum):
    """Why a line that was dialled was not answered, or how we turn one away."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


class NotAnswered(Exception):
    """A dialled line did not answer.

    Attributes:
        cause: what the network said.
    """

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True)
class Recorded:
    """What a caller said into a recording: the name it is kept under at the switch, its length in seconds."""

    name: str
    seconds: float


class Line(Protocol):
    """One leg of a call, in our hands."""

    @property
    def id(self) -> str:
        """The switch's own name of the line, unique also over its restarts."""
        ...

    @property
    def number(self) -> str:
        """The caller's number as the network gave it; empty where it was withheld."""
        ...

    @property
    def dialled(self) -> str:
        """The number that was dialled."""
        ...

    @property
    def is_up(self) -> bool:
        """Whether the party is still there."""
        ...

    @property
    def was_lost(self) -> bool:
        """Whether it went without saying so: no sound for long, or its connection broke. False while it is up."""
        ...

    async def answer(self) -> None:
        """Take the call: the caller's meter, where there is one, starts here."""
        ...

    async def ring(self) -> None:
        """Let the caller hear ringing without taking the call."""
        ...

    async def hang_up(self, cause: Cause | None = None) -> None:
        """End the line; before it is answered `cause` says how it is turned away. Harmless when it is gone already."""
        ...

    async def play(self, sounds: Sequence[str], *, stop_on: str = "") -> str:
        """Play sounds one after the other.

        Args:
            sounds: names in the prompt library, without extension.
            stop_on: keys that cut it short, also when pressed before the first sound; other keys are thrown away.
                Where none does, all that is pressed is kept for the next question.

        Returns:
            The key that cut it short, or "" when all was played.

        Raises:
            HungUp: the caller left.
        """
        ...

    def forget_keys(self) -> None:
        """Keys pressed so far were meant for something else than what is asked next."""
        ...

    async def key(self, *, seconds: float) -> str:
        """The next key pressed, or "" when none comes within `seconds`.

        Raises:
            HungUp: the caller left.
        """
        ...

    async def record(
        self, name: str, *, most_seconds: float, most_silence: float, stop_on: str = "#"
    ) -> Recorded:
        """Record what the caller says after a beep until a key, silence (seconds), or `most_seconds`.

        What was said before a hang-up is kept at the switch under `name`.

        Raises:
            HungUp: the caller left; what was said is kept.
        """
        ...

    async def gone(self) -> None:
        """Wait until the party is gone."""
        ...


class Room(Protocol):
    """Where lines hear each other, or music while they wait."""

    @property
    def name(self) -> str: ...

    async def add(self, *lines: Line) -> None:
        """Bring lines in; a line leaves the room it was in."""
        ...

    async def remove(self, *lines: Line) -> None:
        """Take lines out; they stay in our hands."""
        ...

    async def record(self, name: str) -> None:
        """Record everybody in the room under `name`; goes on when this process ends, until the room closes."""
        ...

    async def pause_recording(self, name: str) -> None:
        """Leave out what is said from here on."""
        ...

    async def go_on_recording(self, name: str) -> None:
        """Record again."""
        ...

    async def leaves_out(self, name: str) -> bool:
        """Whether the recording `name` is paused now; False where there is none."""
        ...

    async def close(self) -> None:
        """End the room and its recording. Lines in it stay in our hands."""
        ...


@dataclass(frozen=True)
class Standing:
    """A line that was up before we (re)connected: the room it is in, or "", and the words it arrived with.

    A line that we dialled has no words.
    """

    line: Line
    room: str
    words: Sequence[str]


# A line has arrived, with the words of the switch's dialplan: "in", the number dialled, that of the caller, and
# "waited" where the switch has already kept the caller company while we were away.
Arrived = Callable[[Line, Sequence[str]], Awaitable[None]]
# Connected, now or again: lines that stand.
Connected = Callable[[Sequence[Standing]], Awaitable[None]]


class Switch(Protocol):
    """A telephone switch under our command."""

    @property
    def is_connected(self) -> bool: ...

    async def run(self, *, arrived: Arrived, connected: Connected) -> None:
        """Stay connected until cancelled, coming back after every loss. An error in `arrived` ends that one call."""
        ...

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
        """Ring an agent's browser. Cancelled, it rings no more.

        Args:
            extension: as given to `admit_agent`.
            line_id: the id the new line is to have.
            showing: the number shown to the agent.
            call_id: ours, told in the header `X-Call-Id`, by which the browser asks for the caller's page.
            seconds: how long it rings.
            answers_itself: the browser is told so in the header `X-Auto-Answer: yes`: its agent asked for the call.

        Raises:
            NotAnswered: nobody took it.
            SwitchFailed: the switch could not.
        """
        ...

    async def dial_out(self, number: str, *, line_id: str, showing: str, seconds: float) -> Line:
        """Call a number in the public network over the trunk, showing one of ours. Cancelled, it rings no more.

        Raises:
            NotAnswered: busy, no answer, refused, unreachable.
            SwitchFailed: the switch could not.
        """
        ...

    async def room(self, name: str, *, music: bool = False) -> Room:
        """The room `name`, made where there is none. With `music`, those inside hear music and not each other."""
        ...

    async def listen(self, line: Line, *, line_id: str, whisper: bool) -> Line:
        """A line that hears all of `line`'s call; with `whisper`, what is said on it reaches that one party only."""
        ...

    async def admit_agent(self, extension: str, secret: str) -> None:
        """Let a browser register as `extension` with `secret`, until `dismiss_agent`. Again is harmless."""
        ...

    async def dismiss_agent(self, extension: str) -> None:
        """No longer let it register. Calls that are up go on."""
        ...

    async def stand_in(self, extensions: Sequence[str]) -> None:
        """Whom the switch rings by itself while we are away."""
        ...


class SwitchRecordings(Protocol):
    """What the switch has recorded; asked by the worker, never inside a transaction."""

    def fetch(self, name: str) -> bytes:
        """The WAV kept under `name` (8 kHz, 16 bit, mono).

        Raises:
            KeyError: there is none.
            SwitchFailed: the switch cannot be reached.
        """
        ...

    def forget(self, name: str) -> None:
        """Delete it at the switch. Harmless when it is gone."""
        ...


@dataclass(frozen=True, kw_only=True)
class SwitchRecord:
    """One row of the switch's own book (CDR) about one of our numbers, for reconciling. Times are aware."""

    line_id: str
    linked_id: str
    number: str
    dialled: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    disposition: str


class SwitchBook(Protocol):
    """The switch's own record of calls."""

    def records(self, *, since: datetime) -> Sequence[SwitchRecord]:
        """Calls that began at or after `since` (aware datetime)."""
        ...


class Voice(Protocol):
    """Says a text. `speak` may take about as long as the text lasts; never inside a transaction."""

    name: str

    def speak(self, text: str, *, language: str) -> bytes:
        """The text as raw A-law, 8 kHz mono (ITU-T G.711).

        Args:
            language: `hi` or `en`.
        """
        ...


class Ear(Protocol):
    """Writes down what was said: a draft for a human being, never an input."""

    name: str

    def write_down(self, wav: bytes, *, language: str) -> str:
        """The words of a recording (WAV), as far as they were understood."""
        ...
