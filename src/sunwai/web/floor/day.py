"""The work of the day: what the calls were about and how they ended; what one agent did."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Count, Max, Q, QuerySet, TextChoices
from django.db.models.functions import TruncHour
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from sunwai.accounts.models import Reading, User, log_access
from sunwai.core import clock
from sunwai.grievances import selectors
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.grievances.models import Interaction
from sunwai.web.access import StaffRequest, is_by_hand, staff_required
from sunwai.web.floor.frame import show
from sunwai.web.floor.recordings import marks_of

MOST_UNFINISHED = 50
CALLS_A_PAGE = 50
MOST_MARKS = 10


@require_safe
@staff_required("floor")
def page(request: StaffRequest) -> HttpResponse:
    """Today by agent and by outcome; what waits longest; who has not wrapped up."""
    now = clock.now()
    calls = Interaction.objects.visible_to(request.user)
    today = _of_day(calls, clock.today())
    unfinished = calls.filter(ended_at=None, agent__isnull=False)
    longest = selectors.waits_longest(request.user)
    if longest and is_by_hand(request):
        log_access(user=request.user, what=Reading.FLOOR, case_id=longest.pk, now=now)
    return show(
        request,
        "floor/day.html",
        {
            "agents": _by_agent(today),
            "kinds": _by(today, "kind", InteractionKind),
            "dispositions": _by(today, "disposition", Disposition),
            "hours": _by_hour(today),
            "now": now,
            "total": today.count(),
            "to_make": selectors.calls_to_make(request.user, now).count(),
            "longest": longest,
            "unfinished_count": unfinished.count(),
            "unfinished": unfinished.select_related("agent").order_by("started_at")[:MOST_UNFINISHED],
        },
    )


@require_safe
@staff_required("floor")
def agent_calls(request: StaffRequest, agent_id: int) -> HttpResponse:
    """An agent's last calls, newest first: what each was about, how it ended, and the note that says why."""
    agent = get_object_or_404(User, pk=agent_id)
    if not agent.may("desk"):
        return redirect("floor:page")
    calls = (
        Interaction.objects.visible_to(request.user)
        .filter(agent=agent)
        .exclude(kind=InteractionKind.CORRUPTION)
    )
    marks = marks_of(agent, request.user)
    return show(
        request,
        "floor/agent.html",
        {
            "agent": agent,
            "calls": calls.order_by("-started_at")[:CALLS_A_PAGE],
            "most": CALLS_A_PAGE,
            "marks": marks[:MOST_MARKS],
            "average": marks.aggregate(average=Avg("share"))["average"],
        },
    )


def _of_day(calls: QuerySet[Interaction], day: date) -> QuerySet[Interaction]:
    """Those of agents that began on `day` in India: midnight to midnight."""
    start = datetime.combine(day, time.min, clock.IST)
    return calls.filter(started_at__gte=start, started_at__lt=start + timedelta(days=1), agent__isnull=False)


def _by_agent(calls: Any) -> list[dict[str, Any]]:
    return list(
        calls.values("agent", "agent__name", "agent__username")
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


def _by_hour(calls: Any) -> list[dict[str, Any]]:
    """Hour by hour: calls that began in it, and in how many of them a complaint was registered."""
    hour = TruncHour("started_at", tzinfo=clock.IST)
    registered = Count("pk", filter=Q(disposition=Disposition.REGISTERED))
    return list(
        calls.order_by().values(hour=hour).annotate(calls=Count("pk"), registered=registered).order_by("hour")
    )
