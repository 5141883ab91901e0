"""Parts of citizens' SMS that wait for the others; and what the simulators remember, whose tables stay empty in a real
installation.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.webhooks.models import Endpoint


class SmsPart(models.Model):
    """One part of an SMS of a citizen that is not whole yet (`gateways.sms.parts`)."""

    provider = models.CharField(max_length=24)
    provider_id = models.CharField(max_length=80)
    sender = models.CharField(max_length=21)
    recipient = models.CharField(max_length=21)
    reference = models.PositiveIntegerField()
    total = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "sender", "recipient", "reference", "total", "number"],
                name="one_sms_part",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference} {self.number}/{self.total}"


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


class CentreBehaviour(models.TextChoices):
    """How the simulated centre treats us."""

    WORKS = "works", _("works")
    DOWN = "down", _("is down")
    SLOW = "slow", _("answers after three seconds")
    LIMITS = "limits", _("asks us to wait")
    FORGETS = "forgets", _("takes what we say, and its answer is lost")


class SimulatedGrievance(models.Model):
    """A grievance of the simulated CPGRAMS; its key is the mark by which we ask for what is behind it."""

    registration_no = models.CharField(max_length=30, unique=True)
    record = models.JSONField()
    status = models.CharField(max_length=16, default="received")
    filed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.registration_no


class SimulatedWord(models.Model):
    """Feedback or an appeal that a citizen gave at the simulated CPGRAMS."""

    registration_no = models.CharField(max_length=30)
    record = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.registration_no} {self.record.get('kind')}"


class SimulatedUpdate(models.Model):
    """What we told the simulated CPGRAMS; one with an id that is known is not taken again."""

    update_id = models.CharField(max_length=60, unique=True)
    registration_no = models.CharField(max_length=30, db_index=True)
    kind = models.CharField(max_length=16)
    data = models.JSONField()
    report = models.BinaryField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.registration_no} {self.kind}"


class SimulatedCentre(models.Model):
    """How the simulated CPGRAMS behaves: one row."""

    behaviour = models.CharField(max_length=8, choices=CentreBehaviour, default=CentreBehaviour.WORKS)

    def __str__(self) -> str:
        return self.behaviour


class SimulatedGateway(models.Model):
    """A simulated SMS gateway that was told to be down."""

    name = models.CharField(max_length=24, primary_key=True)
    is_down = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.name} {'down' if self.is_down else 'up'}"


class SimulatedIncoming(models.Model):
    """An SMS that somebody wrote to the helpline on a simulated phone."""

    sender = models.CharField(max_length=10)
    text = models.TextField()
    written_at = models.DateTimeField()
    way = models.CharField(max_length=24, help_text="The gateway that brings it in.")
    taken_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["way"], condition=models.Q(taken_at=None), name="simulated_incoming")]

    def __str__(self) -> str:
        return f"{self.sender[-4:]} {self.written_at:%F %T}"


class HookBehaviour(models.TextChoices):
    """How the simulated receiver of webhooks answers."""

    TAKE = "take", _("checks the signature and takes it (200, or 401)")
    FAIL = "fail", _("fails (500)")
    SLOW = "slow", _("answers after three seconds")
    REDIRECT = "redirect", _("sends elsewhere (302)")
    GONE = "gone", _("is gone for good (410)")


class SimulatedReceiver(models.Model):
    """The simulated program that is told by webhooks; one row. Its secret is of no worth outside the demo."""

    secret = models.CharField(max_length=120, blank=True)
    behaviour = models.CharField(max_length=12, choices=HookBehaviour, default=HookBehaviour.TAKE)
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.SET_NULL, null=True, help_text="The one made for the demo."
    )

    def __str__(self) -> str:
        return self.behaviour


class SimulatedHook(models.Model):
    """A webhook that the simulated receiver was sent."""

    at = models.DateTimeField()
    uid = models.CharField(max_length=80)
    said = models.TextField(help_text="The body, as it came.")
    problem = models.CharField(max_length=200, blank=True, help_text="Why its signature is none.")
    status = models.PositiveSmallIntegerField(help_text="What we answered.")

    class Meta:
        indexes = [models.Index(fields=["-at"], name="simulated_hook_at")]

    def __str__(self) -> str:
        return f"{self.uid} {self.status}"


class SimulatedOrder(models.Model):
    """An order at the simulated payment gateway."""

    number = models.CharField(max_length=40, primary_key=True)
    paise = models.PositiveIntegerField()
    receipt = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class SimulatedPayment(models.Model):
    """What somebody paid, or tried to, at the simulated payment gateway."""

    number = models.CharField(max_length=40, primary_key=True)
    order = models.ForeignKey(SimulatedOrder, on_delete=models.CASCADE, related_name="payments")
    status = models.CharField(max_length=12)  # captured, failed, refunded: the gateway's words
    refund = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
