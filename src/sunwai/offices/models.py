"""Departments, categories, posts, postings, responsibility: data an administrator edits, with history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai import language
from sunwai.offices.enums import AppliesTo, GapReason, PhotoNeed, PostingKind, Sensitivity
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place

CATEGORIES_KEPT = "offices.categories"  # where a process remembers them for seconds
LEVELS = [MinValueValidator(1), MaxValueValidator(5)]


class Bilingual(models.Model):
    """A thing with a Hindi and an English name."""

    name_hi = models.CharField(_("name in Hindi"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; the other one where it is missing."""
        return in_language(self.name_hi, self.name_en)


class Shipped(models.Model):
    """A row that may come from data/departments, and remembers what the file said when it was loaded.

    What differs from it was edited by an administrator, and the next load leaves that alone.
    """

    shipped = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


def in_language(hindi: str, english: str) -> str:
    """Whichever of the two the present reader reads."""
    return (english or hindi) if get_language() == "en" else (hindi or english)


@pghistory.track(exclude=["shipped"])
class Department(Bilingual, Shipped):
    """A department of the state."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    short_hi = models.CharField(_("what a citizen calls it, in Hindi"), max_length=60)
    short_en = models.CharField(_("what a citizen calls it, in English"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    @property
    def short(self) -> str:
        """What a citizen calls it."""
        return in_language(self.short_hi, self.short_en)


@pghistory.track(exclude=["shipped"])
class Designation(Bilingual, Shipped):
    """A rank of officer inside a department."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="designations", verbose_name=_("department")
    )
    code = models.SlugField(_("code"), max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "code"], name="designation_code")]
        verbose_name = _("designation")
        verbose_name_plural = _("designations")


