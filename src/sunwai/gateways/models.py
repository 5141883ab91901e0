"""What the simulators remember. In a real installation these tables stay empty."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SmsBehaviour(models.TextChoices):
    """How the simulated network treats a phone."""

    DELIVER = "deliver", _("takes it and delivers it")
    UNDELIVERED = "undelivered", _("takes it, cannot deliver it")
    NO_RECEIPT = "no_receipt", _("takes it, delivers it, reports nothing")
    SLOW = "slow", _("answers after three seconds")
    BUSY = "busy", _("refuses for now")
    REFUSE = "refuse", _("refuses for good")
    TIME_OUT = "time_out", _("does not answer in time")


class SimulatedSms(models.Model):
    """An SMS that a simulated gateway has taken."""

    provider = models.CharField(max_length=24)
    provider_id = models.CharField(max_length=80, unique=True)
    to = models.CharField(max_length=10)
    sender = models.CharField(max_length=11)
    dlt_template = models.CharField(max_length=32)
    text = models.TextField()
    taken_at = models.DateTimeField()
    delivered = models.BooleanField(help_text="Whether it reached the phone.")

    class Meta:
        indexes = [models.Index(fields=["to", "-taken_at"], name="simulated_sms_phone")]

    def __str__(self) -> str:
        return f"{self.provider} {self.to[-4:]} {self.taken_at:%F %T}"


class SimulatedPhone(models.Model):
    """How one phone is treated; the row with an empty number stands for all others."""

    mobile = models.CharField(max_length=10, primary_key=True)
    behaviour = models.CharField(max_length=12, choices=SmsBehaviour, default=SmsBehaviour.DELIVER)

    def __str__(self) -> str:
        return f"{self.mobile or '*'} {self.behaviour}"


class ChatBehaviour(models.TextChoices):
    """How the simulated WhatsApp treats a phone."""

    READ = "read", _("delivers and is read")
    DELIVER = "deliver", _("delivers, is not read")
    SILENT = "silent", _("takes it, reports nothing")
    NO_WHATSAPP = "no_whatsapp", _("has no WhatsApp")
    DOWN = "down", _("Meta is down for this phone")


class SimulatedChatPhone(models.Model):
    """How one phone is treated by the simulated WhatsApp."""

    mobile = models.CharField(max_length=10, primary_key=True)
    behaviour = models.CharField(max_length=12, choices=ChatBehaviour, default=ChatBehaviour.READ)

    def __str__(self) -> str:
        return f"{self.mobile} {self.behaviour}"


class SimulatedChat(models.Model):
    """A message in a simulated chat, as it went over the wire."""

    wamid = models.CharField(max_length=80, unique=True)
    mobile = models.CharField(max_length=10, help_text="The citizen's phone.")
    from_citizen = models.BooleanField()
    body = models.JSONField()
    at = models.DateTimeField()
    status = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mobile", "-at"], name="simulated_chat")]

    def __str__(self) -> str:
        return f"{self.mobile[-4:]} {self.at:%F %T}"


class SimulatedMedia(models.Model):
    """A file that the simulated Meta keeps."""

    name = models.CharField(max_length=40, primary_key=True)
    content = models.BinaryField()
    content_type = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name
