"""Reading data/janseva/services.toml into the table of services."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from sunwai.casework.action import action
from sunwai.core import data
from sunwai.janseva.models import Service
from sunwai.offices.models import Category

FILE = "janseva/services.toml"


@action
def load_services(*, progress: Callable[[str], object] = lambda line: None) -> int:
    """Bring the services of the file into the database; safe to repeat.

    What an administrator has edited stays, column by column.

    Returns:
        How many were created or brought up to date.

    Raises:
        ValidationError: a service breaks a rule of its own.
        KeyError: it names a subject that is not there.
    """
    rows = tomllib.loads(data.path(FILE).read_text(encoding="utf-8"))["service"]
    subjects = dict(Category.objects.values_list("code", "pk"))
    known = {service.code: service for service in Service.objects.all()}
    changed = sum(_load(row, known, subjects) for row in rows)
    progress(f"{changed} services written")
    return changed


def _load(row: dict[str, Any], known: dict[str, Service], subjects: dict[str, int]) -> bool:
    now = {name: value for name, value in row.items() if name not in ("code", "category")}
    now["category_id"] = subjects[row["category"]]
    service = known.get(row["code"]) or Service(code=row["code"])
    if service.shipped == now:
        return False
    for name, value in now.items():
        if service.pk is None or getattr(service, name) == service.shipped.get(name):
            setattr(service, name, value)
    service.shipped = now
    service.full_clean()
    service.save()
    return True
