"""What came in, as it came, and where each conversation stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.citizens.models import Language
from sunwai.conversations.enums import IncomingKind, IncomingState, Place
from sunwai.files.models import Upload
from sunwai.messages.enums import Channel


class IncomingQuerySet(models.QuerySet["Incoming"]):
    """What came in."""

    def visible_to(self, viewer: object) -> IncomingQuerySet:
        """Administrators, who look after what failed (pages show no words); anyone else none."""
        return self.all() if isinstance(viewer, User) and viewer.may("admin") else self.none()


class Incoming(models.Model):
    """One thing that came in, stored once under the provider's number for it before anything is done about it.

    The table is the queue (docs/adr/0007): of one sender only the earliest that waits is ever in hand.
    """

    provider = models.CharField(max_length=24)
    provider_id = models.CharField(max_length=200)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    kind = models.CharField(_("kind"), max_length=12, choices=IncomingKind)
    sender = models.CharField(
        max_length=20, blank=True, help_text="Ten digits of an Indian mobile; +… of any other."
    )
    sent_at = models.DateTimeField(help_text="By the provider's clock; never later than it reached us.")
    received_at = models.DateTimeField(_("received"))
    said = models.JSONField(help_text="What it says, in our words (`heard`).")
    raw = models.JSONField(help_text="As it came.")
    upload = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=IncomingState, default=IncomingState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    not_before = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(_("what went wrong"), max_length=200, blank=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "provider_id"], name="incoming_once")]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="incoming_due"),
            models.Index(
                fields=["sender", "sent_at"], condition=Q(state="waiting"), name="incoming_in_order"
            ),
            models.Index(fields=["received_at"], name="incoming_old"),
        ]
        verbose_name = _("incoming message")
        verbose_name_plural = _("incoming messages")

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.sender[-4:]} {self.state}"


class Conversation(models.Model):
    """Where the dialogue with one sender stands; it goes on from there, be it days later."""

    channel = models.CharField(max_length=12, choices=Channel)
    sender = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=Language, default=Language.HINDI)
    language_chosen = models.BooleanField(
        default=False, help_text="Chosen, not guessed from what was written."
    )
    place = models.CharField(max_length=16, choices=Place, default=Place.MENU)
    data = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    heard_at = models.DateTimeField(
        null=True, help_text="When the latest message that was dealt with was sent."
    )
    stopped_at = models.DateTimeField(
        null=True, help_text="They want nothing from us that they did not ask for."
    )
    due_at = models.DateTimeField(null=True, help_text="When an unfinished answer is taken as it stands.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "sender"], name="one_conversation_each")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="conversation_due")
        ]
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")

    def __str__(self) -> str:
        return f"{self.channel} {self.sender[-4:]} {self.place}"
