"""The floor: how the day goes, for the supervisor."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Max, Q, TextChoices
from django.db.models.functions import TruncHour
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sunwai.accounts.models import Reading, log_access
from sunwai.core import clock
from sunwai.grievances import selectors
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.grievances.models import Interaction
from sunwai.web.access import StaffRequest, is_by_hand, staff_required

MOST_UNFINISHED = 50


@require_safe
@staff_required("floor")
def page(request: StaffRequest) -> HttpResponse:
    """Today by agent and by outcome; what waits longest; who has not wrapped up."""
    now = clock.now()
    calls = Interaction.objects.visible_to(request.user)
    today = calls.filter(
        started_at__gte=datetime.combine(clock.today(), time.min, clock.IST), agent__isnull=False
    )
    longest = selectors.waits_longest(request.user)
    if longest and is_by_hand(request):
        log_access(user=request.user, what=Reading.FLOOR, case_id=longest.pk, now=now)
    return render(
        request,
        "desk/floor.html",
        {
            "agents": _by_agent(today),
            "kinds": _by(today, "kind", InteractionKind),
            "dispositions": _by(today, "disposition", Disposition),
            "hours": _by_hour(today),
            "now": now,
            "total": today.count(),
            "to_make": selectors.calls_to_make(request.user, now).count(),
            "longest": longest,
            "unfinished": calls.filter(ended_at=None, agent__isnull=False)
            .select_related("agent")
            .order_by("started_at")[:MOST_UNFINISHED],
        },
    )


def _by_agent(calls: Any) -> list[dict[str, Any]]:
    return list(
        calls.values("agent__name", "agent__username")
        .annotate(
            all=Count("pk"),
            incoming=Count("pk", filter=Q(outgoing=False)),
            outgoing=Count("pk", filter=Q(outgoing=True)),
            unfinished=Count("pk", filter=Q(ended_at=None)),
            last=Max("started_at"),
        )
        .order_by("-all", "agent__username")
    )


def _by(calls: Any, field: str, choices: type[TextChoices]) -> list[tuple[str, int]]:
    """How many calls there were of each choice of `field`, most first."""
    rows = calls.exclude(**{field: ""}).values_list(field).annotate(count=Count("pk"))
    return [(str(choices(code).label), count) for code, count in sorted(rows, key=lambda row: -row[1])]


def _by_hour(calls: Any) -> list[tuple[datetime, int]]:
    """Hour by hour, how many complaints were registered in calls that began in it."""
    registered = calls.filter(disposition=Disposition.REGISTERED)
    hour = TruncHour("started_at", tzinfo=clock.IST)
    return list(registered.values_list(hour).annotate(count=Count("pk")).order_by(hour))
