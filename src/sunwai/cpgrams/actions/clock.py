"""What the centre's own clock makes happen: holders are warned, silence at the centre ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from sunwai.casework.action import action
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option
from sunwai.cpgrams.enums import CentralStatus
from sunwai.cpgrams.models import CentralGrievance
from sunwai.cpgrams.selectors import asked_by_the_centre
from sunwai.grievances.actions.closure import close_unreached
from sunwai.grievances.enums import WORKABLE_STATES
from sunwai.grievances.models import Grievance

BATCH = 5_000

# Holders are warned at set numbers of days before the end; a warning that was missed is not made up for.
WARN = """
WITH near AS (
    UPDATE cpgrams_centralgrievance central SET warned = stage.number
    FROM unnest(%(stages)s::int[], %(from)s::timestamptz[]) AS stage (number, due_before)
    WHERE central.id IN (
        SELECT c.id FROM cpgrams_centralgrievance c JOIN grievances_grievance g ON g.id = c.grievance_id
        WHERE c.due_at <= %(latest)s AND c.told_status <> %(closed)s AND c.interim_at IS NULL
            AND c.warned < %(most)s AND g.state = ANY(%(states)s)
        ORDER BY c.due_at LIMIT %(batch)s FOR UPDATE OF c SKIP LOCKED
    )
        AND stage.number = (
            SELECT max(number) FROM unnest(%(stages)s::int[], %(from)s::timestamptz[]) AS s (number, due_before)
            WHERE central.due_at <= s.due_before
        )
        AND stage.number > central.warned
    RETURNING central.grievance_id, central.due_at, stage.number
)
INSERT INTO casework_event (case_kind, case_id, seq, kind, at, actor_kind, channel, data, previous_hash, hash)
SELECT 'grievance', grievance_id, 0, 'warned', %(now)s, 'system', 'cpgrams',
    jsonb_build_object('clock', 'centre', 'warning', number, 'due', due_at), '', ''
FROM near RETURNING case_id
"""


@action
def warn_holders(*, now: datetime) -> int:
    """Warn the holders of central cases whose days end soon and who have given no interim reply; how many cases."""
    days = sorted(option("cpgrams.warn_days"), reverse=True)
    ends = [now + timedelta(days=ahead) for ahead in days]
    given: dict[str, Any] = {
        "now": now,
        "stages": list(range(1, len(days) + 1)),
        "from": ends,
        "latest": ends[0],
        "most": len(days),
        "closed": CentralStatus.CLOSED.value,
        "states": [state.value for state in WORKABLE_STATES],
        "batch": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(WARN, given)
        return len(cursor.fetchall())


def close_silent(*, now: datetime) -> int:
    """Citizens whom only the centre could ask, and who have said nothing there: closed, never counted as satisfied."""
    asked = asked_by_the_centre().filter(
        grievance__resolved_at__lte=now - timedelta(days=option("cpgrams.feedback_days"))
    )
    done = 0
    for central in asked.order_by("pk")[:BATCH]:
        done += _close(central, now)
    return done


def _close(central: CentralGrievance, now: datetime) -> bool:
    case: Grievance | None = central.grievance
    assert case
    try:
        close_unreached(grievance=case, now=now, asked_elsewhere=True)
    except NotAllowed:  # it has moved on meanwhile
        return False
    return True
