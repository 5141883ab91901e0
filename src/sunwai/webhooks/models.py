"""Endpoints, the events they are told of, and one row for each telling."""

from __future__ import annotations

from datetime import datetime

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import ApiKey
from sunwai.core.encryption import decrypt
from sunwai.offices.models import Department
from sunwai.webhooks.addresses import require_allowed
from sunwai.webhooks.enums import DeliveryState, DisabledBy, EndpointState, EventType, Hears
from sunwai.webhooks.errors import AddressNotAllowed

ANSWER_KEPT = 1000  # characters of what an endpoint answered


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints."""

    def active(self) -> EndpointQuerySet:
        """Those that are told of anything."""
        return self.filter(state=EndpointState.ACTIVE)

    def awake(self, now: datetime) -> EndpointQuerySet:
        """Those to which something may be sent now: one that fails rests between two tries."""
        return self.active().filter(Q(rest_until=None) | Q(rest_until__lte=now))


# What the sending itself writes is no change that somebody made.
@pghistory.track(
    exclude=["secret", "old_secret", "old_secret_until", "failing_since", "failures", "rest_until", "problem"]
)
class Endpoint(models.Model):
    """An address of another system, and what it may hear of."""

    url = models.URLField(_("address"), max_length=500, help_text=_("Begins with https://."))
    description = models.CharField(_("what it is for"), max_length=200, blank=True)
    hears = models.CharField(_("hears of"), max_length=12, choices=Hears)
    key = models.ForeignKey(
        ApiKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("API key")
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    types = ArrayField(
        models.CharField(max_length=40, choices=EventType),
        default=list,
        blank=True,
        verbose_name=_("of what"),
        help_text=_("None ticked: of everything."),
    )
    secret = models.BinaryField(editable=False, help_text="Encrypted.")
    old_secret = models.BinaryField(null=True, editable=False, help_text="Encrypted; signs too, until …")
    old_secret_until = models.DateTimeField(null=True, editable=False)
    after_event = models.BigIntegerField(
        editable=False, help_text="Newest event of all timelines when it was made; it hears of later ones."
    )
    created_at = models.DateTimeField(_("made"), editable=False)
    state = models.CharField(
        _("state"), max_length=8, choices=EndpointState, default=EndpointState.ACTIVE, editable=False
    )
    disabled_at = models.DateTimeField(_("disabled since"), null=True, editable=False)
    disabled_by = models.CharField(
        _("disabled because"), max_length=8, choices=DisabledBy, blank=True, editable=False
    )
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    rest_until = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(_("last failure"), max_length=200, blank=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        constraints = [
            models.CheckConstraint(
                name="endpoint_hears_of_what_it_names",
                condition=Q(hears=Hears.KEY, key__isnull=False, department=None)
                | Q(hears=Hears.DEPARTMENT, key=None, department__isnull=False)
                | Q(hears=Hears.ALL, key=None, department=None),
                violation_error_message=_(
                    "Name the API key or the department, as chosen above, and no other."
                ),
            ),
            models.CheckConstraint(
                name="disabled_says_when_and_why",
                condition=Q(state=EndpointState.ACTIVE, disabled_at=None, disabled_by="")
                | (Q(state=EndpointState.DISABLED, disabled_at__isnull=False) & ~Q(disabled_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.url

    def clean(self) -> None:
        """Refuse an address to which nothing may be sent."""
        super().clean()
        try:
            require_allowed(self.url)
        except AddressNotAllowed as error:
            raise ValidationError({"url": str(error)}) from None

    @property
    def trouble(self) -> str:
        """What is wrong with it, in the reader's language; empty where nothing is."""
        if self.state == EndpointState.DISABLED:
            return str(self.get_disabled_by_display())
        return (
            _("It has been failing: %(problem)s.") % {"problem": self.problem} if self.failing_since else ""
        )

    def keys(self, now: datetime) -> list[str]:
        """The secrets with which deliveries are signed, newest first."""
        keys = [decrypt(self.secret)]
        if self.old_secret and self.old_secret_until and now < self.old_secret_until:
            keys.append(decrypt(self.old_secret))
        return keys


class HookEvent(models.Model):
    """What endpoints are told of one thing that happened: written once, the same for all of them and at every try."""

    uid = models.CharField(_("number"), max_length=60, unique=True, help_text="The webhook-id.")
    type = models.CharField(_("event"), max_length=40)
    body = models.TextField(_("what is sent"))
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.uid} {self.type}"


class Delivery(models.Model):
    """One event on its way to one endpoint."""

    endpoint = models.ForeignKey(
        Endpoint,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="deliveries",
        verbose_name=_("endpoint"),
    )
    event = models.ForeignKey(
        HookEvent, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("event")
    )
    case_id = models.BigIntegerField(null=True, help_text="Events of a case are told one after the other.")
    number = models.BigIntegerField(null=True, help_text="Of the event on the timeline; grows within a case.")
    created_at = models.DateTimeField(_("made"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(help_text="Of one that waits; a try in hand is leased until then.")
    tried_at = models.DateTimeField(_("last try"), null=True)
    status = models.PositiveSmallIntegerField(_("status code"), null=True)
    answer = models.TextField(_("answer"), blank=True, help_text=_("How it begins."))
    problem = models.CharField(_("what went wrong"), max_length=200, blank=True)
    ms = models.PositiveIntegerField(_("milliseconds"), null=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="tell_once")]
        indexes = [
            models.Index(fields=["endpoint", "next_at"], condition=Q(state="pending"), name="hook_due"),
            models.Index(
                fields=["endpoint", "case_id", "number"], condition=Q(state="pending"), name="hook_in_order"
            ),
            models.Index(fields=["endpoint", "number"], name="hook_number"),
            models.Index(fields=["created_at"], name="hook_created"),
        ]

    def __str__(self) -> str:
        return f"{self.event.uid} → {self.endpoint}"
