"""Uploaded files. Who may read one is decided by the case it belongs to."""

from __future__ import annotations

import uuid

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
