"""A case and what belongs to it. Only `actions/` write here; what is personal in a corruption case is sealed."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from sunwai.casework.models import CaseKind, Event
from sunwai.citizens.models import Citizen, Language
from sunwai.core.reference import spaced
from sunwai.files.models import Upload
from sunwai.grievances.enums import (
    CLOCK_STATES,
    CLOSED_STATES,
    AuditVerdict,
    ClosureReason,
    DenialReason,
    Disposition,
    FileSide,
    InteractionKind,
    Kind,
    State,
)
from sunwai.grievances.visibility import (
    AttachmentQuerySet,
    DraftQuerySet,
    FilingQuerySet,
    FloorNoteQuerySet,
    GrievanceQuerySet,
    InteractionQuerySet,
)
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category, Department, Post
from sunwai.places.models import Place

USER = settings.AUTH_USER_MODEL
# The words of a case's text, alike in both scripts, each with its district before it: `18:bijli` (migration 0004).
WORDS = Func(
    F("district"), F("text_key"), function="grievances_words", output_field=SearchVectorField(), arity=2
)


class Grievance(models.Model):
    """A complaint, demand, suggestion or corruption case."""

    reference = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=24, choices=State, default=State.OPEN)
    level = models.PositiveSmallIntegerField()

    citizen = models.ForeignKey(
        Citizen,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="grievances",
        help_text="Empty where the identity is sealed.",
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, db_index=False, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, db_index=False, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    district = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    landmark = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    text = models.TextField()
    text_key = models.TextField(
        editable=False, help_text="Script-blind key of the text, for search and look-alikes."
    )
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=Language, default=Language.HINDI)
    channel = models.CharField(max_length=12, choices=Channel)
    source_reference = models.CharField(
        max_length=60, blank=True, help_text="Number in the system it came from."
    )

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="grievances", help_text="Who holds it now."
    )
    line = ArrayField(
        models.BigIntegerField(null=True),
        help_text="Posts of L1, L2, … for this case; null where there is none.",
    )
    accused_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    accused = models.ForeignKey(
        USER,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        help_text="Who held that post when it was filed.",
    )
    barred_posts = ArrayField(
        models.BigIntegerField(), default=list, help_text="The accused and everyone below: never see it."
    )
    barred_users = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        help_text="Who may be the accused, until vigilance has decided: they never see it, whatever post they get.",
    )
    accused_named = models.CharField(
        max_length=200, blank=True, db_default="", help_text="The accused, as the citizen named them."
    )

    registered_at = models.DateTimeField()
    updated_at = models.DateTimeField(
        editable=False,
        help_text="Kept by a trigger, so that no sweep forgets it; by the clock of the database.",
    )
    level_since = models.DateTimeField(help_text="When the clock of this level began.")
    due_at = models.DateTimeField(
        null=True, help_text="When the level must have answered; empty while no clock runs."
    )
    paused_at = models.DateTimeField(null=True)
    pause_until = models.DateTimeField(null=True)
    days_left = models.FloatField(
        null=True, help_text="Working days left at this level when the clock was stopped."
    )
    paused_days = models.FloatField(
        default=0, help_text="Days this level has already spent waiting for the citizen."
    )
    reminders = models.PositiveSmallIntegerField(
        default=0, help_text="Reminders of the present question sent."
    )
    next_reminder_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(default=0, help_text="Warnings given at this level.")
    next_warning_at = models.DateTimeField(null=True)
    is_overdue = models.BooleanField(default=False, help_text="At a level that does not climb by clock.")
    attended_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    objection_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)

    reopen_count = models.PositiveSmallIntegerField(
        default=0, help_text="Times the citizen said no, objected or reopened."
    )
    reopened_once = models.BooleanField(
        default=False, help_text="The one reopening of a closed case was used."
    )
    transfer_count = models.PositiveSmallIntegerField(default=0)
    supporter_count = models.PositiveIntegerField(default=0)
    over_daily_limit = models.BooleanField(default=False)
    top_level_denied = models.BooleanField(
        default=False, help_text="The citizen said no at the highest level."
    )
    low_quality = models.BooleanField(default=False)

    objects = GrievanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="one_case_per_number"),
            models.CheckConstraint(
                name="closed_has_a_time",
                condition=Q(state__in=CLOSED_STATES, closed_at__isnull=False)
                | (~Q(state__in=CLOSED_STATES) & Q(closed_at=None)),
                violation_error_message=_("A closed case has the time of its closing, an open one has none."),
            ),
            models.CheckConstraint(
                name="running_clock_has_a_deadline",
                condition=Q(state__in=CLOCK_STATES, due_at__isnull=False)
                | (~Q(state__in=CLOCK_STATES) & Q(due_at=None)),
                violation_error_message=_("A case has a deadline exactly while its clock runs."),
            ),
            models.CheckConstraint(
                name="notice_has_an_end",
                condition=Q(state=State.CLOSURE_NOTICE, objection_until__isnull=False)
                | (~Q(state=State.CLOSURE_NOTICE) & Q(objection_until=None)),
                violation_error_message=_("A closure notice says until when the citizen may object."),
            ),
            models.CheckConstraint(
                name="pause_has_an_end",
                condition=Q(
                    state=State.WAITING_FOR_CITIZEN, paused_at__isnull=False, pause_until__isnull=False
                )
                | (~Q(state=State.WAITING_FOR_CITIZEN) & Q(paused_at=None, pause_until=None)),
                violation_error_message=_(
                    "A case that waits for the citizen says since when and until when."
                ),
            ),
            models.CheckConstraint(name="level_in_range", condition=Q(level__gte=1, level__lte=5)),
            models.CheckConstraint(
                name="satisfied_has_the_citizens_word",
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5),
            ),
            models.CheckConstraint(
                name="corruption_is_sealed",
                condition=Q(kind=Kind.CORRUPTION, citizen=None)
                | (~Q(kind=Kind.CORRUPTION) & Q(citizen__isnull=False)),
                violation_error_message=_("The identity in a corruption case is sealed, and only there."),
            ),
        ]
        # Every index is paid for with each case and each step of one: only those that a question of ours needs. That
        # reference data are not deleted once they are used spares the usual ones of their foreign keys.
        indexes = [
            # An officer's list: my posts, due soonest.
            models.Index(
                fields=["post", "due_at"], name="grievance_worklist", condition=~Q(state__in=CLOSED_STATES)
            ),
            # The sweeps.
            models.Index(fields=["due_at"], name="grievance_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["next_warning_at"], name="grievance_warn", condition=Q(next_warning_at__isnull=False)
            ),
            models.Index(
                fields=["state", "resolved_at"],
                name="grievance_confirm",
                condition=Q(state=State.AWAITING_CONFIRMATION),
            ),
            models.Index(
                fields=["next_reminder_at"],
                name="grievance_remind",
                condition=Q(next_reminder_at__isnull=False),
            ),
            # A citizen's own.
            models.Index(fields=["citizen", "-registered_at"], name="grievance_citizen"),
            # Look-alikes.
            models.Index(fields=["place", "category", "-registered_at"], name="grievance_lookalike"),
            # How the posts of a department compare (scores).
            models.Index(fields=["department", "-registered_at"], name="grievance_department"),
            # Search inside a district, by words in any script. What is not yet sorted in is read by every search, so
            # that list is kept short (kB).
            GinIndex(WORDS, name="grievance_search", gin_pending_list_limit=512),
            GinIndex(fields=["line"], name="grievance_line"),
            # What changed in a department since its own system last asked.
            models.Index(fields=["department", "updated_at", "id"], name="grievance_changed"),
            # What was filed in a span of time, wherever (Open311).
            models.Index(fields=["registered_at"], name="grievance_registered"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def spoken_reference(self) -> str:
        """`4812 0937 5`."""
        return spaced(self.reference)

    @property
    def state_enum(self) -> State:
        """The state as an enum member."""
        return State(self.state)

    def events(self) -> models.QuerySet[Event]:
        """The timeline, oldest first."""
        return Event.objects.filter(case_kind=CaseKind.GRIEVANCE, case_id=self.pk).order_by("seq")


class SealedIdentity(models.Model):
    """Who brought a corruption case: encrypted, found only by a keyed fingerprint of the citizen."""

    grievance = models.OneToOneField(
        Grievance, on_delete=models.CASCADE, primary_key=True, related_name="seal"
    )
    citizen_index = models.BinaryField(db_index=True)
    sealed = models.BinaryField(help_text="JSON with citizen, name and mobile, encrypted.")

    def __str__(self) -> str:
        return f"sealed {self.grievance_id}"


class Suspect(models.Model):
    """Somebody of the directory who may be the accused of a case, until vigilance decides which of them it is."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="suspects")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    is_accused = models.BooleanField(null=True, help_text="Empty until vigilance has decided.")
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grievance", "post"], name="suspected_once")]

    def __str__(self) -> str:
        return f"{self.grievance_id} ? {self.post_id}"


