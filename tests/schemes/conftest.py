"""Schemes of tests, and all departments by name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sunwai.core import data
from sunwai.offices.models import Department
from sunwai.schemes.models import Scheme


@pytest.fixture
def departments(db):
    for file in data.path("departments").glob("*.toml"):
        Department.objects.create(code=file.stem, name_hi=file.stem, name_en=file.stem)


@pytest.fixture
def new_scheme(departments):
    """Makes invented schemes: what is not given is as in `one.toml`."""
    columns = read_schemes_of_one()

    def make(code: str = "invented", department: str = "labour", **given: Any) -> Scheme:
        owner, _new = Department.objects.get_or_create(code=department)
        return Scheme.objects.create(**(columns | {"code": code, "department": owner} | given))

    return make


def read_schemes_of_one() -> dict[str, Any]:
    """The columns of `one.toml`."""
    row = tomllib.loads(Path(__file__).with_name("one.toml").read_text(encoding="utf-8"))["scheme"][0]
    return {name: value for name, value in row.items() if name != "code"}
