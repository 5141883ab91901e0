"""What is counted of calls, once for the floor and the reports.

*Offered*: a caller who came as far as a queue. *Answered*: an agent took it. *Abandoned*: they hung up while waiting.
*Service level*: the share of the offered whose wait is over that an agent took within the queue's target; who hung up
within `calls.short_wait_seconds` counts in neither part. Who took a callback or left a message was not served in time.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Value

from sunwai.calls.enums import Outcome
from sunwai.core.options import option

OFFERED = Q(queued_at__isnull=False, outgoing=False)
ANSWERED = OFFERED & Q(talked_at__isnull=False)
ABANDONED = OFFERED & Q(talked_at=None, outcome=Outcome.ABANDONED)
SECOND = Value(timedelta(seconds=1), output_field=DurationField())


def counts() -> dict[str, Count]:
    """`offered`, `answered`, `abandoned`, `within` the target, `judged` (the whole of the service level)."""
    short = ABANDONED & Q(ended_at__lt=F("queued_at") + timedelta(seconds=option("calls.short_wait_seconds")))
    return {
        "offered": Count("pk", filter=OFFERED),
        "answered": Count("pk", filter=ANSWERED),
        "abandoned": Count("pk", filter=ABANDONED),
        "within": Count("pk", filter=ANSWERED & Q(talked_at__lte=F("queued_at") + TARGET)),
        "judged": Count(
            "pk", filter=OFFERED & (Q(talked_at__isnull=False) | Q(ended_at__isnull=False)) & ~short
        ),
    }


TARGET = ExpressionWrapper(F("queue__target_seconds") * SECOND, output_field=DurationField())


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, 0 to 1; None of nothing."""
    return part / whole if whole else None
