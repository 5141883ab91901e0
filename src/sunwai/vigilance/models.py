"""What is kept of a corruption case beside the case."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.casework.models import Event
from sunwai.core import clock
from sunwai.grievances.models import Grievance, Proposal

USER = settings.AUTH_USER_MODEL


class OfVigilance(models.QuerySet[Any]):
    """Rows about corruption cases."""

    def visible_to(self, viewer: object) -> OfVigilance:
        """Those of cases that `viewer` sees and may open seals in. Anyone else: none."""
        if not isinstance(viewer, User) or not viewer.may("open_seal"):
            return self.none()
        return self.filter(grievance__in=Grievance.objects.visible_to(viewer).values("pk"))


class RevealQuerySet(OfVigilance):
    """Requests to read who brought a case."""

    def visible_to(self, viewer: object) -> OfVigilance:
        """Those of cases that `viewer` sees; and those, not decided yet, that lie before a post of theirs outside the
        line. Anyone else: none."""
        if not isinstance(viewer, User) or not viewer.may("open_seal"):
            return self.none()
        of_cases = Q(grievance__in=Grievance.objects.visible_to(viewer).values("pk"))
        before_them = Q(grievance__in=Grievance.objects.before_second(viewer).values("pk"), outcome="")
        return self.filter(of_cases | before_them)


class RevealRequest(Proposal):
    """One vigilance officer asks to read who brought a case, another one decides; read once, while it is good."""

    expires_at = models.DateTimeField(
        help_text="Until then it is decided; once approved, until then it is read."
    )
    opened_at = models.DateTimeField(null=True)

    objects = RevealQuerySet.as_manager()

    class Meta(Proposal.Meta):
        constraints = [
            models.UniqueConstraint(fields=["grievance"], condition=Q(outcome=""), name="one_pending_reveal"),
            models.CheckConstraint(
                name="a_seal_is_opened_by_two",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Another officer decides whether an identity is read."),
            ),
            models.CheckConstraint(
                name="read_only_when_approved",
                condition=Q(opened_at=None) | Q(outcome="approved", decided_by__isnull=False),
                violation_error_message=_("An identity is read only after another officer approved it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.outcome or 'pending'}"

    @property
    def is_live(self) -> bool:
        """Whether its time is not over."""
        return self.expires_at > clock.now()


class Retaliation(models.Model):
    """That who brought a case is threatened or harmed for it; the words stand on the timeline."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="retaliations")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfVigilance.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.at:%F}"

    @property
    def is_overdue(self) -> bool:
        """Whether nobody answered in time."""
        return self.answered_at is None and self.due_at < clock.now()


class HandOver(models.Model):
    """That a case was given to an investigating agency: the package as it went, sealed at rest."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="handovers")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=40, help_text="Code in data/vigilance/agencies.csv.")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    package = models.FileField(upload_to="handovers/")
    sha256 = models.BinaryField(help_text="Of the package.")

    objects = OfVigilance.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.grievance_id} → {self.agency}"


class FollowUp(models.Model):
    """The secret code by which somebody without a name follows a case. Only a keyed fingerprint of it is kept."""

    grievance = models.OneToOneField(
        Grievance, on_delete=models.CASCADE, primary_key=True, related_name="follow_up"
    )
    digest = models.BinaryField()
    failures = models.PositiveSmallIntegerField(default=0)
    closed_until = models.DateTimeField(null=True, help_text="After too many wrong codes.")

    def __str__(self) -> str:
        return str(self.grievance_id)
