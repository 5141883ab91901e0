"""How a campaign goes: counts, scoped to who looks."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate, TruncHour

from sunwai.accounts.models import User
from sunwai.calls.actions.campaigns import templates_of
from sunwai.calls.enums import OPEN_CALLBACKS, CallbackState, Route
from sunwai.calls.models import Call, Callback, Campaign
from sunwai.core import clock
from sunwai.messages.enums import ARRIVED, MessageState
from sunwai.messages.models import Message
from sunwai.places.models import Place

MOST_HOURS, MOST_DAYS = 24, 31
SENT = (MessageState.SENT, *ARRIVED, MessageState.UNDELIVERED)


def calls_of(campaign: Campaign, viewer: User) -> QuerySet[Call]:
    """Its calls, those to us and those from us, as far as `viewer` may see them."""
    of_it = Q(campaign=campaign) | Q(callback__campaign=campaign)
    calls: QuerySet[Call] = Call.objects.visible_to(viewer).filter(of_it)
    return calls


def figures_of(campaign: Campaign, viewer: User) -> dict[str, Any]:
    """Missed calls (all, by hour, day and district), numbers, what became of SMS and of calling back."""
    missed = calls_of(campaign, viewer).filter(route=Route.MISSED)
    called = Callback.objects.visible_to(viewer).filter(campaign=campaign)
    return {
        "missed": missed.count(),
        "numbers": missed.exclude(number="").values("number").distinct().count(),
        "hours": _by(TruncHour("began_at", tzinfo=clock.IST), missed, MOST_HOURS),
        "days": _by(TruncDate("began_at", tzinfo=clock.IST), missed, MOST_DAYS),
        "districts": _by_district(missed),
        "sms": _sms(campaign, missed),
        **called.aggregate(
            called=Count("pk", filter=Q(last_try_at__isnull=False)),
            reached=Count("pk", filter=Q(state=CallbackState.DONE)),
            given_up=Count("pk", filter=Q(state=CallbackState.GIVEN_UP)),
            waiting=Count("pk", filter=Q(state__in=OPEN_CALLBACKS)),
        ),
    }


def _by(span: Any, calls: QuerySet[Call], most: int) -> list[dict[str, Any]]:
    """The latest spans in which there were calls, newest first; `share`: of the most in one of them, in hundredths."""
    counted = calls.order_by().values(at=span)
    rows = list(
        counted.annotate(calls=Count("pk"), numbers=Count("number", distinct=True)).order_by("-at")[:most]
    )
    longest = max((row["calls"] for row in rows), default=1)
    return [row | {"share": round(100 * row["calls"] / longest)} for row in rows]


def _by_district(calls: QuerySet[Call]) -> list[tuple[Place | None, int]]:
    """Known districts, most calls first; at last those of which no district is known."""
    counts = list(calls.order_by().values_list("district").annotate(count=Count("pk")))
    places = Place.objects.in_bulk({key for key, _count in counts if key})
    rows = [(places.get(key), count) for key, count in counts]
    return sorted(rows, key=lambda row: (row[0] is None, -row[1]))


def _sms(campaign: Campaign, missed: QuerySet[Call]) -> dict[str, int]:
    """What became of the answers by SMS. They are counted, not read."""
    to_these = Message.objects.filter(
        template__in=templates_of(campaign),
        created_at__gte=campaign.since,
        to__in=missed.order_by().values("number"),
    )
    return to_these.aggregate(
        written=Count("pk"),
        sent=Count("pk", filter=Q(state__in=SENT)),
        delivered=Count("pk", filter=Q(state__in=ARRIVED)),
        failed=Count("pk", filter=Q(state__in=(MessageState.UNDELIVERED, MessageState.FAILED))),
    )
