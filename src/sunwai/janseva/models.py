"""Services, applications and what was issued."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen, Language
from sunwai.core import clock
from sunwai.core.providers import providers
from sunwai.core.reference import spaced
from sunwai.janseva.enums import (
    ON_THE_TABLE,
    AppealState,
    Ground,
    LedgerKind,
    Outcome,
    PaymentState,
    PenaltyKind,
    RecordKind,
    RejectionReason,
    Stage,
    State,
)
from sunwai.janseva.fields import fields_problem, text_problem
from sunwai.messages.enums import Channel
from sunwai.offices.models import Bilingual, Category, Post, Shipped, in_language
from sunwai.offices.selectors import post_ids_of
from sunwai.places.models import Place

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


def _empty() -> list[Any]:
    return []


@pghistory.track(exclude=["shipped"])
class Service(Bilingual, Shipped):
    """One service under the Public Services Guarantee Act, as data: an administrator can add another without code.

    Who decides, and before whom an appeal lies, is the ladder of its subject (`offices.Responsibility`): the designated
    officer is its first level, the first appeal officer the second, the second appeal authority the third.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    number = models.CharField(_("number in the notification"), max_length=10, blank=True)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("subject"),
        help_text=_("Its ladder says who decides, and who decides on appeals."),
    )
    record = models.CharField(_("land record"), max_length=10, choices=RecordKind, blank=True)
    fields = models.JSONField(_("questions"), default=_empty, help_text=_("See docs/jan-seva.md."))
    documents = models.JSONField(_("papers"), default=_empty, blank=True)
    declaration_hi = models.TextField(_("declaration, in Hindi"))
    declaration_en = models.TextField(_("declaration, in English"))
    text_hi = models.TextField(
        _("what the certificate says, in Hindi"),
        blank=True,
        help_text=_("Answers stand in braces, for example {applicant_name}."),
    )
    text_en = models.TextField(_("what the certificate says, in English"), blank=True)
    act_days = models.PositiveSmallIntegerField(
        _("limit in the Act"),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Working days."),
    )
    helpline_days = models.PositiveSmallIntegerField(
        _("limit through 181"),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Working days."),
    )
    fee_paise = models.PositiveIntegerField(_("fee"), default=0, help_text=_("In paise."))
    page_fee_paise = models.PositiveIntegerField(
        _("fee for each page of a certified copy"), default=0, help_text=_("In paise.")
    )
    needs_ekyc = models.BooleanField(_("needs e-KYC"), default=False)
    valid_months = models.PositiveSmallIntegerField(
        _("good for"), default=0, help_text=_("Months; 0: without end.")
    )
    digilocker_type = models.CharField(
        _("kind in DigiLocker"),
        max_length=5,
        blank=True,
        validators=[RegexValidator("^[A-Z]{5}$")],
        help_text=_("Five capitals that DigiLocker gives the kind of paper; empty: it gives none out."),
    )
    source = models.CharField(_("legal source"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("service of CM Jan Seva")
        verbose_name_plural = _("services of CM Jan Seva")

    @property
    def is_offered(self) -> bool:
        """Whether it can be applied for: a copy of a land record only where the state's land records can be asked."""
        return self.is_active and (not self.record or bool(providers("land_records")))

    @property
    def declaration(self) -> str:
        """What the applicant declares, in the reader's language."""
        return in_language(self.declaration_hi, self.declaration_en)

    def clean(self) -> None:
        """Refuse questions that cannot be asked and texts that cannot be filled in."""
        super().clean()
        if problem := fields_problem(self.fields):
            raise ValidationError({"fields": problem})
        for name in ("text_hi", "text_en"):
            if problem := text_problem(getattr(self, name), self.fields):
                raise ValidationError({name: problem})
        if not self.record and not (self.text_hi and self.text_en):
            raise ValidationError({"text_hi": _("A certificate needs its text in both languages.")})


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications."""

    def visible_to(self, viewer: object) -> ApplicationQuerySet:
        """The applications that `viewer` may see:

        - a citizen: own ones;
        - an officer: those that came before a post of theirs;
        - an agent: those they took on a call, until the applicant has confirmed them. Anyone else: none.
        """
        if isinstance(viewer, Citizen):
            return self.filter(citizen=viewer)
        if isinstance(viewer, User):
            return self.filter(self._of_staff(viewer))
        return self.none()

    def on_table_of(self, user: User) -> ApplicationQuerySet:
        """What waits for a decision of `user` as designated officer."""
        return self.filter(state__in=ON_THE_TABLE, post__in=post_ids_of(user, clock.today()))

    @staticmethod
    def _of_staff(user: User) -> Q:
        may_see = Q(pk__in=[])
        if user.may("office"):
            may_see |= Q(submitted_at__isnull=False, post__in=post_ids_of(user, clock.today()))
        if user.may("register"):
            may_see |= Q(taken_by=user, state__in=(State.LINK_SENT, State.EXPIRED))
        return may_see


class Application(models.Model):
    """One application of one citizen for one service."""

    reference = models.CharField(_("number"), max_length=12, unique=True)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="applications", verbose_name=_("service")
    )
    citizen = models.ForeignKey(
        Citizen, on_delete=models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    applicant_name = models.CharField(_("name of the applicant"), max_length=120)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    answers = models.JSONField(_("answers"), default=dict)
    language = models.CharField(max_length=2, choices=Language, default=Language.HINDI)
    channel = models.CharField(_("came by"), max_length=12, choices=Channel)
    state = models.CharField(_("state"), max_length=24, choices=State, default=State.LINK_SENT)
    level = 1  # the engine knows levels; an application has one
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="applications", verbose_name=_("designated officer")
    )
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("taken"))
    verified_at = models.DateTimeField(_("confirmed"), null=True)
    submitted_at = models.DateTimeField(_("before the officer since"), null=True)
    due_at = models.DateTimeField(_("due through 181"), null=True)
    act_due_at = models.DateTimeField(_("due by the Act"), null=True)
    is_overdue = models.BooleanField(_("limit of the Act passed"), default=False)
    paused_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    rejection = models.CharField(_("reason of refusal"), max_length=16, choices=RejectionReason, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    fee_paise = models.PositiveIntegerField(_("fee"), default=0)
    identity_reference = models.CharField(
        max_length=64, blank=True, help_text="Reference key of the Aadhaar data vault; never the number."
    )
    aadhaar_end = models.CharField(_("Aadhaar ends in"), max_length=4, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_decided_has_time",
                condition=Q(state__in=[State.SANCTIONED, State.ISSUED, State.REJECTED]) ^ Q(decided_at=None),
            ),
            models.CheckConstraint(
                name="application_on_table_is_verified",
                condition=~Q(state__in=sorted(ON_THE_TABLE))
                | Q(verified_at__isnull=False, due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_rejected_says_why",
                condition=~Q(state=State.REJECTED) | ~Q(rejection=""),
            ),
        ]
        indexes = [
            models.Index(fields=["post", "due_at"], name="application_table", condition=Q(decided_at=None)),
            models.Index(
                fields=["act_due_at"],
                name="application_overdue",
                condition=Q(decided_at=None, is_overdue=False),
            ),
        ]
        verbose_name = _("application")
        verbose_name_plural = _("applications")

    def __str__(self) -> str:
        return f"{self.reference} {self.service_id}"

    @property
    def spoken_reference(self) -> str:
        """The number as people read it."""
        return spaced(self.reference)

    @property
    def state_enum(self) -> State:
        """The state with its words."""
        return State(self.state)


class Link(models.Model):
    """The way from the SMS to the form: signed, good for `janseva.link_hours`, and void once it was used."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="links")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="link_ends_after_it_began", condition=Q(expires_at__gte=F("sent_at")))
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.sent_at:%F %T}"


def _code() -> str:
    """What a certificate is verified by: 16 letters of 31, some 79 bits."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(16))


def _path(certificate: Certificate, _name: str) -> str:
    return f"certificates/{certificate.id.hex[:2]}/{certificate.id}.sealed"


class Certificate(models.Model):
    """What was issued: a signed PDF, encrypted at rest, with what anybody who holds it may verify."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=16, unique=True, default=_code)
    file = models.FileField(upload_to=_path)
    sha256 = models.BinaryField(help_text="Of the signed PDF.")
    issued_at = models.DateTimeField(_("issued"))
    valid_until = models.DateField(_("good until"), null=True)
    signed_for = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", help_text="Who sanctioned it."
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificate_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            )
        ]
        verbose_name = _("issued paper")
        verbose_name_plural = _("issued papers")

    def __str__(self) -> str:
        return self.code

    def is_good(self, now: datetime) -> bool:
        """Whether it can be relied on: neither revoked nor past its time."""
        return self.revoked_at is None and (self.valid_until is None or now.date() <= self.valid_until)


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Appeals."""

    def visible_to(self, viewer: object) -> AppealQuerySet:
        """The appeals that `viewer` may see: an applicant own ones, an authority those before a post of theirs, an
        officer those on applications for which a penalty was imposed on them. Anyone else: none.
        """
        if isinstance(viewer, Citizen):
            return self.filter(application__citizen=viewer)
        if isinstance(viewer, User) and viewer.may("office"):
            penalised = Penalty.objects.filter(officer=viewer).values("appeal__application")
            return self.filter(Q(post__in=post_ids_of(viewer, clock.today())) | Q(application__in=penalised))
        return self.none()

    def waiting_for(self, user: User) -> AppealQuerySet:
        """Those that `user` has to decide."""
        before = self.visible_to(user).filter(post__in=post_ids_of(user, clock.today()))
        return before.exclude(state=AppealState.DECIDED)


class Appeal(models.Model):
    """An appeal or revision on one application (Act of 2010, sections 6 and 9)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appeals")
    stage = models.CharField(_("stage"), max_length=8, choices=Stage)
    ground = models.CharField(_("ground"), max_length=12, choices=Ground)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", verbose_name=_("authority"))
    state = models.CharField(_("state"), max_length=8, choices=AppealState, default=AppealState.FILED)
    filed_at = models.DateTimeField(_("filed"))
    due_at = models.DateTimeField(_("to be decided by"))
    hearing_at = models.DateTimeField(_("hearing"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("order"), max_length=10, choices=Outcome, blank=True)
    provide_by = models.DateTimeField(_("service to be given by"), null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "stage"], name="one_appeal_a_stage"),
            models.CheckConstraint(
                name="appeal_decided_is_whole",
                condition=Q(state=AppealState.DECIDED) & ~Q(outcome="") & Q(decided_at__isnull=False)
                | ~Q(state=AppealState.DECIDED) & Q(outcome="", decided_at=None),
            ),
        ]
        indexes = [models.Index(fields=["post", "due_at"], name="appeal_table", condition=Q(decided_at=None))]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return f"{self.application_id} {self.stage}"

    @property
    def ordered(self) -> str:
        """What the order says: of a revision, what became of the penalty."""
        if self.stage == Stage.REVISION and self.outcome == Outcome.ALLOWED:
            return str(_("allowed: the penalty is lowered or set aside"))
        return str(self.get_outcome_display())


