"""The switch's own record of calls, read from the file that `cdr_custom.conf` has it write.

A leg has as many lines as it had partners; together they are one record: from its first start to its last end.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sunwai.calls.ports import SwitchRecord
from sunwai.core import clock
from sunwai.gateways.switch import switch_settings

FILE = "log/cdr-custom/sunwai.csv"
EARLIER = ".1"  # what `logrotate` or we put aside
ANSWERED = "ANSWERED"


@dataclass(frozen=True)
class _Row:
    """One line of the file; the columns of `cdr_custom.conf`, in order."""

    line_id: str
    linked_id: str
    number: str
    dialled: str
    started: float
    answered: float
    ended: float
    disposition: str
    channel: str


class CdrBook:
    """A SwitchBook (see `calls.ports`). A switch elsewhere has its file copied or mounted to the same place."""

    def records(self, *, since: datetime) -> Sequence[SwitchRecord]:
        legs: dict[str, list[_Row]] = {}
        for row in self._rows():
            if (
                row.dialled
            ):  # only calls that came in over a trunk, or went out over one, carry one of our numbers
                legs.setdefault(row.line_id, []).append(row)
        found = [
            _record(rows) for rows in legs.values() if min(row.started for row in rows) >= since.timestamp()
        ]
        return sorted(found, key=lambda record: record.started_at)

    def _rows(self) -> Iterator[_Row]:
        path: Path = switch_settings()["home"] / FILE
        for file in (path.with_name(path.name + EARLIER), path):
            if file.exists():
                with file.open(newline="", encoding="utf-8", errors="replace") as lines:
                    yield from filter(None, map(_row, csv.reader(lines)))


def _row(columns: list[str]) -> _Row | None:
    """None for a line that is not whole: the switch may be writing it."""
    try:
        line_id, linked_id, number, dialled, *times, disposition, channel = columns
        started, answered, ended = (float(time or 0) for time in times)
        dialled = dialled.partition(";")[0]  # those of lines it was joined with follow
    except ValueError:
        return None
    return _Row(line_id, linked_id, number, dialled, started, answered, ended, disposition, channel)


def _record(rows: list[_Row]) -> SwitchRecord:
    first = min(rows, key=lambda row: row.started)
    answered = [row.answered for row in rows if row.answered]
    ended = max((row.ended for row in rows), default=0.0)
    return SwitchRecord(
        line_id=first.line_id,
        linked_id=first.linked_id,
        number=first.number,
        dialled=first.dialled,
        started_at=_moment(first.started),
        answered_at=_moment(min(answered)) if answered else None,
        ended_at=_moment(ended) if ended else None,
        disposition=ANSWERED if answered else first.disposition,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=clock.IST)