class Attachment(models.Model):
    """A file on a case."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="attachments")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="attachment")
    side = models.CharField(max_length=10, choices=FileSide)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.side} {self.upload_id}"


class Supporter(models.Model):
    """A citizen who said "I have this too"."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="supporters")
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="supported")
    joined_at = models.DateTimeField()
    done = models.BooleanField(null=True, help_text="Their answer to the latest closure question.")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grievance", "citizen"], name="join_once")]

    def __str__(self) -> str:
        return f"{self.grievance_id} + {self.citizen_id}"


class Resolution(models.Model):
    """What a holder says was done, and what the citizen says to that."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="resolutions")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        USER,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty where a department's own system named nobody.",
    )
    at = models.DateTimeField()
    done = models.BooleanField(null=True, help_text="The citizen's answer.")
    reason = models.CharField(max_length=16, choices=DenialReason, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_channel = models.CharField(max_length=12, choices=Channel, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.grievance_id} L{self.level} {self.at:%F}"


class Outcome(models.TextChoices):
    """How a proposal ended."""

    PENDING = "", _("pending")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("lapsed: the deadline passed first")


class Proposal(models.Model):
    """Something an officer puts before another one."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="%(class)ss")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    approver = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="%(class)ss_to_approve", null=True
    )
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.PENDING, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["proposed_at"]


