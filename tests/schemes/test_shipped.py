"""The schemes that ship."""

from __future__ import annotations

import csv

import pytest

from sunwai.core import data
from sunwai.offices.models import Department
from sunwai.schemes.actions import FILE, load_schemes
from sunwai.schemes.models import Scheme, told_by_telephone


@pytest.fixture
def departments(db):
    for file in data.path("departments").glob("*.toml"):
        Department.objects.create(code=file.stem, name_hi=file.stem, name_en=file.stem)


def test_they_are_read_and_told_in_order(departments):
    assert load_schemes() == Scheme.objects.count() >= 20
    assert [scheme.order for scheme in told_by_telephone()] == list(range(1, Scheme.objects.count() + 1))
    assert load_schemes() == 0


def test_what_an_administrator_has_edited_stays(departments):
    load_schemes()
    Scheme.objects.filter(code="pm-kisan").update(short_hi="हमारे शब्द")
    load_schemes()
    assert Scheme.objects.get(code="pm-kisan").short_hi == "हमारे शब्द"


def test_none_claims_to_be_verified_and_none_is_told_twice():
    with data.path(FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["verified"] for row in rows} == {"no"}
    assert len({row["name_hi"] for row in rows}) == len({row["order"] for row in rows}) == len(rows)


def test_a_scheme_out_of_use_is_not_told(departments):
    load_schemes()
    Scheme.objects.filter(code="kcc").update(is_active=False)
    assert "kcc" not in {scheme.code for scheme in told_by_telephone()}
