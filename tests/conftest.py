"""What all tests share."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

# ── The database: DATABASE_URL where it is set, else a server of this test run, thrown away at its end ────


@pytest.fixture(scope="session")
def database_url():
    """The address of a server on which this run may make its test database."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    from sunwai.config.embedded_database import Cluster

    with tempfile.TemporaryDirectory(prefix="sunwai-test-database-") as folder:
        Path(folder).chmod(0o711)  # under root the server runs as another user
        cluster = Cluster(Path(folder), durable=False)
        try:
            yield cluster.start()
        finally:
            cluster.remove()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_url, django_db_modify_db_settings_parallel_suffix):
    """Called by pytest-django before it makes the test database: only tests that use one wait for a server.

    Processes that a test starts find the same test database through `DATABASE_URL`.
    """
    from django.db import connection

    from sunwai.config import database

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        test = connection.settings_dict["TEST"]
        connection.settings_dict.update(database.settings(Path()), TEST=test)
        name = connection.creation._get_test_db_name()
        environment.setenv("DATABASE_URL", urlsplit(database_url)._replace(path=f"/{name}").geturl())
        yield


# ── A small corner of the state ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def now():
    """A Monday morning, at which the clock stands during the test."""
    from sunwai.core import clock
    from tests.world import MONDAY

    with clock.frozen(MONDAY) as moment:
        yield moment


@pytest.fixture
def world(db, now):
    """Places, offices, people: see `tests.world`."""
    from django.core.cache import cache

    from tests.world import World

    cache.clear()
    yield World()
    cache.clear()
