"""Measures Sunwai on this machine: `python -m bench [--json]` (`make bench`).

A database of its own, as durable as a real one, is made in a temporary folder, filled with the whole state's
places, departments and posts, and thrown away. Every measure runs a few times; the median is shown. One
process does all the work, so what else the machine is doing shows in the figures.
"""

from __future__ import annotations

import csv
import json
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import batched
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
CITIZENS = 200
REGISTRATIONS = 300  # a run
DUE_CASES = 10_000
FRESH = ("ka", "ti", "no", "mu", "का", "ती")  # tails that make a word one never seen before

Figures = dict[str, float]


def main(arguments: list[str]) -> int:
    """Measure, and print the table, or with `--json` the figures."""
    say = (lambda line: None) if "--json" in arguments else (lambda line: print(line, file=sys.stderr))
    with database(say):
        bench = Bench()
        figures: Figures = {}
        for measure, runs in MEASURES.items():
            say(measure.__doc__ or measure.__name__)
            figures |= medians([measure(bench) for _run in range(runs)])
    if "--json" in arguments:
        print(json.dumps({name: round(value, 3) for name, value in figures.items()}, indent=2))
        return 0
    for name, (what, unit) in TABLE.items():
        print(f"{what:<58}{figures[name]:>10,.{0 if figures[name] >= 100 else 2}f} {unit}")
    return 0


def medians(runs: list[Figures]) -> Figures:
    """The median of each figure over the runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


@contextmanager
def database(say: Callable[[str], object]) -> Iterator[None]:
    """Django on a new embedded database with the state's reference data, gone afterwards."""
    sys.path.insert(0, str(ROOT / "src"))
    from sunwai.config.embedded_database import Cluster
    from sunwai.config.environment import Mode, settle

    with tempfile.TemporaryDirectory(prefix="sunwai-bench-") as folder:
        Path(folder).chmod(0o711)  # under root the server runs as another user
        os.environ["SUNWAI_DATA"] = folder
        settle(Mode.DEMO)
        cluster = Cluster(Path(folder), say=say)
        os.environ["DATABASE_URL"] = cluster.start()
        try:
            import django
            from django.db import connection

            django.setup()
            load(say)
            yield
            connection.close()
        finally:
            cluster.remove()


def load(say: Callable[[str], object]) -> None:
    """The reference data, with somebody in every post."""
    from sunwai.config.load import prepare
    from sunwai.offices.models import Post

    prepare(demo=False, say=say)
    Post.objects.update(is_filled=True)


class Bench:
    """What the measures share: texts, citizens, places, and a working morning."""

    def __init__(self) -> None:
        from sunwai.citizens.actions import register_citizen
        from sunwai.core.clock import IST, today
        from sunwai.offices.enums import PhotoNeed, Sensitivity
        from sunwai.offices.models import Category
        from sunwai.places.enums import PlaceKind
        from sunwai.places.models import Place

        dice = random.Random(181)
        # In calling hours, so that a message is queued with its case.
        self.now = datetime.combine(today(), time(11), IST)
        self.texts = [row["text"] for row in _rows("data/samples/complaints.csv")]
        self.tests = [row["text"] for row in _rows("data/samples/suggestion_test.csv")]
        self.searches = [(row["query"], row["district"]) for row in _rows("tests/places/queries.csv")]
        self.districts = {place.name_en: place for place in Place.objects.of_kind(PlaceKind.DISTRICT)}
        villages = Place.objects.active().of_kind(PlaceKind.VILLAGE).values_list("pk", flat=True)
        chosen = dice.sample(sorted(villages), REGISTRATIONS)
        self.places = list(Place.objects.select_related("district").filter(pk__in=chosen))
        self.categories = list(
            Category.objects.select_related("department")
            .filter(is_active=True, sensitivity=Sensitivity.NORMAL)
            .exclude(photo=PhotoNeed.REQUIRED)
        )
        self.citizens = [
            register_citizen(mobile=str(6000000001 + at), name="आविष्कृत", language="hi", now=self.now)
            for at in range(CITIZENS)
        ]
        self.dice = dice


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────────────
def keys(bench: Bench) -> Figures:
    """Script-blind keys"""
    from sunwai.language import key

    tail = bench.dice.choice(FRESH) + bench.dice.choice(FRESH)
    texts = [" ".join(word + tail for word in text.split()) for text in bench.texts]
    return {"keys": len(texts) / _seconds(lambda: [key(text) for text in texts])}


def suggestion(bench: Bench) -> Figures:
    """Category suggestion"""
    from sunwai.grievances.suggestion import suggest

    suggest(bench.tests[0])  # reads the model
    return {"suggestion": 1000 * _seconds(lambda: [suggest(text) for text in bench.tests]) / len(bench.tests)}


def place_search(bench: Bench) -> Figures:
    """Place search over the whole state and inside a district"""
    from sunwai.places.selectors import search_places

    def ask(text: str, district: Any) -> float:
        return 1000 * _seconds(lambda: search_places(text, district=district))

    state = [ask(text, None) for text, _district in bench.searches]
    inside = [ask(text, bench.districts.get(district)) for text, district in bench.searches]
    return {"search": _p95(state), "search_in_district": _p95(inside)}


