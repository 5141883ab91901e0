"""Pages of the centre, fetched ahead of what is being written and read record by record."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sunwai.cpgrams.enums import Reason
from sunwai.cpgrams.links import Asked
from sunwai.cpgrams.ports import Centre, Page
from sunwai.cpgrams.records import Broken, Record, clean, read_record, registration_no
from sunwai.grievances.many import as_kept


@dataclass(frozen=True, slots=True)
class Good:
    """A record that can be taken in, with the text and the key of its case."""

    place: str
    raw: Any
    record: Record
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that cannot."""

    place: str
    raw: Any
    reason: Reason
    detail: str
    registration_no: str

    @property
    def digest(self) -> bytes:
        """Tells the same record from another one."""
        return hashlib.sha256(as_json(self.raw).encode()).digest()


@dataclass(frozen=True)
class Read:
    """A page that was read; `mark` is None where somebody else notes how far that is."""

    good: Sequence[Good]
    bad: Sequence[Bad]
    mark: str | None

    def halves(self) -> tuple[Read, Read]:
        """Two smaller ones; only the second one moves the mark."""
        middle = len(self.good) // 2
        first = replace(self, good=self.good[:middle], mark=None)
        return first, replace(self, good=self.good[middle:], bad=())

    def without(self, why: str) -> Read:
        """The same with its one good record put aside."""
        (one,) = self.good
        bad = Bad(one.place, one.raw, Reason.DATABASE, clean(why, 200), one.record.registration_no)
        return replace(self, good=(), bad=(*self.bad, bad))


def pages(centre: Centre, mark: str, *, now: Callable[[], datetime]) -> Iterator[tuple[Page, Asked]]:
    """The pages behind `mark`, and how each was asked for. While one is being written, the next one is fetched."""
    with ThreadPoolExecutor(1, thread_name_prefix="cpgrams-fetching") as ahead:
        coming = ahead.submit(_fetch, centre, mark, now)
        while True:
            page, asked = coming.result()
            if not page.is_last:
                coming = ahead.submit(_fetch, centre, page.mark, now)
            yield page, asked
            if page.is_last:
                return


def read_page(page: Page, *, now: datetime) -> Read:
    """Every record of `page`, good or bad; one number twice counts once."""
    good: dict[str, Good] = {}
    bad: list[Bad] = []
    for place, raw in page.records:
        try:
            record = read_record(raw, now=now)
        except Broken as error:
            bad.append(Bad(place, raw, error.reason, error.detail, _number_of(raw)))
            continue
        good.setdefault(record.registration_no, Good(place, raw, record, *as_kept(record.text)))
    return Read(tuple(good.values()), tuple(bad), page.mark)


def as_json(raw: Any) -> str:
    """`raw` to be kept: whatever it is."""
    return json.dumps(raw, default=str, sort_keys=True)


def _fetch(centre: Centre, mark: str, now: Callable[[], datetime]) -> tuple[Page, Asked]:
    at, started = now(), time.monotonic()
    page = centre.grievances(mark)
    return page, Asked("grievances", at, started, len(page.records), time.monotonic())


def _number_of(raw: Any) -> str:
    try:
        return registration_no(raw)
    except Broken:
        return ""
