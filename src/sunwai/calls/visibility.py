"""Who sees which calls and recordings."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from sunwai.accounts.models import User
from sunwai.calls.enums import RecordingKind
from sunwai.citizens.models import Citizen
from sunwai.grievances.enums import Kind


def _seen(viewer: object, prefix: str = "") -> models.Q | None:
    """What `viewer` may see of calls: None for nothing."""
    if not isinstance(viewer, User) or not viewer.may("desk"):
        return None
    open_to_all = models.Q(**{f"{prefix}is_confidential": False})
    if viewer.may("counsel"):
        open_to_all |= models.Q(**{f"{prefix}is_confidential": True})
    return open_to_all if viewer.may("floor") else open_to_all & models.Q(**{f"{prefix}agent": viewer})


OF_CORRUPTION = models.Q(draft__grievance__kind=Kind.CORRUPTION)


class CallQuerySet(models.QuerySet[Any]):
    """Calls."""

    def visible_to(self, viewer: object) -> Self:
        """An agent sees their own, a supervisor all; confidential ones only who counsels."""
        seen = _seen(viewer)
        return self.none() if seen is None else self.filter(seen)


class RecordingQuerySet(models.QuerySet[Any]):
    """Recordings."""

    def visible_to(self, viewer: object) -> Self:
        """As the call they belong to; a complaint left by voice also to all agents until one takes it.

        The draft of a sealed case has forgotten its agent: it is not one that waits. Of a complaint about corruption
        nobody here hears the recording: it is evidence (`calls.evidence`).
        """
        seen = _seen(viewer, "call__")
        if seen is None:
            return self.none()
        left = models.Q(kind=RecordingKind.COMPLAINT, draft__isnull=False, call__is_confidential=False)
        mine = models.Q(draft__agent=None, draft__grievance=None) | models.Q(draft__agent=viewer)
        return self.filter(seen | (left & mine)).exclude(OF_CORRUPTION)

    def evidence(self) -> Self:
        """Those left by voice that belong to corruption cases."""
        return self.filter(OF_CORRUPTION)

    def to_be_completed(self) -> Self:
        """Complaints left by voice that nobody has taken yet, oldest first."""
        waiting = self.filter(kind=RecordingKind.COMPLAINT, draft__agent=None, draft__grievance=None)
        return waiting.exclude(draft=None).select_related("call", "draft").order_by("began_at")


class CallbackQuerySet(models.QuerySet[Any]):
    """Whom we are to call."""

    def visible_to(self, viewer: object) -> Self:
        """A citizen: those to their own number. A floor supervisor: all, confidential ones only who counsels."""
        if isinstance(viewer, Citizen):
            return self.filter(number=viewer.mobile)
        if not isinstance(viewer, User) or not viewer.may("floor"):
            return self.none()
        confidential = models.Q(queue__is_confidential=True) | models.Q(from_call__is_confidential=True)
        return self if viewer.may("counsel") else self.exclude(confidential)


class QualityMarkQuerySet(models.QuerySet[Any]):
    """What supervisors thought of calls."""

    def visible_to(self, viewer: object) -> Self:
        """Of the recordings that `viewer` may hear."""
        seen = _seen(viewer, "recording__call__")
        if seen is None:
            return self.none()
        return self.filter(seen).exclude(recording__draft__grievance__kind=Kind.CORRUPTION)
