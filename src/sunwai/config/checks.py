"""`sunwai check`: one line for each thing an operator would look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from sunwai.config import health

LEAST_FREE_GIGABYTES = 2
MOST_SECONDS_APART = 2.0

Line = tuple[str, bool, str]


def run_checks() -> list[Line]:
    """(name, whether it is well, a sentence) for each part."""
    return [line for ask in CHECKS for line in _asked(ask)]


def _configuration() -> Iterator[Line]:
    problems = checks.run_checks(include_deployment_checks=settings.MODE == "production")
    serious = [
        problem for problem in problems if problem.level >= checks.WARNING and not problem.is_silenced()
    ]
    says = (
        "; ".join(str(problem.msg) for problem in serious[:3])
        or f"{settings.MODE} mode, {settings.DATA_FOLDER}"
    )
    yield "configuration", not serious, says


def _migrations() -> Iterator[Line]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield "migrations", not waiting, f"{len(waiting)} to be applied" if waiting else "all applied"


def _processes() -> Iterator[Line]:
    for name, part in health.parts().items():
        yield name, part.ok, part.says


def _gateways() -> Iterator[Line]:
    from sunwai.gateways.health import check

    yield from check()


def _clock() -> Iterator[Line]:
    """The machine's clock against the database's: deadlines and one-time codes live by both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    apart = abs((datetime.now(UTC) - there).total_seconds())
    yield "clock", apart < MOST_SECONDS_APART, f"{apart:.2f} s from the database's"


def _disk() -> Iterator[Line]:
    folder = Path(settings.DATA_FOLDER)
    free = shutil.disk_usage(folder).free / 1024**3
    yield "disk", free > LEAST_FREE_GIGABYTES, f"{free:.0f} GB free for {folder}"


CHECKS: tuple[Callable[[], Iterator[Line]], ...] = (
    _configuration,
    _migrations,
    _processes,
    _gateways,
    _clock,
    _disk,
)


def _asked(ask: Callable[[], Iterator[Line]]) -> list[Line]:
    try:
        return list(ask())
    except DatabaseError as error:
        return [(ask.__name__.strip("_"), False, str(error).strip().splitlines()[0])]
