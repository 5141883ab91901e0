"""What is known about a caller, where a call goes on, and what the engine asks of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from sunwai.calls.enums import Outcome
from sunwai.calls.ports import Recorded
from sunwai.core import clock


class Away(Exception):
    """The database cannot be reached: nothing can be looked up or promised now."""


class NoLonger(Exception):
    """What the caller answers is not asked any more: somebody else answered, or the time is over."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case as a telephone may tell of it: subject area and state, no names, no words of it.

    Attributes:
        number: its case number, digits.
        state: `grievances.enums.State`.
        department: code of the department it is with; its names.
        due: the day by which its present holder is to act, if a clock runs.
        may_confirm: whether it waits for this caller's word.
    """

    id: int
    number: str
    state: str
    department: str
    department_hi: str = ""
    department_en: str = ""
    registered: date
    due: date | None = None
    may_confirm: bool = False


@dataclass(frozen=True, kw_only=True)
class Applied:
    """An application for a certificate or a land record, as a telephone may tell of it: nothing that anybody wrote.

    Attributes:
        number: digits.
        state: `janseva.enums.State`.
        due: the day by which the officer is to decide, if a clock runs.
        service, words: by language: what was applied for; where it stands and what is to be done, a sentence each.
    """

    number: str
    state: str
    due: date | None = None
    service: dict[str, str] = field(hash=False)
    words: dict[str, Sequence[str]] = field(hash=False)


@dataclass(frozen=True)
class Announced:
    """An announcement, in the words of each language; `district` is the code of a place, empty: the whole state."""

    words: dict[str, str] = field(hash=False)
    is_disaster: bool = False
    district: str = ""

    def in_language(self, language: str) -> tuple[str, str]:
        """The words, and the language they are in: Hindi where there are none in `language`."""
        return (self.words[language], language) if self.words.get(language) else (self.words["hi"], "hi")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known about a caller when the call begins.

    Attributes:
        number: ten digits, or "" where the number is withheld or no Indian mobile.
        citizen: key of the citizen, where the number belongs to one.
        language: of the citizen; "" where it is not known.
        district: code of the place.
        cases: open ones, newest first; none that are sealed, sensitive or of a confidential call.
        announcements: those that hold now for this caller.
        away: the database could not be asked.
    """

    number: str = ""
    citizen: int | None = None
    language: str = ""
    district: str = ""
    cases: tuple[Case, ...] = ()
    announcements: tuple[Announced, ...] = ()
    is_holiday: bool = False
    away: bool = False
    at: datetime = field(default_factory=clock.now)

    @property
    def is_known(self) -> bool:
        """Whether the number belongs to a citizen."""
        return self.citizen is not None

    @property
    def newest(self) -> Case | None:
        """The newest open case."""
        return self.cases[0] if self.cases else None

    @property
    def to_confirm(self) -> Case | None:
        """The newest case that waits for the caller's word."""
        return next((case for case in self.cases if case.may_confirm), None)


@dataclass(frozen=True)
class SchemeText:
    """A scheme as the telephone tells it, in one language."""

    code: str
    name: str
    short: str


class Clerk(Protocol):
    """What the engine asks of the database. Every method may raise `Away`, except `note`, which keeps it for later."""

    async def note(self, what: str, **data: object) -> None:
        """Write down what happened: every key, every menu."""
        ...

    async def find_case(self, number: str) -> Case | None:
        """The case with this number, if this caller's number filed or joined it, and it may be told of by telephone."""
        ...

    async def find_application(self, number: str) -> Applied | None:
        """The application with this number, if it is this caller's."""
        ...

    async def answer_closure(self, case: Case, *, done: bool, rating: int | None, reason: str) -> None:
        """The caller's word: done, with a mark or without; or not done, with a `DenialReason`.

        Raises:
            NoLonger: the case does not wait for it any more.
        """
        ...

    async def ask_callback(self, *, number: str, queue: str, language: str) -> None:
        """The caller is to be called at `number` (ten digits), in the place of `queue` that they have now."""
        ...

    async def keep_voice_complaint(self, recorded: Recorded, *, number: str, language: str) -> None:
        """What was said into a recording is a complaint of `number` (ten digits): a draft that an agent completes."""
        ...

    async def schemes(self, language: str) -> Sequence[SchemeText]:
        """The schemes told by telephone, in their order."""
        ...

    async def send_scheme(self, code: str, *, number: str, language: str) -> None:
        """Send it by SMS."""
        ...


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where a call goes on, once the flow is walked: a queue, a number outside, or its outcome.

    Attributes:
        queue: code of the queue, or "".
        transfer: the number to put through to, or "".
        outcome: how it came out, where it ends here. The line may be gone already.
        kind: what it is about (`grievances.enums.InteractionKind`), "" where nobody said.
        language: in which it goes on.
        case: key of the case it was about.
        keys: those pressed, in order.
    """

    queue: str = ""
    transfer: str = ""
    outcome: Outcome | None = None
    kind: str = ""
    language: str = "hi"
    case: int | None = None
    keys: str = ""