def registration(bench: Bench) -> Figures:
    """Registration of complaints, one after the other, and the same rows by bare SQL"""
    from sunwai.grievances.actions.registration import Complaint, register_grievance
    from sunwai.grievances.enums import Kind
    from sunwai.messages.enums import Channel

    def register(at: int) -> Any:
        citizen = bench.citizens[at % CITIZENS]
        complaint = Complaint(
            kind=Kind.COMPLAINT,
            category=bench.dice.choice(bench.categories),
            place=bench.places[at],
            text=bench.dice.choice(bench.texts),
        )
        return register_grievance(
            citizen=citizen, complaint=complaint, channel=Channel.PORTAL, actor=citizen, now=bench.now
        )

    last = register(0)
    cpu = process_time()
    ours = REGISTRATIONS / _seconds(lambda: [register(at) for at in range(REGISTRATIONS)])
    cpu = process_time() - cpu
    bare = _bare_registrations(last.pk)
    return {
        "registrations": ours,
        "registration_cpu": 1000 * cpu / REGISTRATIONS,
        "bare": bare,
        "ratio": ours / bare,
    }


def climbing(bench: Bench) -> Figures:
    """10,000 cases whose level had its time"""
    from sunwai.grievances.sweeps import climb_due

    _make_due(bench.now)
    moved = 0

    def sweep() -> None:
        nonlocal moved
        while some := climb_due(now=bench.now):
            moved += some

    took = _seconds(sweep)
    return {"climbing": moved / took}


def audit(bench: Bench) -> Figures:
    """Verifying the timelines"""
    from sunwai.casework.audit import verify

    start = perf_counter()
    events, broken = verify()
    took = perf_counter() - start
    if broken:
        raise AssertionError(f"the timeline does not verify: {broken[0]}")
    return {"audit": events / took}


MEASURES: dict[Callable[[Bench], Figures], int] = {
    keys: RUNS,
    suggestion: RUNS,
    place_search: RUNS,
    registration: RUNS,
    climbing: RUNS,
    audit: RUNS,
}

TABLE = {
    "keys": ("script-blind keys of complaint texts never seen before", "a second"),
    "suggestion": ("category suggestion for one text", "ms"),
    "search": ("place search over 56,000 places, 95th percentile", "ms"),
    "search_in_district": ("place search within a district, 95th percentile", "ms"),
    "registrations": ("complaints registered, one process, each committed to disk", "a second"),
    "registration_cpu": ("  Python's processor time for one", "ms"),
    "bare": ("  the same rows by bare SQL, one commit each", "a second"),
    "ratio": ("  share of that ceiling", ""),
    "climbing": ("overdue cases moved to the next level, citizens told", "a second"),
    "audit": ("events of the timeline verified", "a second"),
}


# ── Below them ───────────────────────────────────────────────────────────────────────────────────────────
def _bare_registrations(case_id: int) -> float:
    """How many times a second the rows that registering a case wrote can be written by psycopg alone."""
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(os.environ["DATABASE_URL"], row_factory=dict_row) as connection:

        def row(table: str, where: str, *given: Any) -> dict[str, Any]:
            found = connection.execute(f"SELECT * FROM {table} WHERE {where}", given).fetchone()
            assert found, f"registration wrote no row of {table}"
            return found

        case = row("grievances_grievance", "id = %s", case_id)
        event = row("casework_event", "case_kind = 'grievance' AND case_id = %s", case_id)
        words = row("casework_eventwords", "event_id = %s", event["id"])
        message = row("sunwai_messages_message", "case_id = %s", case_id)
        job = row("procrastinate_jobs", "(args->>'message_id')::bigint = %s", message["id"])
        connection.commit()

        def write() -> None:
            number = connection.execute("SELECT nextval('core_series_grievance') AS at").fetchone()["at"]
            new = _insert(connection, "grievances_grievance", case | {"reference": f"B{number}"})
            happened = _insert(connection, "casework_event", event | {"case_id": new})
            _insert(connection, "casework_eventwords", words | {"event_id": happened}, returning="event_id")
            told = _insert(connection, "sunwai_messages_message", message | {"case_id": new})
            _insert(connection, "procrastinate_jobs", job | {"args": {"message_id": told}})
            connection.commit()

        write()
        return REGISTRATIONS / _seconds(lambda: [write() for _time in range(REGISTRATIONS)])


def _insert(connection: Any, table: str, row: dict[str, Any], *, returning: str = "id") -> int:
    from psycopg.types.json import Jsonb

    row = {name: value for name, value in row.items() if name != "id"}
    values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
    columns, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {returning}"
    return int(connection.execute(statement, values).fetchone()[returning])


def _make_due(now: datetime) -> None:
    """10,000 cases at L1 whose time is over: copies of registered ones, made once, put back for each run."""
    from django.db import connection

    from sunwai.grievances.models import Grievance

    missing = DUE_CASES - Grievance.objects.count()
    if missing > 0:
        originals = list(Grievance.objects.order_by("pk")[: min(missing, 500)])
        copies = [originals[at % len(originals)] for at in range(missing)]
        for number, some in enumerate(batched(copies, 1000)):
            fresh = [
                Grievance(
                    **{field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
                    | {"id": None, "reference": f"C{number * 1000 + at}"}
                )
                for at, one in enumerate(some)
            ]
            Grievance.objects.bulk_create(fresh)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE grievances_grievance SET level = 1, post_id = coalesce(line[1], post_id), due_at = %s,"
            " state = 'open'",
            [now - timedelta(hours=1)],
        )
        cursor.execute("VACUUM ANALYZE grievances_grievance")


def _seconds(do: Callable[[], object]) -> float:
    start = perf_counter()
    do()
    return perf_counter() - start


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
