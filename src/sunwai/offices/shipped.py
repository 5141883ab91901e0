"""Reading `data/departments/*.toml`: one file a department, checked as a whole before anything is loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sunwai.offices.enums import AppliesTo, PhotoNeed, Sensitivity
from sunwai.offices.models import questions_problem
from sunwai.places.enums import PlaceKind

AREAS = frozenset(
    {
        PlaceKind.BLOCK,
        PlaceKind.TEHSIL,
        PlaceKind.URBAN_BODY,
        PlaceKind.DISTRICT,
        PlaceKind.DIVISION,
        PlaceKind.STATE,
    }
)
LEVELS = (1, 2, 3, 4)
NAMES = ("name_en", "name_hi")
NEEDED = {"department": ("code", *NAMES, "short_en", "short_hi", "order", "ladder", "category")}


class BadDepartments(Exception):
    """Files that cannot be loaded; `problems` are lines of `file: entry: what is wrong`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_departments(folder: Path) -> list[dict[str, Any]]:
    """All departments of `folder`, in order of their files.

    Raises:
        BadDepartments: something in them is missing, twice there, or makes no sense. Nothing is half read.
    """
    departments, problems = [], []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            department = tomllib.loads(path.read_text())
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{path.name}: {error}")
            continue
        found = [f"{path.name}: {problem}" for problem in _problems(department)]
        if (code := str(department.get("code"))) in seen:
            found.append(f"{path.name}: {code}: also in {seen[code]}")
        seen[code] = path.name
        problems += found
        departments.append(department)
    if problems:
        raise BadDepartments(problems)
    return departments


def _problems(department: dict[str, Any]) -> Iterator[str]:
    missing = [name for name in NEEDED["department"] if name not in department]
    if missing:
        yield f"missing: {', '.join(missing)}"
        return
    codes = [category.get("code") for category in department["category"]]
    yield from (f"{code}: twice there" for code in {code for code in codes if codes.count(code) > 1})
    for category in department["category"]:
        yield from (f"{category.get('code')}: {problem}" for problem in _category_problems(category))
    for rung in department["ladder"]:
        yield from (
            f"ladder L{rung.get('level')}: {problem}" for problem in _rung_problems(rung, frozenset(codes))
        )
    for level in LEVELS:
        for setting in (AppliesTo.RURAL, AppliesTo.URBAN):
            if not _covered(department["ladder"], level, setting):
                yield f"ladder: nobody at L{level} for {setting} places"


def _category_problems(category: dict[str, Any]) -> Iterator[str]:
    if missing := [name for name in ("code", "group", "days", *NAMES) if not category.get(name)]:
        yield f"missing: {', '.join(missing)}"
        return
    days = category["days"]
    if len(days) != len(LEVELS) or not all(isinstance(day, int) and 1 <= day <= 180 for day in days):
        yield "days: four whole numbers of working days"
    if category.get("photo", PhotoNeed.USEFUL) not in PhotoNeed.values:
        yield f"photo: one of {', '.join(PhotoNeed.values)}"
    if category.get("sensitivity", Sensitivity.NORMAL) not in Sensitivity.values:
        yield f"sensitivity: one of {', '.join(Sensitivity.values)}"
    if problem := questions_problem(category.get("questions", [])):
        yield f"questions: {problem}"


def _rung_problems(rung: dict[str, Any], codes: frozenset[str]) -> Iterator[str]:
    for name in ("designation", "designation_en", "designation_hi"):
        if not rung.get(name):
            yield f"missing: {name}"
    if rung.get("level") not in LEVELS:
        yield "level: 1 to 4"
    if rung.get("area") not in AREAS:
        yield f"area: one of {', '.join(sorted(AREAS))}"
    if rung.get("setting", AppliesTo.ANY) not in AppliesTo.values:
        yield f"setting: one of {', '.join(AppliesTo.values)}"
    if unknown := set(rung.get("categories", [])) - codes:
        yield f"categories: unknown {', '.join(sorted(unknown))}"


def _covered(ladder: list[dict[str, Any]], level: int, setting: str) -> bool:
    return any(
        rung.get("level") == level
        and not rung.get("categories")
        and rung.get("setting", AppliesTo.ANY) in (AppliesTo.ANY, setting)
        for rung in ladder
    )
