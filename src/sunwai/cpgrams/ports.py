"""What the central grievances need of the outside world: the register of the centre, by whatever way it is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Page:
    """A part of what is new at the centre.

    Attributes:
        records: as they came, each with the place where it stands, for who looks for a broken one.
        mark: behind this page; the centre's own, so that no clock of ours decides what is new.
        is_last: whether nothing stands behind it now.
    """

    records: Sequence[tuple[str, Any]]
    mark: str
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class Update:
    """One thing the centre is told.

    Attributes:
        id: ours; what is sent twice under one id counts once.
        kind: a `PushKind`.
        data: what is told, JSON types only (docs/api/cpgrams.md).
        report: the action-taken report, a PDF.
    """

    id: str
    registration_no: str
    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    report: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What the centre says to an update: taken, or refused for good with the reason."""

    id: str
    taken: bool
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the centre's register of what it has sent us."""

    registration_no: str
    status: str


class CentreFailed(Exception):
    """The centre cannot be reached, or answers what cannot be understood; a later try may succeed.

    Attributes:
        wait: seconds after which it wants to be asked again, where it says so.
    """

    def __init__(self, reason: str, *, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Centre(Protocol):
    """The centre. Nothing of it is called inside a transaction; every method may raise `CentreFailed`."""

    name: str

    def grievances(self, mark: str) -> Page:
        """New grievances behind `mark` ("": from the beginning)."""
        ...

    def words(self, mark: str) -> Page:
        """Feedback and appeals behind `mark`."""
        ...

    def settle(self, mark: str) -> None:
        """Everything up to `mark` is on record here: what is kept for us may be put away."""
        ...

    def push(self, updates: Sequence[Update]) -> list[Answer]:
        """Acknowledge, tell a status, an interim reply or a closure; an answer for each update, in their order."""
        ...

    def register(self) -> Iterator[Entry]:
        """All that the centre has sent us, for reconciliation."""
        ...

    def problem(self) -> str:
        """Why it cannot be used, found out without changing anything; empty where it can."""
        ...
