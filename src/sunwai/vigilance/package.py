"""What an investigating agency gets: a ZIP with a signed letter, the evidence as it arrived, and a list that proves it.

manifest.json names the SHA-256 of every file, its custody, and the newest hash of the case's timeline; the letter names
the hash of the manifest, and is signed: one signature covers everything. Who brought the case stands nowhere in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sunwai import language
from sunwai.accounts.models import User
from sunwai.core.clock import IST
from sunwai.documents.signing import sign
from sunwai.documents.typesetting import render
from sunwai.files import originals
from sunwai.files.models import Original, Upload
from sunwai.grievances.models import Grievance
from sunwai.vigilance.agencies import Agency

LETTER, MANIFEST = "letter.pdf", "manifest.json"


@dataclass(frozen=True)
class Piece:
    """A file of the package.

    Attributes:
        original: its record in the vault; None where only the cleaned copy was kept.
    """

    name: str
    content: bytes
    received_at: datetime
    original: Original | None

    @property
    def sha256(self) -> str:
        """In hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def make_package(case: Grievance, *, agency: Agency, words: str, by: User, now: datetime) -> bytes:
    """The ZIP. Unscoped: whoever calls has asked whether `by` may.

    Raises:
        EvidenceBroken: a piece of evidence is not as it arrived.
        SigningFailed: no key answers; nothing leaves unsigned.
    """
    pieces = pieces_of(case)
    manifest = json.dumps(manifest_of(case, agency, pieces, now), ensure_ascii=False, indent=2).encode()
    said = letter_of(case, agency, words, by, pieces, manifest, now)
    letter = sign(
        render("handover", said), reason=f"Hand-over to {agency.code}", location=case.post.place.name_en
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(MANIFEST, manifest)
        package.writestr(LETTER, letter)
        for piece in pieces:
            package.writestr(f"evidence/{piece.name}", piece.content)
    return packed.getvalue()


def pieces_of(case: Grievance) -> list[Piece]:
    """The files of the citizen: as they arrived, where that was kept, else the cleaned copy."""
    kept = {original.pk: original for original in originals.of_case(case.pk)}
    uploads = Upload.objects.filter(attachment__grievance=case).order_by("uploaded_at", "pk")
    return [_piece(number, upload, kept.get(upload.pk)) for number, upload in enumerate(uploads, 1)]


def _piece(number: int, upload: Upload, original: Original | None) -> Piece:
    if original:
        name = f"{number:02}-{upload.pk}.{original.extension}"
        return Piece(name, originals.verified(original), original.received_at, original)
    with upload.file.open() as file:
        content = file.read()
    name = f"{number:02}-{upload.pk}-copy.{upload.content_type.rpartition('/')[2]}"
    return Piece(name, content, upload.uploaded_at, None)


def manifest_of(case: Grievance, agency: Agency, pieces: list[Piece], now: datetime) -> dict[str, Any]:
    """What manifest.json says."""
    newest = case.events().last()
    return {
        "format": "sunwai-handover-1",
        "case": case.reference,
        "agency": agency.code,
        "made_at": now.astimezone(IST).isoformat(),
        "timeline": {
            "events": newest.seq if newest else 0,
            "hash": bytes(newest.hash).hex() if newest else "",
        },
        "evidence": [
            {
                "name": f"evidence/{piece.name}",
                "sha256": piece.sha256,
                "bytes": len(piece.content),
                "received_at": piece.received_at.astimezone(IST).isoformat(),
                "is_original": piece.original is not None,
                "custody": _custody(piece.original),
            }
            for piece in pieces
        ],
    }


def _custody(original: Original | None) -> list[dict[str, str]]:
    entries = original.custody.all() if original else ()
    return [
        {
            "what": entry.kind,
            "at": entry.at.astimezone(IST).isoformat(),
            "by": entry.by.username if entry.by else "",
            "note": entry.note,
        }
        for entry in entries
    ]


def letter_of(
    case: Grievance,
    agency: Agency,
    words: str,
    by: User,
    pieces: list[Piece],
    manifest: bytes,
    now: datetime,
) -> dict[str, Any]:
    """What stands in the letter, in the reader's language."""
    reader: Literal["hi", "en"] = "en" if get_language() == "en" else "hi"
    accused = case.accused_post.label if case.accused_post else case.accused_named or _("not named")
    return {
        "language": reader,
        "title": _("Corruption complaint handed over for investigation"),
        "helpline": _("Citizen helpline %(number)s · Government of %(state)s")
        % {"number": settings.STATE["helpline"], "state": settings.STATE["name"]},
        "to": agency.address,
        "date": language.format_date(now.astimezone(IST), reader),
        "number_label": _("Number of the case"),
        "number": case.spoken_reference,
        "rows": [
            (_("Subject"), case.category.label),
            (_("Where"), case.place.label(reader)),
            (_("Registered on"), language.format_date(case.registered_at.astimezone(IST), reader)),
            (_("Accused"), accused),
            (_("Who complained"), _("Sealed. Ask us in writing: two officers decide together.")),
            (_("Handed over by"), f"{by.name}, {case.post.label}"),
            (_("Why"), words),
        ],
        "words_label": _("What the complaint says"),
        "words": case.text,
        "files_label": _("Evidence, each with its SHA-256") if pieces else _("There is no evidence with it."),
        "files": [
            (
                piece.name,
                _("%(count)s bytes") % {"count": language.group_digits(len(piece.content))},
                piece.sha256,
            )
            for piece in pieces
        ],
        "manifest_label": _("List of the files with their custody: %(name)s, SHA-256") % {"name": MANIFEST},
        "manifest": hashlib.sha256(manifest).hexdigest(),
        "foot": [_("The files are as they arrived; manifest.json lists their custody.")],
    }
