"""What the interfaces keep of their own."""

from __future__ import annotations

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.places.models import Place


@pghistory.track()
class Jurisdiction(models.Model):
    """A part of the state that Open311 knows by a name of its own; the whole state is one in any case."""

    code = models.CharField(
        _("jurisdiction_id"),
        max_length=80,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+([.-][a-z0-9]+)+$")],
        help_text=_("By custom the address of its website without www: balaghat.mp.gov.in"),
    )
    place = models.OneToOneField(
        Place,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("place"),
        help_text=_("A district or an urban body."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("jurisdiction (Open311)")
        verbose_name_plural = _("jurisdictions (Open311)")

    def __str__(self) -> str:
        return self.code
