"""Confidential cases. Whatever tells of a person is sealed under a key of the case (`keys`); what stays readable for
the work lists and the figures are codes. Every table but the directory has row-level security (migration 0002)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai.core.reference import spaced
from sunwai.places.models import Place
from sunwai.womenline import families
from sunwai.womenline.enums import (
    CLOSED_STATES,
    Age,
    Closing,
    Consent,
    EventKind,
    Gender,
    Level,
    Reached,
    Read,
    ReferralKind,
    ReferralState,
    Relationship,
    State,
    Verdict,
)
from sunwai.womenline.keys import Safe
from sunwai.womenline.visibility import CaseQuerySet, PartQuerySet, ReadingQuerySet

USER = settings.AUTH_USER_MODEL


@dataclass(frozen=True)
class Person:
    """Who needs help, and how to reach them without danger. Only ever stored sealed.

    Attributes:
        number: from which the call came; calling it back may be dangerous.
        caller_name: who called for somebody else; empty where the person called.
        safe_number: the one that can be called; empty: none.
        safe_from, safe_until: hours of the day (0 to 24) between which it can be.
        code_word: by which both sides know each other.
    """

    name: str = ""
    number: str = ""
    where: str = ""
    caller_name: str = ""
    caller_relation: str = ""
    safe_number: str = ""
    safe_from: int = 0
    safe_until: int = 24
    code_word: str = ""

    @classmethod
    def of(cls, given: dict[str, Any]) -> Person:
        """From what was sealed; what a later version knows besides is left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in given.items() if name in known})

    def as_dict(self) -> dict[str, Any]:
        """For sealing."""
        return asdict(self)


class Case(models.Model):
    """A person's case at a confidential helpline."""

    family = models.CharField(max_length=16)
    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=16, choices=State, default=State.NEW)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    call_id = models.BigIntegerField(null=True, help_text="The contact at the desk with which it began.")
    district = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    risk = models.CharField(max_length=8, choices=Level, default=Level.LOW)
    gender = models.CharField(max_length=8, choices=Gender, default=Gender.NOT_SAID)
    age = models.CharField(max_length=8, choices=Age, default=Age.NOT_SAID)
    on_behalf = models.BooleanField(default=False)
    relationship = models.CharField(max_length=16, choices=Relationship, blank=True)
    categories = ArrayField(models.CharField(max_length=16), default=list)
    wrapped_key = models.BinaryField()
    sealed_person = models.BinaryField()
    number_index = models.BinaryField(null=True)
    safe_index = models.BinaryField(null=True)
    closing = models.CharField(max_length=12, choices=Closing, blank=True)
    closing_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True, help_text="When its key was destroyed; codes are left.")

    objects = CaseQuerySet.as_manager()

    level = 1  # the engine knows levels; these cases have one

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CLOSED_STATES, closed_at__isnull=False)
                | (~Q(state__in=CLOSED_STATES) & Q(closed_at__isnull=True)),
                name="womenline_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    wrapped_key=b"",
                    sealed_person=b"",
                    number_index__isnull=True,
                    safe_index__isnull=True,
                    call_id__isnull=True,
                ),
                name="womenline_erased_is_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["family", "state", "-opened_at"], name="womenline_case_list"),
            models.Index(fields=["number_index"], name="womenline_case_number"),
            models.Index(fields=["safe_index"], name="womenline_case_safe"),
        ]

    def __str__(self) -> str:
        return self.spoken_reference

    @property
    def spoken_reference(self) -> str:
        """As people read it."""
        return spaced(self.reference)

    @property
    def of(self) -> families.Family:
        """Its helpline."""
        return families.family(self.family)

    @property
    def is_minor(self) -> bool:
        """Whether child protection must be told."""
        return self.age == Age.UNDER_18

    @property
    def safe(self) -> Safe:
        """What seals and opens its texts."""
        return Safe.of(self.wrapped_key)

    @property
    def person(self) -> Person:
        """Who it is about; nobody any more where that was erased."""
        if self.erased_at:
            return Person()
        return Person.of(self.safe.open(self.sealed_person, f"person {self.reference}"))


class Part(models.Model):
    """Something with words that belongs to a case."""

    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(default=bytes)

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def content(self) -> Any:
        """What was sealed; empty where nothing was."""
        case = self.case  # type: ignore[attr-defined]
        return case.safe.open(self.sealed, f"{self._meta.model_name} {case.reference}") if self.sealed else ""


class Note(Part):
    """What a counsellor wrote down."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    about = models.CharField(max_length=20, choices=EventKind, default=EventKind.NOTED)

    def __str__(self) -> str:
        return f"{self.case_id} {self.about}"


class Assessment(Part):
    """The answers to the risk instrument, and what they came to."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    version = models.CharField(max_length=12)
    level = models.CharField(max_length=8, choices=Level, help_text="What the answers come to.")
    judged = models.CharField(max_length=8, choices=Level, help_text="What the counsellor says.")
    score = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.judged}"


@pghistory.track()
class Contact(models.Model):
    """Whom a case can be referred to. Public, not about a person."""

    kind = models.CharField(_("kind"), max_length=20, choices=ReferralKind)
    district = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
        help_text=_("Empty: for the whole state."),
    )
    number = models.CharField(_("number"), max_length=20)
    name_en = models.CharField(_("name in English"), max_length=160)
    name_hi = models.CharField(_("name in Hindi"), max_length=160)
    hours = models.CharField(_("hours"), max_length=60, blank=True)
    source = models.CharField(_("where this is known from"), max_length=120, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("helpline contact")
        verbose_name_plural = _("helpline contacts")
        ordering = ["kind", "district", "pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_en if get_language() == "en" else self.name_hi


class Referral(Part):
    """That somebody was asked to help, on what ground, and what came of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    kind = models.CharField(max_length=20, choices=ReferralKind)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    consent = models.CharField(max_length=8, choices=Consent)
    state = models.CharField(max_length=8, choices=ReferralState, default=ReferralState.SENT)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.state}"


class FollowUp(models.Model):
    """A day on which the person is asked how they are; only at the safe number, in safe hours."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    reached = models.CharField(max_length=16, choices=Reached, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(done_at__isnull=True) & Q(reached=""))
                | (Q(done_at__isnull=False) & ~Q(reached="")),
                name="womenline_follow_up_done_or_not",
            )
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="womenline_due")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_on}"


class Review(Part):
    """What a supervisor thinks of the work."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=12, choices=Verdict)

    def __str__(self) -> str:
        return f"{self.case_id} {self.verdict}"


class CaseReading(models.Model):
    """That somebody read; append-only. Only reviewers see it: to others it would tell that a case exists."""

    family = models.CharField(max_length=16)
    at = models.DateTimeField()
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=Read)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="readings")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["family", "-at"], name="womenline_readings")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.user_id} {self.what}"


class CallRequest(models.Model):
    """Somebody asked on the portal to be called: safe number, hours and code word, sealed under a key of its own."""

    family = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()
    number_index = models.BinaryField()
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    reached = models.CharField(max_length=16, choices=Reached, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(reached=""), name="womenline_asked")]

    def __str__(self) -> str:
        return f"{self.asked_at:%F %T}"

    @property
    def person(self) -> Person:
        """Who asked."""
        return Person.of(Safe.of(self.wrapped_key).open(self.sealed, "request"))
