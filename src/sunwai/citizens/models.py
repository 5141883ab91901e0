"""Citizens and their one-time codes."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.core.actors import ActorKind
from sunwai.places.models import Place


class Language(models.TextChoices):
    """Languages in which the helpline speaks to a citizen."""

    HINDI = "hi", "हिंदी"
    ENGLISH = "en", "English"


class Citizen(models.Model):
    """A person known by a mobile number, which is how the helpline reaches and recognises them.

    Who came through another system that has no number of theirs (CPGRAMS) has none here either: nothing is sent to
    them, nobody calls them, and no look-up by a number finds them (docs/adr/0016).
    """

    mobile = models.CharField(  # noqa: DJ001 (null: not known; "" would be found by a call that withholds its number)
        _("mobile"), max_length=10, null=True, blank=True, help_text="Ten digits, as dialled in India."
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.HINDI)
    place = models.ForeignKey(
        Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lives in")
    )
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(
        null=True, help_text="When the mobile was last proved by a one-time code."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mobile"], name="one_citizen_per_mobile")]
        verbose_name = _("citizen")
        verbose_name_plural = _("citizens")

    def __str__(self) -> str:
        return self.name or self.masked_mobile

    @property
    def actor_kind(self) -> ActorKind:
        """What the timeline calls this actor."""
        return ActorKind.CITIZEN

    @property
    def masked_mobile(self) -> str:
        """The mobile as staff who need not call see it: `98xxxxxx10`; empty where there is none."""
        return f"{self.mobile[:2]}xxxxxx{self.mobile[-2:]}" if self.mobile else ""


class AppSession(models.Model):
    """That a citizen is signed in to an app. Its token names this row; the row says whether it is still good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.CASCADE, related_name="+")
    key = models.ForeignKey(
        "accounts.ApiKey", on_delete=models.PROTECT, related_name="+", help_text="The key of the app."
    )
    signed_in_at = models.DateTimeField(
        help_text="By a one-time code; renewing the token does not change it."
    )
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="app_session_ends_after_it_began",
                condition=models.Q(expires_at__gt=models.F("signed_in_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.citizen_id} {self.signed_in_at:%F %T}"


class OneTimeCode(models.Model):
    """A code sent to a mobile. Only a keyed digest is kept."""

    mobile = models.CharField(max_length=10)
    digest = models.BinaryField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["mobile", "-sent_at"], name="code_mobile")]

    def __str__(self) -> str:
        return f"{self.mobile[-4:]} {self.sent_at:%F %T}"
