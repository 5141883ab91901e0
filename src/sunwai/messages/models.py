"""Templates and outgoing messages."""

from __future__ import annotations

from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen, Language
from sunwai.messages.enums import CHOSEN_BY_NAME, Approval, CallOutcome, Channel, Event, MessageState

LONGEST_ID = 128  # characters of a provider's number of a message
TEMPLATES_KEPT = "messages.templates"  # where a process remembers them for seconds


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
    provider_name = models.CharField(_("name with WhatsApp"), max_length=64, blank=True)
    approval = models.CharField(_("approval by WhatsApp"), max_length=12, choices=Approval, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    shipped_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="What the reference data wrote."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "language"],
                condition=Q(is_active=True) & ~Q(event__in=sorted(CHOSEN_BY_NAME)),
                name="one_template_in_use",
            )
        ]
        ordering = ["event", "language"]
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")

    def __str__(self) -> str:
        said = [self.get_event_display(), self.get_channel_display(), self.get_language_display()]
        return " · ".join([*said, self.text] if self.event in CHOSEN_BY_NAME else said)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        caches["local"].delete(TEMPLATES_KEPT)

    def clean(self) -> None:
        """Refuse a text with unknown variables or one that is not what was registered."""
        from sunwai.messages.texts import template_problems

        super().clean()
        if problems := template_problems(self):
            raise ValidationError({"text": problems})


class MessageQuerySet(models.QuerySet["Message"]):
    """Outgoing messages."""

    def visible_to(self, viewer: object) -> MessageQuerySet:
        """A citizen's own; administrators see all of them (without texts); anyone else none."""
        if isinstance(viewer, Citizen):
            return self.filter(citizen=viewer)
        return self.all() if isinstance(viewer, User) and viewer.may("admin") else self.none()


class Message(models.Model):
    """One message to one person; written with what it tells about, sent by a job."""

    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, null=True, db_index=False, related_name="messages"
    )
    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        null=True,
        db_index=False,
        related_name="+",
        help_text="The member of staff to whom it goes.",
    )
    to = models.CharField(max_length=80)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, default=Channel.SMS)
    event = models.CharField(_("occasion"), max_length=24, choices=Event)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    template = models.ForeignKey(
        Template, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    text = models.TextField()
    variables = models.JSONField(
        default=dict,
        db_default={},
        help_text="What the text speaks of, in words, for texts of other channels.",
    )
    content = models.JSONField(null=True, help_text="Buttons and lists of an answer in a chat.")
    decision = models.JSONField(null=True, help_text="Why this channel: one row for each that was weighed.")
    fallback_of = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        related_name="fallback",
        help_text="The message that did not arrive by another channel.",
    )
    parts = models.PositiveSmallIntegerField(_("parts"), default=1)
    case_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(_("written"))
    urgent = models.BooleanField(default=False, help_text="Goes out at any hour, before the others.")
    not_before = models.DateTimeField(help_text="Calling hours and back-off.")
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(_("state"), max_length=12, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    provider = models.CharField(_("gateway"), max_length=24, blank=True)
    provider_id = models.CharField(max_length=LONGEST_ID, blank=True)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failures = ArrayField(models.CharField(max_length=200), default=list)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="message_due"),
            models.Index(
                fields=["provider", "provider_id"], condition=~Q(provider_id=""), name="message_receipt"
            ),
            models.Index(fields=["case_id"], name="message_case"),
            models.Index(fields=["citizen", "-created_at"], name="message_citizen"),
            # Those that another channel may have to carry.
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["sent", "undelivered", "failed"]) & ~Q(channel=Channel.SMS),
                name="message_fallback",
            ),
            # Answers in a chat go out in order.
            models.Index(
                fields=["to", "id"],
                condition=Q(state="queued", event=Event.DIALOGUE),
                name="message_in_order",
            ),
        ]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return f"{self.event} → {self.to[-4:]} {self.state}"


