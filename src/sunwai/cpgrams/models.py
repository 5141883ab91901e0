"""The register of central grievances, what the centre and its citizens say, and what the centre is told.

What a record says of a person goes into the citizen and the case. Only while it waits, or lies aside, is it kept here,
encrypted.
"""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sunwai.cpgrams.enums import (
    CentralStatus,
    DifferenceKind,
    PushKind,
    PushState,
    Reason,
    WaitsFor,
    WordKind,
)
from sunwai.grievances.models import Grievance
from sunwai.offices.models import Category
from sunwai.places.models import Place

USER = settings.AUTH_USER_MODEL


# ── What the centre calls things: data of the administrator ──────────────────────────────────────────────


@pghistory.track(fields=["category"])
class CentralCategory(models.Model):
    """A category in the tree of CPGRAMS, and ours for it; one without takes that of the nearest category above it."""

    code = models.PositiveIntegerField(_("code"), primary_key=True)
    name = models.CharField(_("name"), max_length=400, blank=True)
    org_code = models.CharField(_("organisation"), max_length=40, blank=True)
    parent_code = models.PositiveIntegerField(
        _("category above"), null=True, blank=True, help_text="May name one that the released tree lacks."
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("our subject"),
        help_text=_("Empty: that of the nearest category above."),
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("category of CPGRAMS")
        verbose_name_plural = _("categories of CPGRAMS")

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


@pghistory.track(exclude=["key"])
class DistrictSpelling(models.Model):
    """How CPGRAMS spells a district, where that is none of the names by which we know it."""

    spelling = models.CharField(_("as CPGRAMS spells it"), max_length=80)
    key = models.CharField(max_length=80, unique=True, editable=False)
    district = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("our district")
    )

    class Meta:
        ordering = ["spelling"]
        verbose_name = _("spelling of a district")
        verbose_name_plural = _("spellings of districts")

    def __str__(self) -> str:
        return self.spelling

    def save(self, *args: Any, **kwargs: Any) -> None:
        from sunwai.cpgrams.atlas import district_key, forget

        self.key = district_key(self.spelling)
        super().save(*args, **kwargs)
        forget()


# ── The register ─────────────────────────────────────────────────────────────────────────────────────────


