"""What is written about schemes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping

from sunwai.casework.action import action
from sunwai.core import data
from sunwai.offices.models import Department
from sunwai.schemes.models import Scheme

FILE = "schemes/schemes.csv"


@action
def load_schemes(*, progress: Callable[[str], object] = lambda line: None) -> int:
    """Bring the schemes of `data/schemes/schemes.csv` into the database; safe to repeat.

    One that an administrator has edited is left alone.

    Returns:
        How many were created or brought up to date.

    Raises:
        ValidationError: a row breaks a rule of its own.
        KeyError: it names a department that is not there.
    """
    departments = dict(Department.objects.values_list("code", "pk"))
    known = {scheme.code: scheme for scheme in Scheme.objects.all()}
    with data.path(FILE).open(encoding="utf-8", newline="") as file:
        changed = sum(_load(row, known, departments) for row in csv.DictReader(file))
    progress(f"{changed} schemes written")
    return changed


def _load(row: Mapping[str, str], known: dict[str, Scheme], departments: dict[str, int]) -> bool:
    texts = {name: row[name] for name in row if name not in ("code", "department", "order", "verified")}
    now = texts | {
        "department_id": departments[row["department"]],
        "order": int(row["order"]),
        "is_verified": row["verified"] == "yes",
    }
    scheme = known.get(row["code"]) or Scheme(code=row["code"])
    edited = any(getattr(scheme, name) != value for name, value in scheme.shipped.items())
    if scheme.shipped == now or edited:
        return False
    for name, value in now.items():
        setattr(scheme, name, value)
    scheme.shipped = now
    scheme.full_clean()
    scheme.save()
    return True
