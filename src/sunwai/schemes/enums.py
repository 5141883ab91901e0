"""What schemes and questions about them can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Whose scheme it is."""

    STATE = "state", _("of the state")
    CENTRAL = "central", _("of the centre")
    SHARED = "shared", _("of centre and state together")


class Status(models.TextChoices):
    """Whether one can apply."""

    RUNNING = "running", _("running")
    CLOSED = "closed", _("no new applications")
    UNSURE = "unsure", _("ask whether it still runs")


class ChangeState(models.TextChoices):
    """What became of an editor's change."""

    WAITING = "waiting", _("waits for a second person")
    PUBLISHED = "published", _("published")
    REFUSED = "refused", _("refused")


class AskedBy(models.TextChoices):
    """Where something was asked."""

    CALL = "call", _("call")
    WHATSAPP = "whatsapp", _("WhatsApp, SMS")
    PORTAL = "portal", _("portal")


class QuestionState(models.TextChoices):
    """What an editor made of a question that found nothing."""

    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered by a scheme")
    DISMISSED = "dismissed", _("left aside")


class Translation(models.TextChoices):
    """Which of the two languages was changed last without the other."""

    SAME = "same", _("both languages say the same")
    HINDI_BEHIND = "hindi", _("Hindi is behind")
    ENGLISH_BEHIND = "english", _("English is behind")
