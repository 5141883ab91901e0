"""What all tests share."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import settings as hypothesis_settings

# Started in the background of a shell, we would hand our children a Ctrl-C that is ignored.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test is judged by the clock: on a busy machine the first example of any property is slow.
hypothesis_settings.register_profile("sunwai", deadline=None)
hypothesis_settings.load_profile("sunwai")

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


# ── Nothing of one test is left for the next ─────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def readers_language():
    """Every test begins in Hindi, as every visit does; a page in English leaves nothing behind."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def forgetful():
    """What a process remembers for a few seconds is of one test."""
    from django.core.cache import caches

    caches["local"].clear()


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
    from tests.world import World

    return World()


# ── Tests that really commit (`transaction=True`, `live_server`) ─────────────────────────────────────────
KEPT_ROWS = {"core_numberseries"}  # written by a migration


@pytest.fixture(scope="session", autouse=True)
def flush_the_sealed_timeline():
    """After such a test Django truncates all tables; the seal of the timeline, refusing it, is lifted."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    plain_flush = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **options):
        truncate = plain_flush(self, style, [table for table in tables if table not in KEPT_ROWS], **options)
        seal = "ALTER TABLE casework_event {} TRIGGER casework_no_truncate"
        return [seal.format("DISABLE"), *truncate, seal.format("ENABLE")]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
