from __future__ import annotations

import pytest
from django.db import connection, transaction

from sunwai.core import clock, data
from sunwai.offices.actions import generate_posts, load_departments
from sunwai.offices.ladder import Ladder
from sunwai.places.actions import load_places
from tests.offices.files import DepartmentText


@pytest.fixture(scope="module")
def state(django_db_setup, django_db_blocker):
    """All places and departments that ship, with the posts made from them; loaded once for a module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_places(now=clock.now())
        load_departments(now=clock.now(), folder=data.path("departments"))
        generate_posts()
        connection.check_constraints()  # now, not again after every test
        yield
        transaction.set_rollback(True)
        Ladder.forget()


@pytest.fixture
def folder(tmp_path):
    """A folder with one department, roads, that has nothing wrong."""
    DepartmentText().write(tmp_path)
    return tmp_path