class Transfer(Proposal):
    """Out of department: the new category, and with it the new department."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    from_category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    by_arbiter = models.BooleanField(default=False)

    class Meta(Proposal.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(outcome=""), name="one_pending_transfer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} → {self.category_id}"


class SpecialClosure(Proposal):
    """Closing without the citizen's yes; also a finding of invalidity, which needs no second person."""

    reason = models.CharField(max_length=16, choices=ClosureReason)
    invalid = models.BooleanField(default=False)
    objected_at = models.DateTimeField(null=True)

    class Meta(Proposal.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["grievance"], condition=Q(outcome=""), name="one_pending_closure"
            ),
            models.CheckConstraint(
                name="never_approved_by_its_proposer",
                condition=Q(invalid=True)
                | Q(decided_by=None)
                | ~Q(decided_by=F("proposed_by"))
                | ~Q(outcome="approved"),
                violation_error_message=_("A special closure is approved by another person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.reason}"


class FormChange(models.Model):
    """The kind of a case changed; the citizen may object once."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="form_changes")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    old = models.CharField(max_length=10, choices=Kind)
    new = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    objected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.old} → {self.new}"


class QualityAudit(models.Model):
    """What an auditor found about a closure."""

    grievance = models.ForeignKey(Grievance, on_delete=models.CASCADE, related_name="audits")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=AuditVerdict)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.grievance_id} {self.verdict}"


class Interaction(models.Model):
    """One contact with a citizen: a call answered at the desk, or one made by it."""

    citizen = models.ForeignKey(Citizen, on_delete=models.SET_NULL, null=True, related_name="interactions")
    mobile = models.CharField(max_length=10, blank=True)
    agent = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="interactions")
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.CALL)
    outgoing = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=InteractionKind, blank=True)
    disposition = models.CharField(max_length=16, choices=Disposition, blank=True)
    note = models.TextField(blank=True)
    grievance = models.ForeignKey(
        Grievance, on_delete=models.SET_NULL, null=True, related_name="interactions"
    )
    is_confidential = models.BooleanField(
        default=False, db_default=False, help_text="Of the women's helpline: seen only by who counsels."
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agent", "-started_at"], name="interaction_agent"),
            models.Index(fields=["mobile", "-started_at"], name="interaction_mobile"),
            models.Index(fields=["started_at"], name="interaction_started"),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%F %T} {self.kind} {self.disposition}"

    @property
    def minutes(self) -> int | None:
        """How long it took, begun minutes counted whole; None while it lasts."""
        return -(-int((self.ended_at - self.started_at).total_seconds()) // 60) if self.ended_at else None


class FloorNote(models.Model):
    """What the supervisor tells the agents: all of them, or one. It stands on their screens until its time is over."""

    text = models.CharField(max_length=300)
    agent = models.ForeignKey(
        USER, on_delete=models.CASCADE, null=True, related_name="floor_notes", help_text="Empty: for all."
    )
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    until = models.DateTimeField(help_text="Taken away earlier: the moment at which it was.")

    objects = FloorNoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["until"], name="floor_note_until")]

    def __str__(self) -> str:
        return f"{self.written_at:%F %T} {self.text[:40]}"


def _no_draft() -> dict[str, Any]:
    return {}


class Draft(models.Model):
    """What somebody has typed so far. Kept on every step, so that no error, timeout or lost sign-in costs a word."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, null=True, related_name="drafts")
    agent = models.ForeignKey(USER, on_delete=models.CASCADE, null=True, related_name="drafts")
    data = models.JSONField(default=_no_draft)
    uploads = models.ManyToManyField(Upload, related_name="+")
    grievance = models.OneToOneField(
        Grievance,
        on_delete=models.CASCADE,
        null=True,
        related_name="draft",
        help_text="What it became: sending it twice makes one case.",
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)


class ApiFiling(models.Model):
    """A case filed by a program: the key that filed it, and the idempotency key under which."""

    grievance = models.OneToOneField(
        Grievance, on_delete=models.CASCADE, primary_key=True, related_name="filing"
    )
    key = models.ForeignKey(
        "accounts.ApiKey", on_delete=models.PROTECT, db_index=False, related_name="filings"
    )
    idempotency_key = models.CharField(max_length=120, null=True)  # noqa: DJ001 (null: filed without one)
    request_digest = models.BinaryField()

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "idempotency_key"], name="file_once")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.idempotency_key}"
