"""Loading the schemes that ship with Sunwai (data/schemes) into the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sunwai.casework.action import action
from sunwai.core import data
from sunwai.offices.models import Department
from sunwai.schemes.models import Scheme
from sunwai.schemes.shipped import read_schemes


@action
def load_schemes(*, folder: Path | None = None, progress: Callable[[str], object] = lambda line: None) -> int:
    """Bring the schemes of `folder` (data/schemes) into the database; safe to repeat.

    Of a scheme that is already there only those columns are written whose value in the file has changed since the
    last load and which no editor has changed meanwhile. What left the files is put out of use, never deleted.

    Returns:
        How many were created or brought up to date.

    Raises:
        BadSchemeFiles: a file is wrong; it lists all problems, and nothing was written.
    """
    departments = dict(Department.objects.values_list("code", "pk"))
    files = read_schemes(folder or data.path("schemes"), departments)
    wanted = {
        code: columns | {"department_id": departments[file.department], "is_active": True}
        for file in files
        for code, columns in file.schemes.items()
    }
    rows = {scheme.code: scheme for scheme in Scheme.objects.all()}
    for code, scheme in rows.items():
        if code not in wanted and scheme.shipped.get("is_active"):
            wanted[code] = scheme.shipped | {"is_active": False}
    changed = sum(_load(rows.get(code) or Scheme(code=code), columns) for code, columns in wanted.items())
    progress(f"{changed} schemes written")
    return changed


def _load(scheme: Scheme, columns: dict[str, Any]) -> bool:
    """Take over what the file has changed since the last load and nobody edited; whether there was any."""
    before = scheme.shipped
    if before == columns:
        return False
    for name, value in columns.items():
        if name not in before or (value != before[name] and getattr(scheme, name) == before[name]):
            setattr(scheme, name, value)
    scheme.shipped = columns
    scheme.save()
    return True
