from __future__ import annotations

import csv

import pytest
from django.db import connection, transaction

from sunwai.core import clock, data
from sunwai.places.actions import FILES, load_places

BALAGHAT = "392"


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """All places that ship, loaded once for the module's tests and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = load_places(now=clock.now())
        connection.check_constraints()  # now, not again after every test
        yield loaded
        transaction.set_rollback(True)


@pytest.fixture
def balaghat(db, tmp_path):
    """One district's share of data/places, loaded: for tests that import into it."""
    shipped, folder = data.path("places"), tmp_path / "places"
    folder.mkdir()
    tehsils = {row["lgd_code"] for row in _rows(shipped / "tehsils.csv") if row["district"] == BALAGHAT}
    for name in FILES:
        kept = [row for row in _rows(shipped / name) if _belongs(row, tehsils)]
        with (folder / name).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, kept[0])
            writer.writeheader()
            writer.writerows(kept)
    load_places(now=clock.now(), folder=folder)
    return folder


def _rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _belongs(row, tehsils):
    return row.get("district", BALAGHAT) == BALAGHAT and row.get("tehsil", "") in {"", *tehsils}
