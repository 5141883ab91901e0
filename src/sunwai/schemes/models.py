"""Schemes, what editors do to them, and what was asked about them."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sunwai.citizens.models import Citizen
from sunwai.offices.models import Bilingual, Department, Shipped, in_language
from sunwai.schemes.enums import AskedBy, ChangeState, Level, QuestionState, Status, Translation

LONGEST_STEP = 300
LONGEST_QUESTION = 160

#: Texts that stand in both languages, as `<name>_hi` and `<name>_en`: their greatest length. `LISTS` are lists of such.
TEXTS = {
    "name": 120, "objective": 300, "short": 300, "who": 400, "gets": 400, "where": 200, "fee": 150, "officer": 150,
    "time": 200, "appeal": 250,
}  # fmt: skip
LISTS = ("how", "documents", "also_needed")
#: What an editor may be told to verify, beside the texts and lists.
OTHER_PARTS = ("rules", "helpline", "link", "apply", "since", "status")


def words(name: Any, *, blank: bool = False) -> Any:
    """A column for a list of short texts."""
    return ArrayField(models.CharField(max_length=LONGEST_STEP), default=list, blank=blank, verbose_name=name)


def codes(name: Any, *, blank: bool = False) -> Any:
    """A column for a list of codes."""
    return ArrayField(models.SlugField(max_length=40), default=list, blank=blank, verbose_name=name)


@pghistory.track(exclude=["shipped"])
class Scheme(Bilingual, Shipped):
    """One scheme, told in both languages. Its short text is what is said on the telephone."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="schemes", verbose_name=_("department")
    )
    level = models.CharField(_("whose scheme"), max_length=8, choices=Level, default=Level.STATE)
    status = models.CharField(_("state"), max_length=8, choices=Status, default=Status.UNSURE)
    kind = models.SlugField(_("kind"), max_length=40)
    benefit = models.SlugField(_("what one gets, in a word"), max_length=40)
    groups = codes(_("for whom"))
    also = words(_("other names"), blank=True)
    needs = words(_("what people say who do not know the name"), blank=True)
    objective_hi = models.CharField(_("objective, in Hindi"), max_length=TEXTS["objective"])
    objective_en = models.CharField(_("objective, in English"), max_length=TEXTS["objective"])
    short_hi = models.CharField(_("in short, in Hindi"), max_length=TEXTS["short"])
    short_en = models.CharField(_("in short, in English"), max_length=TEXTS["short"])
    who_hi = models.CharField(_("who may apply, in Hindi"), max_length=TEXTS["who"])
    who_en = models.CharField(_("who may apply, in English"), max_length=TEXTS["who"])
    gets_hi = models.CharField(_("what one gets, in Hindi"), max_length=TEXTS["gets"])
    gets_en = models.CharField(_("what one gets, in English"), max_length=TEXTS["gets"])
    where_hi = models.CharField(_("where to apply, in Hindi"), max_length=TEXTS["where"])
    where_en = models.CharField(_("where to apply, in English"), max_length=TEXTS["where"])
    how_hi = words(_("steps, in Hindi"))
    how_en = words(_("steps, in English"))
    documents_hi = words(_("documents, in Hindi"), blank=True)
    documents_en = words(_("documents, in English"), blank=True)
    also_needed_hi = words(_("also needed, in Hindi"), blank=True)
    also_needed_en = words(_("also needed, in English"), blank=True)
    fee_hi = models.CharField(_("fee, in Hindi"), max_length=TEXTS["fee"])
    fee_en = models.CharField(_("fee, in English"), max_length=TEXTS["fee"])
    officer_hi = models.CharField(_("who decides, in Hindi"), max_length=TEXTS["officer"])
    officer_en = models.CharField(_("who decides, in English"), max_length=TEXTS["officer"])
    time_hi = models.CharField(_("how long it takes, in Hindi"), max_length=TEXTS["time"])
    time_en = models.CharField(_("how long it takes, in English"), max_length=TEXTS["time"])
    appeal_hi = models.CharField(_("when refused, in Hindi"), max_length=TEXTS["appeal"])
    appeal_en = models.CharField(_("when refused, in English"), max_length=TEXTS["appeal"])
    helpline = models.CharField(_("helpline"), max_length=60, default="181")
    link = models.URLField(_("official page"), max_length=50)  # operators whitelist addresses of messages
    apply = models.URLField(_("where one applies online"), blank=True)
    source = models.URLField(_("where it is verified"))
    since = models.PositiveSmallIntegerField(_("since the year"), null=True, blank=True)
    rules = models.JSONField(_("rules"), default=list, blank=True)
    verify = codes(_("parts to verify"), blank=True)
    order = models.PositiveSmallIntegerField(
        _("place on the telephone"),
        default=0,
        help_text=_("The most asked-for first; 0: not told on the telephone."),
    )
    checked_on = models.DateField(
        _("checked on"), null=True, blank=True, help_text=_("When the department's source was compared last.")
    )
    review_by = models.DateField(_("to be checked again by"), null=True, blank=True)
    hindi_at = models.DateTimeField(_("Hindi changed"), null=True, editable=False)
    english_at = models.DateTimeField(_("English changed"), null=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("government scheme")
        verbose_name_plural = _("government schemes")

    def told(self, what: str, language: str) -> str:
        """One of `TEXTS` in `language` (`hi` or `en`)."""
        return str(getattr(self, f"{what}_{language}"))

    def tell(self, what: str) -> Any:
        """One of `TEXTS` or `LISTS` in the reader's language."""
        return in_language(getattr(self, f"{what}_hi"), getattr(self, f"{what}_en"))

    @property
    def is_unsure(self) -> bool:
        """Whether a reader must verify something before relying on it."""
        return bool(self.verify) or self.checked_on is None or self.status == Status.UNSURE

    @property
    def translation(self) -> Translation:
        """Whether an editor has changed one language and not the other."""
        if self.hindi_at == self.english_at:
            return Translation.SAME
        if self.english_at is None or (self.hindi_at and self.hindi_at > self.english_at):
            return Translation.ENGLISH_BEHIND
        return Translation.HINDI_BEHIND


def told_by_telephone() -> models.QuerySet[Scheme]:
    """The schemes of the telephone's menu, in its order."""
    return Scheme.objects.filter(is_active=True, order__gt=0)


class SchemeChange(models.Model):
    """What an editor wants a scheme to say; it does once a second person has published it."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, null=True, related_name="changes", verbose_name=_("scheme")
    )
    columns = models.JSONField(help_text="Column → its new value, of those that change.")
    before = models.JSONField(help_text="Column → what stood there when the change was written.")
    why = models.CharField(_("why, and by which source"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    at = models.DateTimeField(_("written"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    answer = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="scheme_change_reviewed_by_another",
                condition=Q(state=ChangeState.WAITING, reviewer__isnull=True, reviewed_at__isnull=True)
                | Q(reviewer__isnull=False, reviewed_at__isnull=False) & ~Q(state=ChangeState.WAITING),
            ),
            models.CheckConstraint(
                name="scheme_published_by_second_person",
                condition=~Q(state=ChangeState.PUBLISHED) | ~Q(reviewer=models.F("by")),
            ),
            models.UniqueConstraint(
                fields=["scheme"],
                condition=Q(state=ChangeState.WAITING),
                name="one_waiting_change_per_scheme",
            ),
        ]
        verbose_name = _("change of a scheme")
        verbose_name_plural = _("changes of schemes")

    def __str__(self) -> str:
        return str(
            self.scheme or in_language(self.columns.get("name_hi", ""), self.columns.get("name_en", ""))
        )


class Enquiry(models.Model):
    """That somebody was told about schemes on a call: what was asked, and whether it was answered."""

    call = models.BigIntegerField(
        db_index=True, help_text="Number of the interaction; its package stands above this one."
    )
    asked = models.CharField(_("asked"), max_length=LONGEST_QUESTION)
    schemes = models.ManyToManyField(Scheme, related_name="+", verbose_name=_("schemes told"))
    answered = models.BooleanField(_("answered"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("enquiry about schemes")
        verbose_name_plural = _("enquiries about schemes")

    def __str__(self) -> str:
        return self.asked


class OpenQuestion(models.Model):
    """Words for which no scheme was found; how often, and never by whom."""

    key = models.CharField(max_length=LONGEST_QUESTION, unique=True, help_text="The words, whatever script.")
    text = models.CharField(_("asked"), max_length=LONGEST_QUESTION)
    asked_by = models.CharField(_("first asked by"), max_length=10, choices=AskedBy)
    times = models.PositiveIntegerField(_("how often"), default=1)
    first_at = models.DateTimeField(_("first asked"))
    last_at = models.DateTimeField(_("last asked"))
    state = models.CharField(_("state"), max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("editor"),
    )

    class Meta:
        ordering = ["-times", "-last_at", "-pk"]
        indexes = [models.Index(fields=["state", "-times", "-last_at"], name="open_questions_first")]
        verbose_name = _("unanswered question")
        verbose_name_plural = _("unanswered questions")

    def __str__(self) -> str:
        return self.text


class KeptAnswers(models.Model):
    """What a citizen told about themselves and asked to be kept; nobody but the citizen sees it."""

    citizen = models.OneToOneField(Citizen, on_delete=models.CASCADE, primary_key=True, related_name="+")
    answers = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kept_at:%F}"
