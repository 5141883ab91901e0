from __future__ import annotations

import pytest
from django.db import transaction

from sunwai.core import clock
from sunwai.places.actions import load_places


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """All places that ship, loaded once for the module's tests and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_places(now=clock.now())
        transaction.set_rollback(True)
