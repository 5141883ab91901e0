"""The timeline: what happened to every case, append-only, each event sealed with the hash of the one before it.

The database itself numbers and seals events (trigger `casework_seal_event`) and refuses to change or remove them,
so single writes and set-based sweeps make the same chain. `sunwai.casework.audit` re-computes it in Python.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.core.actors import ActorKind


class CaseKind(models.TextChoices):
    """Which family a case belongs to."""

    GRIEVANCE = "grievance", _("complaint")
    JANSEVA = "janseva", _("application")
    WOMENLINE = "womenline", _("confidential case")


class Event(models.Model):
    """One thing that happened to one case.

    `data` carries codes, ids and old → new values, never words of a person: those are `EventWords`, which can be
    erased while the chain, holding only their salted digest, stays whole.
    """

    case_kind = models.CharField(max_length=12, choices=CaseKind)
    case_id = models.BigIntegerField()
    seq = models.PositiveIntegerField(default=0, help_text="Set by the database: 1, 2, 3 … within the case.")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8, choices=ActorKind)
    actor_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True, help_text="The post under which a member of staff acted.")
    channel = models.CharField(max_length=12, blank=True)
    data = models.JSONField(default=dict)
    words_digest = models.BinaryField(null=True)
    previous_hash = models.BinaryField(default=bytes)
    hash = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_kind", "case_id", "seq"], name="one_event_per_place_in_chain"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="event_at")]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.case_id} #{self.seq} {self.kind}"


class EventWords(models.Model):
    """What a person said or wrote with an event."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="words", primary_key=True)
    text = models.TextField()
    salt = models.UUIDField(db_default=RandomUUID())

    def __str__(self) -> str:
        return self.text[:60]


class DailyRoot(models.Model):
    """The Merkle root over the newest hash of every case at the end of a day; published, it pins the whole record."""

    day = models.DateField(primary_key=True)
    root = models.BinaryField()
    cases = models.PositiveBigIntegerField()
    last_event_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.day} {bytes(self.root).hex()[:16]}"


class Reader(models.Model):
    """How far one of those who follow the timelines has read (see `following`)."""

    name = models.CharField(max_length=40, primary_key=True)
    floor = models.BigIntegerField(
        help_text="Every event up to this one is there or will never be, and was read."
    )
    top = models.BigIntegerField(help_text="The next floor, once nobody holds a number below it.")
    waits_for = ArrayField(
        models.TextField(), default=list, help_text="Transactions that had taken numbers when top was read."
    )

    def __str__(self) -> str:
        return f"{self.name}: {self.floor} … {self.top}"
