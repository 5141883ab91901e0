"""Measures single functions: `sunwai bench functions`.

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
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
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
    """What the measures share: texts, searches, districts."""

    def __init__(self) -> None:
        from sunwai.places.enums import PlaceKind
        from sunwai.places.models import Place

        self.dice = random.Random(181)
        self.texts = [row["text"] for row in _rows("data/samples/complaints.csv")]
        self.tests = [row["text"] for row in _rows("data/samples/suggestion_test.csv")]
        self.searches = [(row["query"], row["district"]) for row in _rows("tests/places/queries.csv")]
        self.districts = {place.name_en: place for place in Place.objects.of_kind(PlaceKind.DISTRICT)}


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


def scheme_search(bench: Bench) -> Figures:
    """Scheme search over the whole directory: what people say, and names with slips never seen before"""
    from sunwai.schemes.search import current
    from sunwai.schemes.selectors import search_schemes

    needs = [need for scheme in current().schemes for need in scheme.needs]
    asked = [slip(bench.dice, text) for text in bench.dice.sample(needs, 500)]
    times = [1000 * _seconds(lambda text=text: search_schemes(text)) for text in asked]
    return {"schemes": statistics.median(times), "schemes_p95": _p95(times)}


def slip(dice: random.Random, text: str) -> str:
    """The text with two neighbouring letters swapped in its longest word."""
    longest = max(text.split(), key=len)
    at = dice.randrange(max(1, len(longest) - 2)) + 1
    return text.replace(longest, longest[:at] + longest[at : at + 2][::-1] + longest[at + 2 :])


MEASURES: dict[Callable[[Bench], Figures], int] = {
    keys: RUNS,
    suggestion: RUNS,
    place_search: RUNS,
    scheme_search: RUNS,
}

TABLE = {
    "keys": ("script-blind keys of complaint texts never seen before", "a second"),
    "suggestion": ("category suggestion for one text", "ms"),
    "search": ("place search over 56,000 places, 95th percentile", "ms"),
    "search_in_district": ("place search within a district, 95th percentile", "ms"),
    "schemes": ("scheme search with a slip, median", "ms"),
    "schemes_p95": ("scheme search with a slip, 95th percentile", "ms"),
}


# ── Below them ───────────────────────────────────────────────────────────────────────────────────────────
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
