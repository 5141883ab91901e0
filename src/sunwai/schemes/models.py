"""Schemes: short texts that an administrator keeps right."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.offices.models import Bilingual, Department


def _nothing() -> dict[str, Any]:
    return {}


@pghistory.track()
class Scheme(Bilingual):
    """One scheme. Its short text is what is said on the telephone."""

    code = models.SlugField(_("code"), unique=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="schemes", verbose_name=_("department")
    )
    short_hi = models.CharField(_("in short, in Hindi"), max_length=300)
    short_en = models.CharField(_("in short, in English"), max_length=300)
    who_hi = models.CharField(_("who may apply, in Hindi"), max_length=300)
    who_en = models.CharField(_("who may apply, in English"), max_length=300)
    where_hi = models.CharField(_("where to apply, in Hindi"), max_length=200)
    where_en = models.CharField(_("where to apply, in English"), max_length=200)
    link = models.URLField(_("official page"), max_length=50)  # operators whitelist addresses of messages
    order = models.PositiveSmallIntegerField(
        _("place on the telephone"), help_text=_("The most asked-for first; 0: not told on the telephone.")
    )
    is_verified = models.BooleanField(
        _("checked"), default=False, help_text=_("The department has confirmed the text.")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    shipped = models.JSONField(default=_nothing, editable=False, help_text="What the reference data wrote.")

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("government scheme")
        verbose_name_plural = _("government schemes")

    def told(self, what: str, language: str) -> str:
        """`name`, `short`, `who` or `where` in `language` (`hi` or `en`)."""
        return str(getattr(self, f"{what}_{language}"))


def told_by_telephone() -> models.QuerySet[Scheme]:
    """The schemes of the telephone's menu, in its order."""
    return Scheme.objects.filter(is_active=True, order__gt=0)
