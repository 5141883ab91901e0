"""What readers say about the site itself; never a case."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Feedback(models.Model):
    """A word about the site. Who said it is not kept."""

    at = models.DateTimeField(_("when"))
    language = models.CharField(_("language"), max_length=2)
    useful = models.BooleanField(_("found what was looked for"))
    text = models.CharField(_("words"), max_length=2000)

    class Meta:
        verbose_name = _("word about the site")
        verbose_name_plural = _("words about the site")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="feedback_newest")]

    def __str__(self) -> str:
        return f"{self.at:%F} {self.text[:60]}"
