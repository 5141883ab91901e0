"""Taking in: page by page, each one transaction; what is known is passed by, what is broken put aside.

    page ─▶ broken: aside, with the reason
         ─▶ known by its number: nothing
         ─▶ no subject or district of ours for it yet: waits, its 21 days run
         ─▶ a case: citizen, officer, clocks, timeline, message

Killed half-way, the next run begins with the page that was not finished: what it had done is known by its number.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from datetime import time as hour
from itertools import chain
from typing import Any

from django.db import DataError, IntegrityError, connection

from sunwai.casework.action import action
from sunwai.citizens.actions import Person
from sunwai.citizens.many import citizens_of
from sunwai.core import clock, rows
from sunwai.core.clock import IST
from sunwai.core.encryption import decrypt, encrypt
from sunwai.core.options import option
from sunwai.core.side_by_side import processes
from sunwai.cpgrams import links
from sunwai.cpgrams.actions.aside import put_aside, settle_aside
from sunwai.cpgrams.atlas import Atlas, atlas
from sunwai.cpgrams.enums import WaitsFor
from sunwai.cpgrams.models import CentralCategory, CentralGrievance, CentreLink
from sunwai.cpgrams.ports import Centre, CentreFailed, Page
from sunwai.cpgrams.reading import Good, Read, as_json, pages, read_page
from sunwai.cpgrams.records import Record, read_record
from sunwai.grievances.many import Brought, as_kept, register_many, reserve_numbers
from sunwai.messages.enums import Channel

WAITING_BATCH = 1_000
LARGE = 1_000  # cases after which the planner should know what has grown, and pages are written side by side
AT_ONCE = 2  # processes that write large pages
GROWS = ("citizens_citizen", "grievances_grievance", "cpgrams_centralgrievance")


@dataclass
class Taken:
    """What an intake did: records read, and of these taken in, known before, waiting, put aside."""

    read: int = 0
    taken: int = 0
    known: int = 0
    waiting: int = 0
    aside: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def __str__(self) -> str:
        return f"{self.read:,} read: {self.taken:,} taken in, {self.known:,} known, {self.waiting:,} waiting, {self.aside:,} put aside"  # noqa: E501


def take_in(*, centre: Centre, progress: Callable[[Taken], object] = lambda taken: None) -> Taken:
    """Take in everything new at `centre`, to its end.

    Raises:
        CentreFailed: it cannot be read; what was taken in before stays.
    """
    link, _new = CentreLink.objects.get_or_create(name=centre.name)
    taken = Taken()
    for mark, some in _written(centre.name, _noted(centre, link.grievances_mark)):
        taken += some
        progress(taken)
        centre.settle(mark)
        if taken.taken >= LARGE:
            _tell_planner(taken.taken)
    return taken


def _noted(centre: Centre, mark: str) -> Iterator[Page]:
    """The pages behind `mark`; that they were asked for is noted here, for their fetching asks no database."""
    asked = links.Asked("grievances", clock.now(), time.monotonic())
    try:
        for page, asked_so in pages(centre, mark, now=clock.now):
            links.note(centre.name, asked_so)
            yield page
    except CentreFailed as error:
        links.note(centre.name, asked, error)
        raise


def _written(source: str, coming: Iterator[Page]) -> Iterator[tuple[str, Taken]]:
    """Each page is written; from the first large one on by processes of their own."""
    for page in coming:
        if len(page.records) >= LARGE:
            yield from _written_side_by_side(source, chain([page], coming))
        else:
            now = clock.now()
            yield page.mark, _take_safely(source, read_page(page, now=now), now)


def _written_side_by_side(source: str, coming: Iterable[Page]) -> Iterator[tuple[str, Taken]]:
    """Some pages at once: Python's share of the work is as large as PostgreSQL's, and threads would share a processor.

    The mark moves in the order of the pages. One that was written while one before it was not moves no mark: after a
    crash it is read, and known, again.
    """
    under_way: deque[tuple[str, Future[Taken]]] = deque()
    with processes(AT_ONCE) as pool:
        for page in coming:
            under_way.append((page.mark, pool.submit(_take_alone, source, page, clock.now())))
            if len(under_way) > AT_ONCE:
                yield _ended(source, *under_way.popleft())
        for mark, future in under_way:
            yield _ended(source, mark, future)


def _ended(source: str, mark: str, future: Future[Taken]) -> tuple[str, Taken]:
    taken = future.result()
    CentreLink.objects.filter(name=source).update(grievances_mark=mark)
    return mark, taken


def _take_alone(source: str, page: Page, now: datetime) -> Taken:
    return _take_safely(source, replace(read_page(page, now=now), mark=None), now)


def _take_safely(source: str, page: Read, now: datetime) -> Taken:
    """The page; where the database refuses it, its halves, down to the one record that is to blame."""
    try:
        return take_page(source=source, page=page, now=now)
    except (DataError, IntegrityError) as error:
        if not page.good:
            raise
        if len(page.good) == 1:
            return take_page(source=source, page=page.without(type(error).__name__), now=now)
    first, second = page.halves()
    return _take_safely(source, first, now) + _take_safely(source, second, now)


@action
def take_page(*, source: str, page: Read, now: datetime) -> Taken:
    """One page, and how far that is; the same page again changes nothing."""
    known = atlas()
    entries = _entries(page.good, known, source, now)
    new = rows.claim(CentralGrievance, [row for _one, row in entries], unique="registration_no")
    mine = [(one, row) for one, row in entries if one.record.registration_no in new]
    _register([(one.record, one.text, one.key, row["grievance_id"]) for one, row in mine], known, now)
    _keep_unknown_categories(row["category_code"] for _one, row in mine if row["waits_for"])
    aside = put_aside(page.bad, source=source, now=now)
    settle_aside(new, now=now)
    if page.mark is not None:
        CentreLink.objects.filter(name=source).update(grievances_mark=page.mark)
    waiting = sum(1 for _one, row in mine if row["waits_for"])
    return Taken(
        read=len(page.good) + len(page.bad),
        taken=len(new) - waiting,
        known=len(page.good) - len(new),
        waiting=waiting,
        aside=aside,
    )


def dispatch_all_waiting(*, now: datetime) -> int:
    """Everything that waits and need not any more becomes a case; how many did."""
    done = 0
    while some := dispatch_waiting(now=now):
        done += some
    return done


@action
def dispatch_waiting(*, now: datetime) -> int:
    """One batch of those that waited for a subject or a district, and have one now."""
    known = atlas()
    ready = _ready(known)
    batch = list(
        CentralGrievance.objects.filter(pk__in=ready).order_by("pk").select_for_update(skip_locked=True)
    )
    read = [(row, read_record(json.loads(decrypt(row.record or b"")), now=now)) for row in batch]
    numbers = reserve_numbers(len(read))
    changes = []
    made = []
    for (row, record), number in zip(read, numbers, strict=True):
        made.append((record, *as_kept(record.text), number))
        changes.append({"id": row.pk, "grievance_id": number, "record": None, "waits_for": ""})
    _register(made, known, now)
    rows.change(CentralGrievance, changes)
    return len(batch)


def due_at(received_at: datetime) -> datetime:
    """The end of the last day that the centre leaves a state, in days of the calendar (DARPG, 23 August 2024: 21)."""
    last = received_at.astimezone(IST).date() + timedelta(days=option("cpgrams.days"))
    return datetime.combine(last, hour(23, 59, 59), IST)


def _entries(
    good: Sequence[Good], known: Atlas, source: str, now: datetime
) -> list[tuple[Good, dict[str, Any]]]:
    numbers = iter(reserve_numbers(len(good)))
    in_order = sorted(
        good, key=lambda one: one.record.registration_no
    )  # so that two never wait for each other
    return [(one, _entry(one, known, source, next(numbers), now)) for one in in_order]


def _entry(one: Good, known: Atlas, source: str, number: int, now: datetime) -> dict[str, Any]:
    """The row of the register for a record."""
    record = one.record
    waits_for = _waits_for(record.category, record.district, known)
    return {
        "registration_no": record.registration_no,
        "grievance_id": None if waits_for else number,
        "source": source,
        "category_code": record.category,
        "org_code": record.org_code,
        "district_name": record.district,
        "remarks": record.remarks,
        "received_at": record.received_at,
        "due_at": due_at(record.received_at),
        "taken_at": now,
        "waits_for": waits_for,
        "record": encrypt(as_json(one.raw)) if waits_for else None,
        "warned": 0,
        "seen_seq": 0,
        "told_status": "",
        "told_end": 0,
        "their_status": "",
        "appeals": 0,
    }


def _waits_for(category: int, district: str, known: Atlas) -> str:
    if known.category(category) is None:
        return WaitsFor.CATEGORY.value
    return WaitsFor.NOTHING.value if known.district(district) else WaitsFor.DISTRICT.value


def _register(made: Sequence[tuple[Record, str, str, int | None]], known: Atlas, now: datetime) -> None:
    """Cases of the records that have a number for one."""
    ready = [one for one in made if one[3]]
    people = [Person(mobile=record.mobile, name=record.name) for record, *_rest in ready]
    cases = [
        _brought(record, text, key, number or 0, citizen, known)
        for (record, text, key, number), citizen in zip(ready, citizens_of(people, now=now), strict=True)
    ]
    register_many(cases=cases, channel=Channel.CPGRAMS, now=now)


def _brought(record: Record, text: str, key: str, number: int, citizen: Any, known: Atlas) -> Brought:
    category, district = known.category(record.category), known.district(record.district)
    assert category
    assert district
    return Brought(
        number=number,
        citizen=citizen,
        category=category,
        place=district,
        text=text,
        key=key,
        source_reference=record.registration_no,
    )


def _keep_unknown_categories(codes: Any) -> None:
    """A code that the released tree lacks gets a row, for which a subject can be chosen."""
    CentralCategory.objects.bulk_create(
        [CentralCategory(code=code) for code in sorted(set(codes))], ignore_conflicts=True
    )


READY = """
    SELECT id FROM cpgrams_centralgrievance
    WHERE waits_for <> '' AND category_code = ANY(%s) AND district_name = ANY(%s) ORDER BY id LIMIT %s
"""


def _ready(known: Atlas) -> list[int]:
    waiting = CentralGrievance.objects.exclude(waits_for="")
    codes = waiting.values_list("category_code", flat=True).distinct()
    names = waiting.values_list("district_name", flat=True).distinct()
    mapped = [code for code in codes if known.category(code)]
    found = [name for name in names if known.district(name)]
    with connection.cursor() as cursor:
        cursor.execute(READY, [mapped, found, WAITING_BATCH])
        return [pk for (pk,) in cursor.fetchall()]


def _tell_planner(added: int) -> None:
    """Tables that have just grown from nearly nothing are otherwise read the slow way (as in `places.lineage`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[]) AND reltuples * 4 < %s",
            [list(GROWS), added],
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {table}")
