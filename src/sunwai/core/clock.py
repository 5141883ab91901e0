"""The one source of time. Tests freeze it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

IST = ZoneInfo("Asia/Kolkata")

_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in Indian time."""
    return _frozen or datetime.now(UTC).astimezone(IST)


def today() -> date:
    """The present day in India."""
    return now().astimezone(IST).date()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Let the clock stand at `at` (aware) inside the block."""
    global _frozen
    before, _frozen = _frozen, at.astimezone(IST)
    try:
        yield _frozen
    finally:
        _frozen = before
