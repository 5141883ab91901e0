"""Templates and outgoing messages."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sunwai.citizens.models import Citizen, Language
from sunwai.messages.enums import Channel, Event, MessageState


@pghistory.track()
class Template(models.Model):
    """What is said for an event, in one language on one channel, as registered with the operators.

    `{name}` stands for a variable. `registered_text` is the text on the DLT platform, where every variable is
    `{#var#}`; a text that differs from its registration is refused (TRAI TCCCPR 2018).
    """

    event = models.CharField(_("event"), max_length=24, choices=Event)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, default=Channel.SMS)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    text = models.TextField(_("text"), help_text=_("Variables in braces, for example {reference}."))
    dlt_entity = models.CharField(_("DLT entity"), max_length=32, blank=True)
    dlt_header = models.CharField(_("DLT header (sender)"), max_length=11, blank=True)
    dlt_template = models.CharField(_("DLT template number"), max_length=32, blank=True)
    registered_text = models.TextField(_("text as registered"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "language"],
                condition=Q(is_active=True),
                name="one_template_in_use",
            )
        ]
        ordering = ["event", "language"]
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")

    def __str__(self) -> str:
        return f"{self.event} {self.channel} {self.language}"

    def clean(self) -> None:
        """Refuse a text with unknown variables or one that is not what was registered."""
        from sunwai.messages.texts import template_problems

        super().clean()
        if problems := template_problems(self):
            raise ValidationError(problems)


class Message(models.Model):
    """One message to one person; written with what it tells about, sent by a job."""

    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, null=True, related_name="messages")
    to = models.CharField(max_length=80)
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.SMS)
    event = models.CharField(max_length=24, choices=Event)
    language = models.CharField(max_length=2, choices=Language)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    parts = models.PositiveSmallIntegerField(default=1)
    case_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="Calling hours and back-off.")
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=24, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failures = ArrayField(models.CharField(max_length=200), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="message_due"),
            models.Index(
                fields=["provider", "provider_id"], condition=~Q(provider_id=""), name="message_receipt"
            ),
            models.Index(fields=["case_id"], name="message_case"),
            models.Index(fields=["citizen", "-created_at"], name="message_citizen"),
        ]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return f"{self.event} → {self.to[-4:]} {self.state}"
