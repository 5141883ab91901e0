"""Our book against the switch's own: every call in both, of the same length. There must be no difference.

First, calls that the switch served by itself while we were away are taken into our book; a citizen whom nobody answered
is called back. Then the two are compared, line by line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sunwai.calls.actions.reconciling import Found, keep_differences, take_into_book
from sunwai.calls.models import Call, Difference, Number
from sunwai.calls.ports import SwitchRecord
from sunwai.core.providers import providers

LONGER = 2.0  # seconds that two lengths may differ by
MARGIN = timedelta(minutes=5)  # read earlier: the two clocks may differ by a little
SETTLED = timedelta(minutes=2)  # after its end a call is in both books


@dataclass(frozen=True)
class Reconciled:
    """What came of it: how many calls were compared, how many taken into our book, and what differs."""

    compared: int
    taken: int
    differences: int

    def __str__(self) -> str:
        return f"{self.compared} calls compared, {self.taken} taken into the book, {self.differences} differences"


def reconcile(*, since: datetime, now: datetime) -> Reconciled:
    """Compare what began at or after `since` and is over.

    Raises:
        LookupError: no switch is configured.
        calls.ports.SwitchFailed: its book cannot be read.
    """
    books = providers("switch_book")
    if not books:
        raise LookupError("No switch is configured.")
    lines = _by_line(books[0].records(since=since - MARGIN))
    ours = _calls(since - MARGIN)
    taken = [line for line in _missing(lines, ours) if _take(line, lines, now)]
    if taken:
        ours = _calls(since - MARGIN)
    found = list(
        chain(
            _not_ours(_missing(lines, ours), since),
            _not_theirs(ours, lines, since, now - SETTLED),
            _other_length(ours, lines, since),
        )
    )
    keep_differences(found=found, since=since, now=now)
    compared = sum(1 for line in ours if line in lines)
    return Reconciled(compared, len(taken), len(found))


@dataclass(frozen=True)
class Line:
    """All rows of the switch's book about one line, as one."""

    line_id: str
    linked_id: str
    number: str
    dialled: str
    began_at: datetime
    ended_at: datetime
    was_answered: bool

    @property
    def seconds(self) -> float:
        """From ringing to the end."""
        return (self.ended_at - self.began_at).total_seconds()


def _by_line(records: Sequence[SwitchRecord]) -> dict[str, Line]:
    rows: dict[str, list[SwitchRecord]] = defaultdict(list)
    for record in records:
        if record.ended_at:
            rows[record.line_id].append(record)
    return {line_id: _as_one(found) for line_id, found in rows.items()}


def _as_one(rows: Sequence[SwitchRecord]) -> Line:
    first = min(rows, key=lambda row: row.started_at)
    return Line(
        line_id=first.line_id,
        linked_id=first.linked_id,
        number=first.number,
        dialled=first.dialled,
        began_at=first.started_at,
        ended_at=max(row.ended_at for row in rows if row.ended_at),
        was_answered=any(row.answered_at for row in rows),
    )


def _calls(since: datetime) -> dict[str, Call]:
    return {call.line_id: call for call in Call.objects.filter(began_at__gte=since)}


def _missing(lines: Mapping[str, Line], ours: Mapping[str, Call]) -> list[Line]:
    """Lines that are no call of ours, nor a leg of one: an agent's, a third's."""
    return [
        line
        for line in lines.values()
        if line.line_id not in ours
        and (line.linked_id == line.line_id or line.linked_id not in ours.keys() | lines.keys())
        and not Call.objects.filter(agent_line_id=line.line_id).exists()
    ]


def _take(line: Line, lines: Mapping[str, Line], now: datetime) -> bool:
    """Take an incoming call that we do not know into the book; False where it is none."""
    number = Number.objects.filter(pk=line.dialled).select_related("queue").first()
    if number is None:
        return False
    others = (one for one in lines.values() if one.linked_id == line.line_id and one.line_id != line.line_id)
    take_into_book(
        line_id=line.line_id,
        number=line.number,
        dialled=number,
        began_at=line.began_at,
        ended_at=line.ended_at,
        spoke=any(one.was_answered for one in others),
        now=now,
    )
    return True


def _not_ours(missing: Iterable[Line], since: datetime) -> Iterable[Found]:
    for line in missing:
        if line.began_at >= since:
            data = {"number": line.number[-4:], "dialled": line.dialled, "seconds": line.seconds}
            yield Found(line.line_id, Difference.What.NOT_OURS, line.began_at, data)


def _not_theirs(
    ours: Mapping[str, Call], lines: Mapping[str, Line], since: datetime, until: datetime
) -> Iterable[Found]:
    for line_id, call in ours.items():
        if line_id not in lines and call.began_at >= since and call.ended_at and call.ended_at < until:
            data = {"call": str(call.pk), "outcome": call.outcome}
            yield Found(line_id, Difference.What.NOT_THEIRS, call.began_at, data)


def _other_length(ours: Mapping[str, Call], lines: Mapping[str, Line], since: datetime) -> Iterable[Found]:
    for line_id, call in ours.items():
        line = lines.get(line_id)
        if line is None or call.ended_at is None or call.began_at < since:
            continue
        seconds = (call.ended_at - call.began_at).total_seconds()
        if abs(seconds - line.seconds) > LONGER:
            data = {"call": str(call.pk), "ours": seconds, "theirs": line.seconds}
            yield Found(line_id, Difference.What.LENGTH, call.began_at, data)
