"""Invented grievances as CPGRAMS would drop them: the same every time, for trying things out, tests and benchmarks."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sunwai.core.clock import IST
from sunwai.core.data import path

SEED = 181
COLUMNS = (
    "registration_no", "DiaryDate", "recvd_date", "closing_date", "resolution_date", "org_code", "CategoryV7",
    "subject_content_text", "remarks_text", "state", "dist_name", "name", "mobile", "email", "address",
)  # fmt: skip
WITH_MOBILE = 0.3
FIRST_MOBILE = 6_000_000_000  # a range set apart for invented people
UNMAPPED = "90000001"  # a category that the tree lacks
EVERY_UNMAPPED, EVERY_MISSPELT, EVERY_BROKEN = 40, 60, 100  # rows between two of a kind


def write_drop(*, folder: Path, rows: int, now: datetime, name: str = "", faults: bool = True) -> Path:
    """Write a file of `rows` invented grievances with its manifest into `folder`; the file.

    Args:
        faults: with some that are broken, of an unknown category, of a misspelt district.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (name or f"cpgrams_{rows}.csv")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(invented(rows, now=now, faults=faults))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest = {"kind": "grievances", "sha256": digest, "rows": rows}
    file.with_name(f"{file.name}.manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return file


def invented(count: int, *, now: datetime, faults: bool = True, start: int = 1) -> Iterator[dict[str, str]]:
    """`count` invented grievances of the last ten days, numbered from `start`."""
    dice = random.Random(SEED)  # noqa: S311 (invents, guards nothing)
    texts, codes, districts, names = _texts(), _codes(), _districts(), _names()
    for n in range(start, start + count):
        department, text = dice.choice(texts)
        received = (now - timedelta(minutes=dice.randrange(10 * 24 * 60))).astimezone(IST)
        row = dict.fromkeys(COLUMNS, "") | {
            "registration_no": f"GOVMP/E/{now.year}/{n:07}",
            "DiaryDate": (received - timedelta(days=1)).isoformat(timespec="seconds"),
            "recvd_date": received.isoformat(timespec="seconds"),
            "org_code": "GOVMP",
            "CategoryV7": dice.choice(codes.get(department) or codes["revenue"]),
            "subject_content_text": f"{text} ({n})",
            "remarks_text": "Forwarded for necessary action.",
            "state": "MADHYA PRADESH",
            "dist_name": dice.choice(districts).upper(),
            "name": dice.choice(names),
        }
        if dice.random() < WITH_MOBILE:
            row["mobile"] = str(FIRST_MOBILE + 1_000_000 + n)
        yield _faulty(row, n) if faults else row


def _faulty(row: dict[str, str], n: int) -> dict[str, str]:
    """Some are broken in one of four ways, some name what we do not know."""
    if n % EVERY_BROKEN == 0:
        wrong = (
            {"registration_no": "GOVMP-2026"},
            {"subject_content_text": " "},
            {"recvd_date": "", "DiaryDate": "yesterday"},
            {"CategoryV7": "roads"},
        )
        return row | wrong[n // EVERY_BROKEN % len(wrong)]
    if n % EVERY_UNMAPPED == 0:
        return row | {"CategoryV7": UNMAPPED}
    return row | {"dist_name": "BALLAGHATT ZILLA"} if n % EVERY_MISSPELT == 0 else row


def _texts() -> list[tuple[str, str]]:
    return [(row["category"].partition(".")[0], row["text"]) for row in _read("samples/complaints.csv")]


def _codes() -> dict[str, list[str]]:
    """Categories of CPGRAMS by the department of ours that they mean."""
    found: dict[str, list[str]] = {}
    for row in _read("cpgrams/mapping.csv"):
        found.setdefault(row["category"].partition(".")[0], []).append(row["code"])
    return found


def _districts() -> list[str]:
    return [row["name_en"] for row in _read("places/districts.csv")]


def _names() -> list[str]:
    given: dict[str, Any] = tomllib.loads(path("demo/names.toml").read_text(encoding="utf-8"))
    first = [name for kind in ("women", "men") for _hindi, name in given[kind]]
    return [f"{name} {surname}".title() for name in first for _hindi, surname in given["surnames"]]


def _read(name: str) -> list[dict[str, str]]:
    with path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
