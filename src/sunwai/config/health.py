"""Is everything that a helpline needs alive? For load balancers (`/health`) and for `sunwai check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

WORKER_SILENT_SECONDS = 60
JOB_WAITING_SECONDS = 300


@dataclass(frozen=True)
class Part:
    """How one part is."""

    ok: bool
    says: str


def database() -> Part:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return Part(ok=True, says=f"PostgreSQL {version}")


def worker() -> Part:
    """Whether a worker has shown itself lately."""
    silent = _number("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
    if silent is None:
        return Part(ok=False, says="no worker is running")
    return Part(ok=silent < WORKER_SILENT_SECONDS, says=f"last seen {silent:.0f} s ago")


def queue() -> Part:
    """Whether jobs are taken up in time."""
    waiting = _number(
        """SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)
           FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
           WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()"""
    )
    return Part(ok=(waiting or 0) < JOB_WAITING_SECONDS, says=f"the oldest job waits {waiting or 0:.0f} s")


PARTS: dict[str, Callable[[], Part]] = {"database": database, "worker": worker, "queue": queue}


def parts() -> dict[str, Part]:
    """How every part is; one that cannot be asked is down."""
    return {name: _asked(ask) for name, ask in PARTS.items()}


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """`/health`: 200 where all is well, 503 where a part is down."""
    found = parts()
    well = all(part.ok for part in found.values())
    report = {name: {"ok": part.ok, "says": part.says} for name, part in found.items()}
    return JsonResponse({"status": "ok" if well else "down"} | report, status=200 if well else 503)


def _asked(ask: Callable[[], Part]) -> Part:
    try:
        return ask()
    except DatabaseError as error:
        return Part(ok=False, says=type(error).__name__)


def _number(sql: str) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        (value,) = cursor.fetchone()
    return None if value is None else float(value)
