"""Choices of the central grievances."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CentralStatus(models.TextChoices):
    """How a grievance stands in the register of the centre."""

    RECEIVED = "received", _("received by the state")
    UNDER_PROCESS = "under_process", _("under process")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("opened again by the state")
    APPEALED = "appealed", _("under appeal")


class PushKind(models.TextChoices):
    """What the centre is told."""

    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    STATUS = "status", pgettext_lazy("of a central grievance", "status")
    INTERIM_REPLY = "interim_reply", _("interim reply")
    CLOSED = "closed", _("closed, with report")


class PushState(models.TextChoices):
    """How far what the centre is told has come."""

    QUEUED = "queued", _("waiting to be sent")
    SENT = "sent", _("taken by the centre")
    REFUSED = "refused", _("refused by the centre")


class WordKind(models.TextChoices):
    """What the citizen says through the centre."""

    FEEDBACK = "feedback", _("feedback")
    APPEAL = "appeal", _("appeal")


class WaitsFor(models.TextChoices):
    """What keeps a grievance from being sent to an officer."""

    NOTHING = "", _("nothing")
    CATEGORY = "category", _("a subject of ours for its category")
    DISTRICT = "district", _("a district of ours for its name")


class Reason(models.TextChoices):
    """Why a record is put aside. What is in `detail` goes with it."""

    NOT_A_RECORD = "not_a_record", _("not a record with fields")
    NUMBER = "number", _("no registration number such as GOVMP/E/2026/0001234")
    DATE = "date", _("a date is missing or is none")
    FUTURE = "future", _("received in the future")
    CATEGORY = "category", _("no number of a category")
    TEXT = "text", _("no words of the complaint")
    DISTRICT = "district", _("no district")
    CLOSED = "closed", _("closed at the centre already")
    SURPLUS = "surplus", _("more cells than columns")
    DATABASE = "database", _("refused by the database")


class DifferenceKind(models.TextChoices):
    """How the two registers differ."""

    MISSING_HERE = "missing_here", _("there and not here")
    MISSING_THERE = "missing_there", _("here and not there")
    STATUS = "status", _("the status differs")
