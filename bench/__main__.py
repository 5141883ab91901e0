"""Measures Sunwai on this machine: `sunwai bench NAME`, `python -m bench NAME` (`make bench` for all).

NAME            register, status, worklist, case-page, search, sweep, flood; all; functions; calls; cpgrams
--rows N        complaints in the database (100000); `all` takes 100000 and 1000000
--seconds S     how long each measure asks (10)
--only NAMES    of calls: held,set-up,talks,queue,pop (all)
--keep FOLDER   keep the database there and find it filled the next time
--json          the figures as one object
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

SIZES = (100_000, 1_000_000)
COLUMNS = (
    "operations_per_second",
    "cpu_ms",
    "p50_ms",
    "p95_ms",
    "p99_ms",
    "ceiling_operations_per_second",
    "queries",
    "memory_mb",
)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="sunwai bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("name", nargs="?", default="all")
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if given.name == "functions":
        from bench.functions import main as functions

        return functions(["--json"] if given.json else [])
    if given.name == "calls":
        return _calls(given)
    if given.name == "cpgrams":
        return _central(given)
    return _helpline(given)


def _calls(given: argparse.Namespace) -> int:
    """The telephone; `--rows` complaints are behind it (10000)."""
    from bench.calls import MEASURES, measure
    from bench.helpline import helpline
    from bench.telephone import enter_private_network

    names = given.only.split(",") if given.only else list(MEASURES)
    if unknown := [name for name in names if name not in MEASURES]:
        raise SystemExit(f"There is no measure {unknown[0]} of calls: {', '.join(MEASURES)}.")

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    enter_private_network()
    results = []
    with helpline(given.rows or 10_000, folder=given.keep, say=say) as line:
        for row in measure(line, names, say):
            results.append(row)
            if not given.json:
                print("  ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    if given.json:
        print(json.dumps(results, indent=2))
    return 0


def _central(given: argparse.Namespace) -> int:
    """A file of `--rows` central grievances (100000), taken into an empty helpline."""
    from bench.central import take_in_file
    from bench.helpline import helpline

    with helpline(0, folder=given.keep, say=lambda text: print(text, file=sys.stderr, flush=True)) as line:
        figures = take_in_file(line, given.rows or SIZES[0])
    rounded = {name: round(value, 2) for name, value in figures.items()}
    print(json.dumps(rounded, indent=2) if given.json else "  ".join(f"{k} {v}" for k, v in rounded.items()))
    return 0


def _helpline(given: argparse.Namespace) -> int:
    from bench.helpline import helpline
    from bench.measures import MEASURES

    names = list(MEASURES) if given.name == "all" else [given.name]
    if unknown := [name for name in names if name not in MEASURES]:
        raise SystemExit(
            f"There is no measure {unknown[0]}: {', '.join(MEASURES)}, all, functions, calls, cpgrams."
        )
    sizes = [given.rows] if given.rows else list(SIZES if given.name == "all" else SIZES[:1])
    results = []
    with helpline(
        sizes[0], folder=given.keep, say=lambda text: print(text, file=sys.stderr, flush=True)
    ) as line:
        for rows in sizes:
            line.grow(rows)
            for name in names:
                print(f"{name} at {rows:,}", file=sys.stderr, flush=True)
                figures = MEASURES[name](line, given.seconds)
                results.append(
                    {"name": name, "rows": rows} | {key: round(value, 2) for key, value in figures.items()}
                )
    if given.json:
        print(json.dumps(results[0] if len(results) == 1 else results, indent=2))
        return 0
    print(
        f"{'':<12}{'complaints':>11}"
        + "".join(
            f"{column.replace('operations_per_second', 'per s').replace('_', ' '):>15}" for column in COLUMNS
        )
    )
    for row in results:
        print(
            f"{row['name']:<12}{row['rows']:>11,}"
            + "".join(f"{row.get(column, ''):>15}" for column in COLUMNS)
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
