"""Uploaded files. Who may read one is decided by the case it belongs to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.core.actors import ActorKind


class UploadKind(models.TextChoices):
    """What an upload is."""

    PHOTO = "photo", _("photo")
    AUDIO = "audio", _("voice recording")
    DOCUMENT = "document", _("document")


def _path(upload: Upload, filename: str) -> str:
    return f"uploads/{upload.id.hex[:2]}/{upload.id}.{filename.rpartition('.')[2]}"


def _original_path(original: Original, _filename: str) -> str:
    return f"originals/{original.upload_id.hex[:2]}/{original.upload_id}.sealed"


class Upload(models.Model):
    """A file as it is kept: what was uploaded, cleaned of everything that is not the picture or the sound."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=UploadKind)
    content_type = models.CharField(max_length=60)
    file = models.FileField(upload_to=_path)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.BinaryField()
    uploaded_by_kind = models.CharField(max_length=8, choices=ActorKind)
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Original(models.Model):
    """The very bytes of a file that may become evidence, sealed at rest (`core.sealed`), beside the cleaned copy."""

    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, primary_key=True, related_name="original")
    file = models.FileField(upload_to=_original_path)
    content_type = models.CharField(max_length=60)
    extension = models.CharField(max_length=8)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.BinaryField(help_text="Of the bytes as they arrived.")
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.hex[:16]} {self.upload_id}"

    @property
    def hex(self) -> str:
        """The hash as people compare it."""
        return bytes(self.sha256).hex()


class CustodyKind(models.TextChoices):
    """What can happen to a piece of evidence."""

    RECEIVED = "received", _("came with the case")
    VIEWED = "viewed", _("opened; it is as it arrived")
    HANDED_OVER = "handed_over", _("handed over")
    BROKEN = "broken", _("opened; it is NOT as it arrived")


class CustodyEntry(models.Model):
    """One thing that happened to a piece of evidence. The database refuses to change or remove a row."""

    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="custody")
    case_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=CustodyKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.original_id} {self.kind} {self.at:%F %T}"
