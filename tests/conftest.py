"""What all tests share."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests.database_server import MIGRATED, Server, at, wait_for_migrated

# Started in the background of a shell, we would hand our children a Ctrl-C that is ignored.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test is judged by the clock: on a busy machine the first example of any property is slow.
hypothesis_settings.register_profile("sunwai", deadline=None)
hypothesis_settings.load_profile("sunwai")

# ── Workers: one more than there are processors, for many a test waits for a telephone or a browser ──────


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    return min(8, (os.cpu_count() or 1) + 1)


# ── Garbage: modules and tests stay to the end; nobody need look through them again and again ─────────────


def pytest_collection_finish():
    gc.collect()
    gc.freeze()


# ── The database: DATABASE_URL where it is set, else a server of this test run, thrown away at its end ────
SERVER = pytest.StashKey[Server]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Called where the tests are handed out, before a worker starts: all of them share a server."""
    if "DATABASE_URL" in os.environ:
        return
    if SERVER not in node.config.stash:
        node.config.stash[SERVER] = Server()
        node.config.stash[SERVER].begin_migrated()
    node.workerinput["server"] = node.config.stash[SERVER].url


def pytest_unconfigure(config):
    if SERVER in config.stash:
        config.stash[SERVER].remove()


@pytest.fixture(scope="session")
def database_url(request):
    """The address of a server on which this run may make its test database."""
    shared = os.environ.get("DATABASE_URL") or getattr(request.config, "workerinput", {}).get("server")
    if shared:
        yield shared
        return
    server = Server()
    try:
        yield server.url
    finally:
        server.remove()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, database_url, django_db_modify_db_settings_parallel_suffix):
    """Called by pytest-django before it makes the test database: only tests that use one wait for a server.

    Processes that a test starts find the same test database through `DATABASE_URL`.
    """
    from django.db import connection

    from sunwai.config import database

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        test = connection.settings_dict["TEST"]
        if "server" in getattr(request.config, "workerinput", {}):
            wait_for_migrated(database_url)
            test["TEMPLATE"] = MIGRATED
        connection.settings_dict.update(database.settings(Path()), TEST=test)
        name = connection.creation._get_test_db_name()
        environment.setenv("DATABASE_URL", at(database_url, name))
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


@pytest.fixture(scope="session")
def written_world(django_db_setup, django_db_blocker):
    """Written once: every test has the same rows."""
    from sunwai.core import clock
    from tests.world import MONDAY, WrittenWorld

    with django_db_blocker.unblock(), clock.frozen(MONDAY):
        return WrittenWorld()


@pytest.fixture
def world(written_world, db, now):
    """Places, offices, people: see `tests.world`."""
    return written_world.again()


# ── Tests that really commit (`transaction=True`, `live_server`) ─────────────────────────────────────────
AS_KEEPER = "SET sunwai.womenline = 'keeper'"  # confidential rows, too, are of one test
KEPT_ROWS = {"core_numberseries", "django_content_type", "auth_permission"}  # written by migrations


@pytest.fixture(scope="session", autouse=True)
def quick_flush():
    """After such a test Django truncates all tables and writes permissions anew, half a second each time. Here the few
    rows there are go one by one, without the triggers that seal the timeline and keep history.
    """
    from django.core.management.commands import flush
    from django.db import connection
    from django.db.backends.postgresql.operations import DatabaseOperations

    def sql_flush(_self, _style, tables, **_options):
        rows = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")"
            for table in tables
            if table not in KEPT_ROWS
        )
        with connection.cursor() as cursor:
            cursor.execute(AS_KEEPER)
            cursor.execute(rows)
            filled = [table for (table,) in cursor.fetchall()]
        return [
            *(f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in filled),
            *(f'DELETE FROM "{table}"' for table in filled),
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in filled),
            "RESET sunwai.womenline",
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_more: None)
        yield
