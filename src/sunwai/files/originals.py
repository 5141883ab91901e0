"""The vault of evidence: the bytes as they arrived, sealed at rest, with a record of everybody who had them.

Every file that arrives has an original; what it is for is decided in one place, where files are tied to a case
(`grievances.actions.base.attach`): in a corruption complaint custody begins, of all others it is removed. The hash is
taken on arrival and stands in the hash-chained timeline of the case; each opening takes it again.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import IO, Any, cast
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from sunwai.core.actors import ActorKind
from sunwai.core.errors import SunwaiError
from sunwai.core.sealed import Broken, SealedFile, seal
from sunwai.files.models import CustodyEntry, CustodyKind, Original, Upload

BATCH = 200


class EvidenceBroken(SunwaiError):
    """What lies in the vault is not what arrived."""

    code = "evidence-broken"
    sentence = _(
        "This file is not as it arrived: its fingerprint is another one. It was not opened. Tell the administrator."
    )


def keep(upload: Upload, content: bytes, content_type: str, extension: str, *, now: datetime) -> Original:
    """Seal the bytes of `upload` as they arrived."""
    sealed = io.BytesIO()
    seal(io.BytesIO(content), sealed)
    original = Original(
        upload=upload,
        content_type=content_type,
        extension=extension,
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        received_at=now,
    )
    original.file.save("sealed", ContentFile(sealed.getvalue()), save=False)
    original.save(force_insert=True)
    return original


def receive(uploads: Collection[Upload], *, case_id: int, now: datetime) -> None:
    """The originals of `uploads` belong to a case from now on; no file of it names the citizen who gave it."""
    Upload.objects.filter(
        pk__in=[upload.pk for upload in uploads], uploaded_by_kind=ActorKind.CITIZEN
    ).update(uploaded_by_kind=ActorKind.SYSTEM, uploaded_by_id=None)
    CustodyEntry.objects.bulk_create(
        CustodyEntry(original=original, case_id=case_id, kind=CustodyKind.RECEIVED, at=now)
        for original in _of(uploads)
    )


def drop(uploads: Collection[Upload], **_case: Any) -> None:
    """The originals of `uploads` are not wanted: they came with what turned out to be no corruption complaint."""
    _remove(_of(uploads).filter(custody=None))


def drop_unclaimed(*, before: datetime) -> int:
    """Remove the originals of files that came before this moment and belong to no case.

    Returns:
        How many there were.
    """
    removed = 0
    while found := list(_unclaimed(before)[:BATCH]):
        with transaction.atomic():
            removed += _remove(
                _unclaimed(before).filter(pk__in=[one.pk for one in found]).select_for_update()
            )
    return removed


def _unclaimed(before: datetime) -> QuerySet[Original]:
    claimed = CustodyEntry.objects.filter(original=OuterRef("pk"))
    return Original.objects.filter(~Exists(claimed), received_at__lt=before).order_by("pk")


def _remove(found: QuerySet[Original]) -> int:
    """Rows now, files when that is certain: a transaction that is taken back has lost nothing."""
    gone = list(found)
    Original.objects.filter(pk__in=[original.pk for original in gone]).delete()
    for original in gone:
        transaction.on_commit(partial(original.file.storage.delete, str(original.file.name)))
    return len(gone)


def digests(uploads: Collection[UUID]) -> dict[str, str]:
    """The hashes, in hexadecimal, of those of `uploads` (their numbers) that have an original."""
    found = Original.objects.filter(upload__in=uploads).values_list("upload_id", "sha256")
    return {str(number): bytes(digest).hex() for number, digest in found}


def verified(original: Original) -> bytes:
    """The bytes as they arrived.

    Raises:
        EvidenceBroken: what lies there is something else, or nothing does.
    """
    try:
        with original.file.open() as file, SealedFile(cast("IO[bytes]", file)) as sealed:
            content = b"".join(sealed.read())
    except (Broken, OSError) as error:
        raise EvidenceBroken from error
    if hashlib.sha256(content).digest() != bytes(original.sha256):
        raise EvidenceBroken
    return content


def log(
    original: Original, kind: CustodyKind, *, case_id: int, by: Any, now: datetime, note: str = ""
) -> None:
    """Write down that `by` (staff) had a piece of evidence."""
    CustodyEntry.objects.create(original=original, case_id=case_id, kind=kind, at=now, by=by, note=note[:200])


def of_case(case_id: int) -> QuerySet[Original]:
    """The originals of a case, in the order in which they came. Unscoped: whoever asks has asked for the case."""
    return (
        Original.objects.filter(custody__case_id=case_id, custody__kind=CustodyKind.RECEIVED)
        .prefetch_related("custody__by")
        .order_by("received_at", "pk")
    )


def _of(uploads: Collection[Upload]) -> QuerySet[Original]:
    return Original.objects.filter(upload__in=uploads)
