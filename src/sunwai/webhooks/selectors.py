"""Reading endpoints: those that an administrator should look at."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from sunwai.webhooks.enums import DisabledBy, EndpointState
from sunwai.webhooks.models import Endpoint

SAID_AFTER = timedelta(hours=1)  # a failure that is over sooner is nobody's business


def in_trouble(now: datetime) -> QuerySet[Endpoint]:
    """Endpoints that were disabled because they failed, and those that have been failing for an hour."""
    by_itself = Q(state=EndpointState.DISABLED) & ~Q(disabled_by=DisabledBy.HAND)
    failing = Q(state=EndpointState.ACTIVE, failing_since__lte=now - SAID_AFTER)
    return Endpoint.objects.filter(by_itself | failing).order_by("pk")
