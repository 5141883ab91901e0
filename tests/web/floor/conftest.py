"""A supervisor at the browser."""

from __future__ import annotations

import pytest

from sunwai.accounts.models import User
from tests.web.desk.conftest import Desk


@pytest.fixture(autouse=True)
def no_second_factor(request):
    """Invented staff need none in a test."""
    if "world" in request.fixturenames:
        request.getfixturevalue("world")
        User.objects.update(is_demo=True)


@pytest.fixture
def desk(client, world) -> Desk:
    return Desk(client, world)


@pytest.fixture
def floor(client, world):
    client.force_login(world.supervisor)
    return client
