"""What ships with the central grievances: the tree of CPGRAMS, subjects of ours for parts of it, spellings."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

from sunwai.casework.action import action
from sunwai.core import rows
from sunwai.core.data import path
from sunwai.cpgrams.atlas import atlas, district_key, forget
from sunwai.cpgrams.models import CentralCategory, DistrictSpelling
from sunwai.offices.models import Category


@action
def load_central(*, progress: Callable[..., object] = lambda *_args: None) -> int:
    """Bring in what ships; safe to repeat, quick where it is there, and what an administrator has said stays.

    Returns:
        How many categories were added.
    """
    added = _load_tree()
    if added:
        _load_mapping()
    forget()
    _load_spellings()
    progress("Categories of CPGRAMS", added, added)
    return added


def _load_tree() -> int:
    shipped = _read("cpgrams/categories.csv")
    known = CentralCategory.objects.exclude(name="").count()
    if known >= len(shipped):
        return 0
    new = [
        {
            "code": int(row["code"]),
            "name": row["description"].strip()[:400],
            "org_code": row["org_code"].strip(' "')[:40],
            "parent_code": int(row["parent_code"]) if row["parent_code"].isdigit() else None,
        }
        for row in shipped
    ]
    return len(rows.claim(CentralCategory, new, unique="code"))


def _load_mapping() -> None:
    """Our subjects for their categories, where nobody has chosen one."""
    ours = dict(Category.objects.values_list("code", "pk"))
    for row in _read("cpgrams/mapping.csv"):
        unsaid = CentralCategory.objects.filter(code=int(row["code"]), category=None)
        unsaid.update(category=ours.get(row["category"]))


def _load_spellings() -> None:
    known = atlas()
    for row in _read("cpgrams/district_spellings.csv"):
        district, key = known.district(row["district"]), district_key(row["spelling"])
        if district and not known.district(row["spelling"]):
            DistrictSpelling.objects.get_or_create(
                key=key, defaults={"spelling": row["spelling"], "district": district}
            )
    forget()


def _read(name: str) -> list[dict[str, Any]]:
    with path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
