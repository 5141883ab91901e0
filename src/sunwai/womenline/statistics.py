"""Figures of a confidential helpline from which nobody can be picked out.

A figure from 1 to 9 is not shown. Nor is it left to be found by subtracting: where the total and the other figures
stand, so many more are hidden that what is hidden together is at least twice the smallest cell, in at least two cells;
and of a month with fewer cases than that nothing is shown but what is zero. Which others are hidden along is drawn by a
key of the helpline, the same at every look: were it always the next smallest, that could be reckoned with. Zeros are
shown: they tell of nobody, and the ministry's return asks for them. `tests/womenline/test_statistics.py` plays one who
knows this rule and tries to work back.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.core.clock import IST
from sunwai.core.errors import NotAllowed
from sunwai.core.models import NumberSeries
from sunwai.core.options import option
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.womenline import perms
from sunwai.womenline.enums import Age, Category, Gender, Level, ReferralKind, Relationship, State
from sunwai.womenline.families import Family
from sunwai.womenline.models import Case, Referral

HIDDEN = None
# What can be counted: codes and their names. Districts are read from the places.
NAMES: dict[str, type[State] | type[Level] | type[Age] | type[Gender]] = {
    "state": State,
    "risk": Level,
    "age": Age,
    "gender": Gender,
}
DIMENSIONS = {
    "state": _("State of the case"),
    "risk": _("Danger"),
    "age": _("Age"),
    "gender": _("Gender"),
    "relationship": _("Who does it"),
    "category": _("What it is about"),
    "district": _("District"),
    "referral": _("Referred to"),
}


@dataclass(frozen=True)
class Table:
    """One dimension of a month: (code, name, figure or None where it is hidden)."""

    dimension: str
    title: str
    rows: tuple[tuple[str, str, int | None], ...]


@dataclass(frozen=True)
class Month:
    """What a helpline did in a month; `total` is None where it is hidden."""

    first: date
    total: int | None
    tables: tuple[Table, ...]


def suppressed(
    figures: Mapping[str, int], total: int, *, smallest: int, rank: Callable[[str], Any]
) -> dict[str, int | None]:
    """`figures` with None where one is not shown.

    Args:
        total: of cases; below twice `smallest` it counts as not shown itself.
        smallest: the smallest figure that is shown.
        rank: in which order others are hidden along; nobody outside may know it.
    """
    if total < 2 * smallest:
        return {code: 0 if figure == 0 else HIDDEN for code, figure in figures.items()}
    hidden = {code for code, figure in figures.items() if 0 < figure < smallest}
    others = sorted((code for code, figure in figures.items() if figure and code not in hidden), key=rank)
    while hidden and others and (len(hidden) < 2 or sum(figures[code] for code in hidden) < 2 * smallest):
        hidden.add(others.pop(0))
    return {code: HIDDEN if code in hidden else figure for code, figure in figures.items()}


def month(*, viewer: User, family: Family, first: date) -> Month:
    """The figures of the month that begins on `first`; behind the opened wall.

    Raises:
        NotAllowed: `viewer` does not review this helpline.
    """
    if not perms.may_review(viewer, family):
        raise NotAllowed
    smallest = option("women.smallest_cell")
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    span = tuple(datetime.combine(day, time.min, IST) for day in (first, following))
    cases = Case.objects.visible_to(viewer).filter(
        family=family.code, opened_at__gte=span[0], opened_at__lt=span[1]
    )
    rows = list(cases.values("state", "risk", "age", "gender", "relationship", "categories", "district_id"))
    referred = (
        Referral.objects.visible_to(viewer).filter(case__in=cases.values("pk")).values_list("kind", flat=True)
    )
    counted: dict[str, Counter[str]] = {name: Counter(row[name] for row in rows) for name in NAMES}
    counted["relationship"] = Counter(row["relationship"] or Relationship.NOT_SAID for row in rows)
    counted["category"] = Counter(category for row in rows for category in row["categories"])
    counted["district"] = Counter(str(row["district_id"] or "") for row in rows)
    counted["referral"] = Counter(referred)
    draw = _draw(family, first)
    tables = tuple(_table(name, counted[name], family, len(rows), smallest, draw) for name in _columns())
    shown = len(rows) == 0 or len(rows) >= 2 * smallest
    return Month(first, len(rows) if shown else HIDDEN, tables)


def monthly_return(*, figures: Month, family: Family, smallest: int) -> str:
    """The month as CSV for the ministry, hidden in the same places."""
    file = io.StringIO()
    out = csv.writer(file)
    less = f"hidden (smallest figure shown: {smallest})"
    out.writerow(["month", "helpline", "column", "code", "name", "cases"])
    start = [f"{figures.first:%Y-%m}", family.code]
    out.writerow([*start, "total", "", "", less if figures.total is None else figures.total])
    for table in figures.tables:
        for code, name, figure in table.rows:
            out.writerow([*start, table.dimension, code, name, less if figure is None else figure])
    return file.getvalue()


def _columns() -> list[str]:
    """What the setting asks for, as far as it is known."""
    return [name for name in option("women.return_columns") if name in DIMENSIONS]


def _draw(family: Family, first: date) -> Callable[[str], bytes]:
    """The order in which cells of this month are hidden along, by the key of the helpline's number series."""
    key = bytes(NumberSeries.objects.get(pk=family.series).key)
    return lambda cell: hmac.digest(key, f"{first:%Y-%m} {cell}".encode(), hashlib.sha256)


def _table(
    dimension: str,
    counted: Counter[str],
    family: Family,
    total: int,
    smallest: int,
    draw: Callable[[str], bytes],
) -> Table:
    names = _names(dimension, family, counted)
    figures = {code: counted.get(code, 0) for code, _name in names}
    # What can be several times in one case adds up to no total; it is shown as if it did.
    shown = suppressed(
        figures,
        min(total, sum(figures.values())),
        smallest=smallest,
        rank=lambda code: draw(f"{dimension} {code}"),
    )
    return Table(
        dimension, str(DIMENSIONS[dimension]), tuple((code, name, shown[code]) for code, name in names)
    )


def _names(dimension: str, family: Family, counted: Counter[str]) -> Sequence[tuple[str, str]]:
    if dimension == "district":
        districts = Place.objects.active().of_kind(PlaceKind.DISTRICT).order_by("name_en")
        known = [(str(place.pk), place.name(get_language() or "hi")) for place in districts]
        return [*known, ("", str(_("not known")))]
    of_family: dict[str, Sequence[Relationship | Category | ReferralKind]] = {
        "relationship": family.relationships,
        "category": family.categories,
        "referral": family.referrals,
    }
    chosen = of_family.get(dimension) or list(NAMES[dimension])
    return [(str(one.value), str(one.label)) for one in chosen]
