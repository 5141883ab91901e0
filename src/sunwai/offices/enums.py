"""Choices of the offices."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sensitivity(models.TextChoices):
    """How carefully complaints of a category are handled."""

    NORMAL = "normal", _("normal")
    SENSITIVE = "sensitive", _("sensitive")
    CORRUPTION = "corruption", _("corruption: identity sealed")


class PhotoNeed(models.TextChoices):
    """Whether a complaint of a category needs a photo."""

    REQUIRED = "required", _("required")
    USEFUL = "useful", _("useful")
    NO = "no", _("not needed")


class AppliesTo(models.TextChoices):
    """Which places a rule of responsibility is for."""

    ANY = "any", _("everywhere")
    RURAL = "rural", _("villages")
    URBAN = "urban", _("towns and cities")


class PostingKind(models.TextChoices):
    """In what way a person holds a post."""

    REGULAR = "regular", _("regular")
    ADDITIONAL = "additional", _("additional charge")


class GapReason(models.TextChoices):
    """Why nobody answers at a level."""

    NO_RULE = "no_rule", _("no rule says who answers")
    NO_POST = "no_post", _("there is no such post for this place")
    VACANT = "vacant", _("the post is vacant")
    BARRED = "barred", _("barred: accused, or below the accused")
