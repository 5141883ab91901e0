"""Loading the departments that ship with Sunwai (data/departments) into the database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction

from sunwai.core import data
from sunwai.language import KEY_VERSION
from sunwai.offices.ladder import Ladder
from sunwai.offices.models import Category, Department, Designation, Responsibility, Shipped, category_key
from sunwai.offices.shipped import DepartmentFile, read_departments
from sunwai.places.actions import Progress, quiet
from sunwai.places.models import ShippedFile


@dataclass
class Loaded:
    """What a load did, in rows of departments, designations, categories and rules."""

    created: int = 0
    changed: int = 0
    retired: int = 0
    unchanged: int = 0


@transaction.atomic
def load_departments(*, now: datetime, folder: Path | None = None, progress: Progress = quiet) -> Loaded:
    """Bring the departments, categories and ladders of `folder` (data/departments) into the database.

    Idempotent. Of a row that is already there only those columns are written whose value in the file has
    changed since the last load and which nobody edited meanwhile. What left the files is put out of use,
    never deleted.

    Raises:
        BadDepartmentFiles: a file is wrong; it lists all problems, and nothing was written.
    """
    folder = folder or data.path("departments")
    digest = _digest(folder)
    if ShippedFile.objects.filter(name="departments", digest=digest).exists():
        return Loaded()
    files = read_departments(folder)
    loaded = Loaded()
    _load_offices(files, loaded)
    progress("departments", len(files), len(files))
    ShippedFile.objects.update_or_create(name="departments", defaults={"digest": digest, "loaded_at": now})
    Ladder.forget()
    transaction.on_commit(Ladder.forget)
    return loaded


def _load_offices(files: list[DepartmentFile], loaded: Loaded) -> None:
    departments = _merge(
        Department, lambda row: row.code, {file.code: file.fields for file in files}, loaded, "code"
    )
    designations = _merge(
        Designation,
        lambda row: (row.department_id, row.code),
        {
            (departments[file.code].pk, code): fields
            for file in files
            for code, fields in file.designations.items()
        },
        loaded,
        "department_id",
        "code",
    )
    categories = _merge(
        Category,
        lambda row: row.code,
        {
            code: fields | {"department_id": departments[file.code].pk}
            for file in files
            for code, fields in file.categories.items()
        },
        loaded,
        "code",
    )
    rules = {}
    for file in files:
        department_id = departments[file.code].pk
        for (category, level, setting), (designation, area) in file.rules.items():
            category_id = categories[category].pk if category else None
            rules[department_id, category_id, level, setting] = {
                "designation_id": designations[department_id, designation].pk,
                "area": area,
            }
    _merge(
        Responsibility,
        lambda row: (row.department_id, row.category_id, row.level, row.applies_to),
        rules,
        loaded,
        "department_id",
        "category_id",
        "level",
        "applies_to",
    )


def _merge[Row: Shipped](
    model: type[Row],
    key_of: Callable[[Row], Hashable],
    wanted: Mapping[Any, dict[str, Any]],
    loaded: Loaded,
    *key_columns: str,
) -> dict[Hashable, Row]:
    """Bring the table of `model` to what the files want, by key.

    Returns:
        All rows of the table by their keys.
    """
    rows = {key_of(row): row for row in model._default_manager.all()}
    can_retire = any(column.name == "is_active" for column in model._meta.concrete_fields)
    new = []
    for key, fields in wanted.items():
        fields = fields | ({"is_active": True} if can_retire else {})
        if key in rows:
            changed = _merge_row(rows[key], fields)
            loaded.changed, loaded.unchanged = loaded.changed + changed, loaded.unchanged + (not changed)
        else:
            key_values = key if isinstance(key, tuple) else (key,)
            new.append(model(shipped=fields, **(fields | dict(zip(key_columns, key_values, strict=True)))))
    if can_retire:
        gone = [row for key, row in rows.items() if key not in wanted and row.shipped.get("is_active")]
        loaded.retired += sum(_merge_row(row, row.shipped | {"is_active": False}) for row in gone)
    _create(model, new)
    loaded.created += len(new)
    return rows | {key_of(row): row for row in new}


def _merge_row(row: Shipped, fields: dict[str, Any]) -> bool:
    """Take over what the file has changed since the last load and nobody edited; whether there was any."""
    before = row.shipped
    if before == fields:
        return False
    for name, value in fields.items():
        if value != before.get(name) and getattr(row, name) == before.get(name):
            setattr(row, name, value)
    row.shipped = fields
    row.save()
    return True


def _create[Row: models.Model](model: type[Row], rows: list[Row]) -> None:
    for row in rows:
        if isinstance(row, Category):
            row.key = category_key(row.name_en, row.name_hi, row.keywords)
    model._default_manager.bulk_create(rows)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256(str(KEY_VERSION).encode())
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