class PenaltyQuerySet(models.QuerySet["Penalty"]):
    """Penalties."""

    def visible_to(self, viewer: object) -> PenaltyQuerySet:
        """The penalties that `viewer` may see: those on appeals before a post of theirs, or revised there, and
        those on themselves. Anyone else: none.
        """
        if isinstance(viewer, User) and viewer.may("office"):
            before = Appeal.objects.filter(post__in=post_ids_of(viewer, clock.today())).values("application")
            return self.filter(Q(appeal__application__in=before) | Q(officer=viewer))
        return self.none()


class Penalty(models.Model):
    """What an officer pays, and what of it goes to the applicant (Act of 2010, section 7); what a revision left of both
    (section 9).
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="penalties")
    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="penalties", verbose_name=_("officer")
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", verbose_name=_("post"))
    kind = models.CharField(_("for"), max_length=8, choices=PenaltyKind)
    days = models.PositiveSmallIntegerField(_("days of delay"), default=0)
    paise = models.PositiveIntegerField(_("penalty"))
    compensation_paise = models.PositiveIntegerField(_("of it to the applicant"), default=0)
    imposed_at = models.DateTimeField(_("imposed"))
    imposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recovered_at = models.DateTimeField(_("recovered"), null=True)
    revised_at = models.DateTimeField(_("revised"), null=True)
    revised_paise = models.PositiveIntegerField(_("penalty after revision"), null=True)

    objects = PenaltyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="compensation_within_penalty", condition=Q(compensation_paise__lte=F("paise"))
            ),
            models.CheckConstraint(
                name="penalty_revised_is_less",
                condition=Q(revised_at=None, revised_paise=None)
                | Q(revised_at__isnull=False, revised_paise__lt=F("paise")),
            ),
            models.UniqueConstraint(fields=["appeal", "officer"], name="one_penalty_an_appeal_and_officer"),
        ]
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")

    def __str__(self) -> str:
        return f"{self.officer_id} {self.paise}"

    @property
    def owed_paise(self) -> int:
        """What the officer pays: as imposed, or what the revision left."""
        return self.paise if self.revised_paise is None else self.revised_paise

    @property
    def owed_compensation_paise(self) -> int:
        """What of it goes to the applicant: never more than is paid."""
        return min(self.compensation_paise, self.owed_paise)


class Payment(models.Model):
    """An order at the payment gateway over the fee of one application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(_("gateway"), max_length=20)
    order = models.CharField(_("order"), max_length=64, unique=True)
    paise = models.PositiveIntegerField(_("fee"))
    state = models.CharField(_("state"), max_length=8, choices=PaymentState, default=PaymentState.OPEN)
    number = models.CharField(  # noqa: DJ001 (null: not paid; "" could stand only once)
        _("payment"),
        max_length=64,
        null=True,
        unique=True,
        help_text="The gateway's number of what was paid.",
    )
    opened_at = models.DateTimeField(_("opened"))
    paid_at = models.DateTimeField(_("paid"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payment_paid_has_number",
                condition=Q(state=PaymentState.OPEN, number=None, paid_at=None)
                | ~Q(state=PaymentState.OPEN) & Q(number__isnull=False, paid_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=[PaymentState.OPEN, PaymentState.PAID]),
                name="one_payment_that_counts",
            ),
        ]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")

    def __str__(self) -> str:
        return self.order


class LedgerEntry(models.Model):
    """What was taken or given back, as the gateway reported it. The database refuses to change or remove a line."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(_("kind"), max_length=8, choices=LedgerKind)
    number = models.CharField(_("payment"), max_length=64, help_text="The gateway's number of the payment.")
    paise = models.PositiveIntegerField(_("sum in paise"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="one_line_a_payment")]
        verbose_name = _("line of the ledger of fees")
        verbose_name_plural = _("ledger of fees")

    def __str__(self) -> str:
        return f"{self.kind} {self.number} {self.paise}"


class GatewayNotice(models.Model):
    """What the gateway sent us by webhook, as it came, once."""

    event = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.event