class Receipt(models.Model):
    """What a provider reported of a message, kept as it came; a report that comes twice is one row."""

    provider = models.CharField(max_length=24)
    provider_id = models.CharField(max_length=LONGEST_ID)
    state = models.CharField(max_length=12, choices=MessageState)
    details = models.JSONField(
        default=dict, db_default={}, help_text="Price and reason, as the provider gave them."
    )
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, help_text="Empty until the message it is about is known.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_id", "state"], name="one_receipt_of_a_kind")
        ]
        indexes = [models.Index(fields=["received_at"], condition=Q(applied_at=None), name="receipt_waiting")]

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_id} {self.state}"


class Reach(models.Model):
    """How one person can be reached beside SMS, and how they like to be. No row: by SMS."""

    mobile = models.CharField(max_length=10, primary_key=True)
    preferred = models.CharField(_("preferred channel"), max_length=12, choices=Channel, blank=True)
    whatsapp_since = models.DateTimeField(
        null=True,
        help_text="Since when they agree to be written to by WhatsApp (they wrote to us, or chose it).",
    )
    window_until = models.DateTimeField(
        null=True, help_text="Until when WhatsApp lets free texts through: 24 hours after they last wrote."
    )
    whatsapp_failed_at = models.DateTimeField(
        null=True, help_text="When WhatsApp last said it cannot reach them."
    )
    email = models.EmailField(_("e-mail"), blank=True)
    email_verified_at = models.DateTimeField(null=True)
    email_bounced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("how a citizen is reached")
        verbose_name_plural = _("how citizens are reached")

    def __str__(self) -> str:
        return f"{self.mobile[:2]}xxxxxx{self.mobile[-2:]} {self.preferred}"


class PushSubscription(models.Model):
    """A browser that shows notices to one person (W3C Push API); who allows them there last is told there."""

    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100, help_text="Public key of the browser, base64url.")
    auth = models.CharField(max_length=40, help_text="Secret shared with the browser, base64url.")
    citizen = models.ForeignKey(
        Citizen, on_delete=models.CASCADE, null=True, db_index=False, related_name="+"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, db_index=False, related_name="+")
    language = models.CharField(max_length=2, choices=Language)
    label = models.CharField(max_length=60, help_text="Which browser on what, for its owner to know it by.")
    created_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, help_text="When its push service said that it is no more.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(citizen=None) ^ Q(user=None), name="subscription_of_one_person"
            )
        ]
        indexes = [
            models.Index(
                fields=["citizen"], condition=Q(gone_at=None, user=None), name="subscription_citizen"
            ),
            models.Index(fields=["user"], condition=Q(gone_at=None, citizen=None), name="subscription_user"),
        ]

    def __str__(self) -> str:
        return self.label


class PushPreference(models.Model):
    """Of which events one person wants no notice on their devices. No row: of none."""

    citizen = models.OneToOneField(
        Citizen, on_delete=models.CASCADE, null=True, related_name="push_preference"
    )
    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, related_name="push_preference")
    muted = ArrayField(models.CharField(max_length=24), default=list, help_text="Events.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(citizen=None) ^ Q(user=None), name="preference_of_one_person")
        ]

    def __str__(self) -> str:
        return ", ".join(self.muted)


class ProviderHealth(models.Model):
    """A provider that fails: since when, how often in a row, and when it is tried again. No row: it works."""

    name = models.CharField(_("gateway"), max_length=24, primary_key=True)
    failing_since = models.DateTimeField(_("fails since"))
    failures = models.PositiveIntegerField(_("failures"), default=0)
    probe_at = models.DateTimeField(
        _("tried again"), null=True, help_text="It rests until then; empty: it does not rest yet."
    )
    reason = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("failing gateway")
        verbose_name_plural = _("failing gateways")

    def __str__(self) -> str:
        return f"{self.name}: {self.failures} failures since {self.failing_since:%F %T}"


class ProviderCall(models.Model):
    """One call of a provider, with nothing in it that a log must not hold: no text, the number masked."""

    provider = models.CharField(max_length=24)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="calls")
    to_masked = models.CharField(max_length=10)
    at = models.DateTimeField()
    ms = models.PositiveIntegerField(help_text="How long it took, in milliseconds.")
    outcome = models.CharField(max_length=12, choices=CallOutcome)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="provider_call_at")]
        verbose_name = _("provider call")
        verbose_name_plural = _("provider calls")

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.provider} {self.to_masked} {self.outcome}"
