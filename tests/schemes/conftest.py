"""Schemes of tests, and all departments by name."""

from __future__ import annotations

import pytest

from sunwai.core import data
from sunwai.offices.models import Department


@pytest.fixture
def departments(db):
    for file in data.path("departments").glob("*.toml"):
        Department.objects.create(code=file.stem, name_hi=file.stem, name_en=file.stem)
