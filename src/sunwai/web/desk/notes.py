"""What the supervisor tells the agents, as it stands on their screens."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from sunwai.accounts.models import User
from sunwai.grievances.models import FloorNote


def notes_for(user: User, now: datetime) -> QuerySet[FloorNote]:
    """What this agent is to read now, newest first."""
    return (
        FloorNote.objects.visible_to(user)
        .filter(Q(agent=None) | Q(agent=user), until__gt=now)
        .select_related("author")
        .order_by("-written_at")
    )