@pghistory.track(exclude=["key", "shipped"])
class Category(Bilingual, Shipped):
    """A kind of complaint inside a department."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="categories", verbose_name=_("department")
    )
    code = models.CharField(_("code"), max_length=80, unique=True)
    group = models.SlugField(_("look-alike group"), max_length=60)
    days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(180)]),
        size=5,
        verbose_name=_("day limits of the levels"),
        help_text=_("Working days at L1, L2, L3, L4."),
    )
    photo = models.CharField(_("photo"), max_length=8, choices=PhotoNeed, default=PhotoNeed.USEFUL)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=10, choices=Sensitivity, default=Sensitivity.NORMAL
    )
    keywords = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("keywords")
    )
    questions = models.JSONField(_("questions"), default=list, blank=True)
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_(
            "Other programs may list complaints of this kind (Open311): subject, place and state, never a name, "
            "a number or a word of the citizen."
        ),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    key = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["department__order", "code"]
        indexes = [GinIndex(fields=["key"], opclasses=["gin_trgm_ops"], name="category_key_trgm")]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = category_key(self.name_en, self.name_hi, self.keywords)
        super().save(*args, **kwargs)
        caches["local"].delete(CATEGORIES_KEPT)

    @property
    def label(self) -> str:
        """`बिजली › ट्रांसफार्मर जल गया`."""
        return f"{self.department.short} › {self.name}"

    def days_at(self, level: int) -> int:
        """The day limit (working days) at `level`; a level beyond the list has the limit of the last."""
        return int(self.days[min(level, len(self.days)) - 1])

    def clean(self) -> None:
        """Refuse day limits and questions that could not work."""
        super().clean()
        if len(self.days or []) < 4:
            raise ValidationError({"days": _("Give four day limits, one for each level.")})
        if problem := questions_problem(self.questions):
            raise ValidationError({"questions": problem})
        if self.is_public and self.sensitivity != Sensitivity.NORMAL:
            raise ValidationError({"is_public": _("Only a subject of normal sensitivity can be public.")})


def category_key(name_en: str, name_hi: str, keywords: Iterable[str]) -> str:
    """What a category is found by, in any script. `Category.save` keeps it; loading in bulk sets it."""
    return " ".join(dict.fromkeys(language.key(text) for text in (name_en, name_hi, *keywords)))


QUESTION_KINDS = frozenset({"text", "number", "date", "yes_no", "choice"})


def questions_problem(questions: Any) -> Any:
    """Why these questions of a category cannot be asked, or None."""
    if not isinstance(questions, list) or len(questions) > 3:
        return _("At most three questions, as a list.")
    for question in questions:
        if not isinstance(question, dict) or not {"code", "kind", "hi", "en"} <= question.keys():
            return _("Each question needs code, kind, hi and en.")
        if question["kind"] not in QUESTION_KINDS or (question["kind"] == "choice") != bool(
            question.get("choices")
        ):
            return _("A question is of kind text, number, date, yes_no or choice; a choice needs choices.")
    return None


@pghistory.track(exclude=["shipped"])
class Responsibility(Shipped):
    """Which designation answers for a department (or a category of it) at a level, over which kind of place."""

    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="ladder", verbose_name=_("department")
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="ladder",
        verbose_name=_("only this category"),
    )
    level = models.PositiveSmallIntegerField(_("level"), validators=LEVELS)
    applies_to = models.CharField(_("applies to"), max_length=5, choices=AppliesTo, default=AppliesTo.ANY)
    area = models.CharField(_("kind of place served"), max_length=16, choices=PlaceKind)
    designation = models.ForeignKey(
        Designation, on_delete=models.PROTECT, related_name="+", verbose_name=_("designation")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["department", "level", "applies_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "category", "level", "applies_to"],
                name="one_rule_a_level",
                nulls_distinct=False,
            )
        ]
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")

    def __str__(self) -> str:
        return f"{self.department.code} L{self.level} {self.applies_to}: {self.designation}"

    def clean(self) -> None:
        """Refuse a rule whose parts belong to different departments."""
        super().clean()
        if self.designation_id and self.designation.department_id != self.department_id:
            raise ValidationError({"designation": _("This designation belongs to another department.")})
        if self.category_id and self.category and self.category.department_id != self.department_id:
            raise ValidationError({"category": _("This category belongs to another department.")})


class PostQuerySet(models.QuerySet["Post"]):
    """Posts."""

    def held_by(self, user: Any, on: date) -> PostQuerySet:
        """The posts for which `user` answers on `on`: own ones, and those of an additional charge."""
        return self.filter(postings__user=user, postings__period__contains=on).distinct()


@pghistory.track(exclude=["is_filled"])
class Post(models.Model):
    """An office that one person holds: a designation and the place it serves."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="posts", verbose_name=_("department")
    )
    designation = models.ForeignKey(
        Designation,
        on_delete=models.PROTECT,
        db_index=False,  # the two of both, below, serve
        related_name="posts",
        verbose_name=_("designation"),
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="posts",
        verbose_name=_("place served"),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    is_filled = models.BooleanField(_("somebody holds it today"), default=False, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["designation", "place"], name="one_post_a_place")]
        indexes = [models.Index(fields=["place", "designation"], name="post_place")]
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """`कनिष्ठ अभियंता, वितरण केंद्र, वारासिवनी`."""
        return f"{self.designation.name}, {self.place.name(get_language() or 'hi')}"

    def clean(self) -> None:
        """Refuse a designation of another department."""
        super().clean()
        if self.designation_id and self.designation.department_id != self.department_id:
            raise ValidationError({"designation": _("This designation belongs to another department.")})


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings."""

    def answering(self, on: date) -> PostingQuerySet:
        """The postings in force on `on` whose person may sign in and is not away."""
        away = Leave.objects.filter(period__contains=on).values("user")
        return self.filter(period__contains=on, user__is_active=True).exclude(user__in=away)


@pghistory.track()
class Posting(models.Model):
    """Who holds a post in which days: the first included, the last excluded; open-ended where it has none."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="postings", verbose_name=_("post"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="postings", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PostingKind, default=PostingKind.REGULAR)
    period = DateRangeField(_("period"))
    order_number = models.CharField(_("order number"), max_length=80, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_regular_holder_at_a_time",
                expressions=[("post", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(kind=PostingKind.REGULAR),
                violation_error_message=_("Somebody else holds this post in that period."),
            )
        ]
        indexes = [models.Index(fields=["user"], name="posting_user")]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")

    def __str__(self) -> str:
        return f"{self.user} – {self.post}"


@pghistory.track()
class Leave(models.Model):
    """Days on which a person is away; additional-charge holders of their posts answer meanwhile."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leaves", verbose_name=_("person")
    )
    period = DateRangeField(_("period"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="leaves_do_not_overlap",
                expressions=[("user", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message=_("This leave overlaps another one of the same person."),
            )
        ]
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")

    def __str__(self) -> str:
        return f"{self.user} {self.period}"


@pghistory.track()
class DepartmentKey(models.Model):
    """That a key of a program belongs to a department's own system, which works on the department's cases with it."""

    key = models.OneToOneField(
        "accounts.ApiKey", on_delete=models.CASCADE, related_name="department_key", verbose_name=_("API key")
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only the cases of this post"),
    )

    class Meta:
        verbose_name = _("a department's own system")
        verbose_name_plural = _("departments' own systems")

    def __str__(self) -> str:
        return f"{self.key_id} {self.department_id}"

    def clean(self) -> None:
        """Refuse a post of another department."""
        super().clean()
        if self.post and self.post.department_id != self.department_id:
            raise ValidationError({"post": _("This post belongs to another department.")})


class DispatchGap(models.Model):
    """A level at which nobody answers for a department at a place: listed until it is filled."""

    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, verbose_name=_("department"), related_name="+"
    )
    level = models.PositiveSmallIntegerField(_("level"))
    place = models.ForeignKey(Place, on_delete=models.CASCADE, verbose_name=_("place"), related_name="+")
    reason = models.CharField(_("why"), max_length=12, choices=GapReason)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="+")
    last_seen = models.DateTimeField(_("last met"))
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "level", "place", "reason"], name="one_gap_row")
        ]
        verbose_name = _("gap in the ladder")
        verbose_name_plural = _("gaps in the ladder")

    def __str__(self) -> str:
        return f"{self.department.code} L{self.level} {self.place}: {self.reason}"
