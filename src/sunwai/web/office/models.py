"""What the office keeps for itself: ready replies."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.offices.models import Category, Department, in_language


class ReplyFor(models.TextChoices):
    """Which action of the officer a reply is offered with: a name of `DOINGS` in `web.office.forms`."""

    RESOLVE = "resolve", _("Report it solved")
    NOTE = "note", _("Write a note")
    ASK = "ask", _("Ask the citizen")
    REFUSE_TRANSFER = "refuse-transfer", _("Refuse the transfer")
    RETURN_CLOSURE = "return-closure", _("Return it: not to be closed")


@pghistory.track(exclude=["shipped"])
class Reply(models.Model):
    """A sentence that officers write again and again, in both languages; picked, and changed, before it is sent."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    action = models.CharField(_("offered with"), max_length=16, choices=ReplyFor)
    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("Empty: in all departments."),
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this category"),
    )
    text_hi = models.CharField(_("text in Hindi"), max_length=400)
    text_en = models.CharField(_("text in English"), max_length=400)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)
    shipped = models.JSONField(
        default=dict, editable=False, help_text="What the file said when it was loaded."
    )

    class Meta:
        ordering = ["action", "order", "code"]
        verbose_name = _("ready reply")
        verbose_name_plural = _("ready replies")

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return in_language(self.text_hi, self.text_en)

    def clean(self) -> None:
        """Refuse a category of another department."""
        super().clean()
        if self.category and self.department_id and self.category.department_id != self.department_id:
            raise ValidationError({"category": _("This category belongs to another department.")})
