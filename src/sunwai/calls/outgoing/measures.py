"""What lately became of the calls that we made: what pacing goes by."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q

from sunwai.calls.enums import CallState, Outcome, Route
from sunwai.calls.models import Call
from sunwai.calls.outgoing.pacing import Measured

LATELY = timedelta(hours=24)
LEAST_ANSWERED = 20  # before the share of those who want an agent is believed

ANSWERED = Q(answered_at__isnull=False)


def measured(route: Route, now: datetime) -> Measured:
    """The last day's calls of `route` (callback or closure) that we dialled, for `pacing`."""
    calls = Call.objects.filter(outgoing=True, route=route, began_at__gt=now - LATELY, state=CallState.ENDED)
    found = calls.exclude(outcome=Outcome.FAILED).aggregate(
        dialled=Count("pk"),
        answered=Count("pk", filter=ANSWERED),
        asked=Count("pk", filter=ANSWERED & Q(queued_at__isnull=False)),
    )
    return Measured(
        dialled=found["dialled"],
        answered=found["answered"],
        asked_for_agent=found["asked"] / found["answered"] if found["answered"] >= LEAST_ANSWERED else 1.0,
    )
