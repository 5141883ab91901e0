"""What lately became of the calls that we made: what pacing goes by."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q

from sunwai.calls.enums import CallState, Outcome, Route
from sunwai.calls.models import Call
from sunwai.calls.outgoing.pacing import Measured

LATELY = timedelta(hours=24)
LEAST_ANSWERED = 20  # before the share of those who want an agent is believed

ANSWERED = Q(answered_at__isnull=False)
UNSERVED = ANSWERED & Q(talked_at=None, outcome=Outcome.ABANDONED)
SPAN = DurationField()
HANDLING = ExpressionWrapper(F("ended_at") - F("talked_at"), output_field=SPAN)
RINGING = ExpressionWrapper(F("answered_at") - F("began_at"), output_field=SPAN)


def measured(route: Route, now: datetime) -> Measured:
    """The last day's calls of `route` (callback or closure) that we dialled, for `pacing`."""
    calls = Call.objects.filter(outgoing=True, route=route, began_at__gt=now - LATELY, state=CallState.ENDED)
    found = calls.exclude(outcome=Outcome.FAILED).aggregate(
        dialled=Count("pk"),
        answered=Count("pk", filter=ANSWERED),
        unserved=Count("pk", filter=UNSERVED),
        asked=Count("pk", filter=ANSWERED & Q(queued_at__isnull=False)),
        handling=Avg(HANDLING),
        wrap_up=Avg("wrap_up_seconds", filter=Q(talked_at__isnull=False)),
        ringing=Avg(RINGING),
    )
    handling, ringing = _seconds(found["handling"]), _seconds(found["ringing"])
    known = Measured()
    return Measured(
        dialled=found["dialled"],
        answered=found["answered"],
        unserved=found["unserved"],
        asked_for_agent=found["asked"] / found["answered"] if found["answered"] >= LEAST_ANSWERED else 1.0,
        handling_seconds=handling + (found["wrap_up"] or 0.0) if handling else known.handling_seconds,
        ring_seconds=ringing or known.ring_seconds,
    )


def _seconds(span: timedelta | None) -> float:
    return span.total_seconds() if span else 0.0