class CentralGrievance(models.Model):
    """A grievance of the centre; once sent to an officer it has a case here."""

    registration_no = models.CharField(max_length=30)
    grievance = models.OneToOneField(Grievance, on_delete=models.PROTECT, null=True, related_name="central")
    source = models.CharField(max_length=24, help_text="Name of the provider that brought it.")
    category_code = models.PositiveIntegerField()
    org_code = models.CharField(max_length=12, blank=True)
    district_name = models.CharField(max_length=80, help_text="As the centre spells it.")
    remarks = models.TextField(blank=True, help_text="What the ministry that sent it on wrote with it.")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When the centre's own days are over; no pause stops them.")
    taken_at = models.DateTimeField()
    waits_for = models.CharField(max_length=8, choices=WaitsFor, blank=True)
    record = models.BinaryField(null=True, help_text="What came, encrypted; kept as long as it waits.")

    interim_at = models.DateTimeField(null=True, help_text="When an interim reply was given.")
    expected_on = models.DateField(null=True, help_text="The day it promised.")
    warned = models.PositiveSmallIntegerField(default=0, help_text="Warnings of the end of its days.")

    seen_seq = models.PositiveIntegerField(
        default=0, help_text="Newest event of the case that was looked at."
    )
    told_status = models.CharField(max_length=16, choices=CentralStatus, blank=True)
    told_post = models.BigIntegerField(null=True)
    told_end = models.PositiveIntegerField(default=0, help_text="Event with which the told closure began.")
    their_status = models.CharField(max_length=40, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)
    appeals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("central grievance")
        verbose_name_plural = _("central grievances")
        constraints = [
            models.UniqueConstraint(fields=["registration_no"], name="take_in_once"),
            models.CheckConstraint(
                name="waits_or_is_a_case",
                condition=Q(grievance=None, record__isnull=False) & ~Q(waits_for="")
                | Q(grievance__isnull=False, record=None, waits_for=""),
                violation_error_message=_("A central grievance waits for something, or is a case."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["waits_for", "category_code"], name="central_waiting", condition=~Q(waits_for="")
            ),
            models.Index(fields=["due_at"], name="central_due", condition=~Q(told_status="closed")),
        ]

    def __str__(self) -> str:
        return self.registration_no


class AsideRecord(models.Model):
    """A record that could not be taken in, with the reason."""

    source = models.CharField(max_length=24)
    place = models.CharField(max_length=120, help_text="Where it stands: file and line, or page and number.")
    digest = models.BinaryField(help_text="Of what came, so that the same does not lie aside twice.")
    registration_no = models.CharField(max_length=40, blank=True, db_index=True)
    reason = models.CharField(max_length=16, choices=Reason)
    detail = models.CharField(max_length=200, blank=True)
    record = models.BinaryField(help_text="What came, encrypted.")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(
        null=True, help_text="Came again and was good, or was let go by somebody."
    )
    settled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("record put aside")
        verbose_name_plural = _("records put aside")
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="put_aside_once")]
        indexes = [models.Index(fields=["-at"], name="aside_unsettled", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return f"{self.place} {self.reason}"


class CentralWord(models.Model):
    """What a citizen said through the centre; may come before we have the grievance it is about."""

    source = models.CharField(max_length=24)
    word_id = models.CharField(max_length=60, help_text="The centre's.")
    kind = models.CharField(max_length=8, choices=WordKind)
    registration_no = models.CharField(max_length=30)
    rating = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    came_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    did = models.CharField(max_length=12, blank=True, help_text="What it did to the case.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "word_id"], name="hear_once")]
        indexes = [models.Index(fields=["at"], name="word_unapplied", condition=Q(applied_at=None))]

    def __str__(self) -> str:
        return f"{self.registration_no} {self.kind} {self.word_id}"


# ── What the centre is told ──────────────────────────────────────────────────────────────────────────────


class Push(models.Model):
    """One thing that the centre is told: a row of the outbox. Those of a grievance go out in their order."""

    central = models.ForeignKey(CentralGrievance, on_delete=models.CASCADE, related_name="pushes")
    kind = models.CharField(max_length=16, choices=PushKind)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(help_text="When that happened.")
    state = models.CharField(max_length=8, choices=PushState, default=PushState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it failed or was refused.")

    class Meta:
        verbose_name = _("what the centre is told")
        verbose_name_plural = _("what the centre is told")
        indexes = [
            models.Index(fields=["not_before"], name="push_queued", condition=Q(state="queued")),
            models.Index(fields=["-at"], name="push_refused", condition=Q(state="refused")),
        ]

    def __str__(self) -> str:
        return f"{self.central_id} {self.kind} {self.state}"


class CentreLink(models.Model):
    """What is known of one way to the centre: how far it was read, and whether it works."""

    name = models.CharField(max_length=24, primary_key=True)
    grievances_mark = models.CharField(max_length=400, blank=True)
    words_mark = models.CharField(max_length=400, blank=True)
    pulled_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    rests_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class CentreCall(models.Model):
    """One question to the centre and how it was answered: nothing of what was said."""

    link = models.CharField(_("way"), max_length=24)
    what = models.CharField(_("what was asked"), max_length=16)
    at = models.DateTimeField(_("when"), db_index=True)
    ms = models.PositiveIntegerField(_("milliseconds"))
    items = models.PositiveIntegerField(_("records"), default=0)
    reason = models.CharField(
        _("why it failed"), max_length=200, blank=True, help_text="Why it failed; empty: it did not."
    )

    class Meta:
        verbose_name = _("question to the centre")
        verbose_name_plural = _("questions to the centre")

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.what}"


class CentralDifference(models.Model):
    """Where the two registers differ, as of the last comparison."""

    registration_no = models.CharField(max_length=40)
    kind = models.CharField(max_length=16, choices=DifferenceKind)
    ours = models.CharField(max_length=40, blank=True)
    theirs = models.CharField(max_length=40, blank=True)
    on_its_way = models.BooleanField(default=False, help_text="What would make them agree waits to be sent.")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "registration_no"]

    def __str__(self) -> str:
        return f"{self.registration_no} {self.kind}"
