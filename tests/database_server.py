"""The PostgreSQL server of a test run. With several workers they share it, and each copies a database into which all
migrations have gone once: half a minute of a processor for each is spared.

`python -m tests.database_server` makes that database on the server of `DATABASE_URL`.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg
from django.core.management import call_command
from django.db import connection

MIGRATED, IN_THE_MAKING = "migrated", "migrating"
PATIENCE = 180  # seconds, on a machine with other things to do
# Migrations make classes by the ten thousand: rarer collections spare a sixth of their time.
OBJECTS_BETWEEN_COLLECTIONS = 200_000


class Server:
    """A server that is thrown away."""

    def __init__(self) -> None:
        from sunwai.config.embedded_database import Cluster

        self._folder = tempfile.TemporaryDirectory(prefix="sunwai-test-database-")
        Path(self._folder.name).chmod(0o711)  # under root the server runs as another user
        self._cluster = Cluster(Path(self._folder.name), durable=False)
        self._making: subprocess.Popen[bytes] | None = None
        self.url = self._cluster.start()

    def begin_migrated(self) -> None:
        """Begin to make the database that is copied."""
        self._making = subprocess.Popen(
            [sys.executable, "-m", "tests.database_server"],
            env=os.environ | {"DATABASE_URL": at(self.url, IN_THE_MAKING)},
            cwd=Path(__file__).parents[1],
        )

    def remove(self) -> None:
        """Stop it and delete its files."""
        if self._making:
            self._making.kill()
            self._making.wait()
        self._cluster.remove()
        self._folder.cleanup()


def at(url: str, database: str) -> str:
    """The address of another database of the same server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def wait_for_migrated(url: str) -> None:
    """Wait until `MIGRATED` is whole: only then it has its name."""
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(url, autocommit=True) as server:
        while not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [MIGRATED]).fetchone():
            assert time.monotonic() < deadline, "the migrations did not come to an end; see above"
            time.sleep(0.2)


def main() -> None:
    """Make the database of `DATABASE_URL`, migrate it, and give it its name."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sunwai.config.settings.test"
    with psycopg.connect(at(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {IN_THE_MAKING}")
        django.setup()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        call_command("migrate", verbosity=0)
        connection.close()
        server.execute(f"ALTER DATABASE {IN_THE_MAKING} RENAME TO {MIGRATED}")


if __name__ == "__main__":
    main()
