"""Whom to call now, in fair order."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Extract

from sunwai.calls.enums import CallbackState, Route
from sunwai.calls.models import Callback
from sunwai.calls.outgoing.hours import callable_now

PRIORITY, AGES_AFTER = 10.0, 30.0  # of the general queue, where a callback names none
NEEDS_AGENT = ~Q(route=Route.CLOSURE) & (Q(campaign=None) | Q(campaign__queue__isnull=False))


def due(*, now: datetime, limit: int, needs_agent: bool | None = None) -> list[Callback]:
    """Callbacks to make now: confidential ones first, then those that are most urgent as the queues count it.

    As if they had gone on waiting: the priority of their queue grows with the time since `waiting_since`. Closure
    questions come after what citizens asked for. Each number comes once, and only if it may be called now.

    Args:
        needs_agent: only those for which an agent must be free, or only those that keys and prompts serve.
    """
    waiting = Callback.objects.filter(state=CallbackState.DUE, not_before__lte=now)
    if needs_agent is not None:
        waiting = waiting.filter(NEEDS_AGENT) if needs_agent else waiting.exclude(NEEDS_AGENT)
    found: dict[str, Callback] = {}
    for callback in in_order(callable_now(waiting, now), now)[: limit * 2]:
        found.setdefault(callback.number, callback)
    return list(found.values())[:limit]


def in_order(callbacks: QuerySet[Callback], now: datetime) -> QuerySet[Callback]:
    """Most urgent first."""
    waited = Extract(Value(now) - F("waiting_since"), "epoch", output_field=FloatField())
    urgency = Coalesce(F("queue__priority") * 1.0, PRIORITY) + waited / Coalesce(
        F("queue__ages_after") * 1.0, AGES_AFTER
    )
    is_question = Case(When(route=Route.CLOSURE, then=1), default=0)
    related = ("queue", "campaign", "grievance", "citizen", "from_call")
    return callbacks.select_related(*related).order_by(
        Coalesce("queue__is_confidential", False).desc(), is_question, -urgency, "pk"
    )
