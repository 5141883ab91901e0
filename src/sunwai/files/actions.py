"""Taking in a file: what it claims to be is ignored, what it is decides."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from sunwai.core.actors import Actor
from sunwai.core.errors import InvalidInput
from sunwai.core.options import option
from sunwai.files import originals, sound
from sunwai.files.models import Upload, UploadKind

LONGEST_SIDE = 2000  # pixels: enough to read a meter, small enough for 2G
MOST_PIXELS = 80_000_000


class FileRefused(InvalidInput):
    """The file is not of a kind that is kept."""

    code = "file-refused"
    sentence = _(
        "This file cannot be used. Please give a photo (JPEG, PNG, WebP), a voice recording or a PDF."
    )


class HeicRefused(FileRefused):
    """A photo in the format of newer iPhones, which nothing here can decode."""

    code = "heic-refused"
    sentence = _(
        "This photo is in HEIC, which we cannot open. Take the photo here with “Take a photo”, or set the phone to "
        "JPEG (Settings › Camera › Formats › Most Compatible) and give it again. A screenshot of the photo works, too."
    )


class FileTooLarge(InvalidInput):
    """The file is larger than allowed."""

    code = "file-too-large"
    sentence = _("This file is too large. It may have at most %(megabytes)s MB.")


class SoundTooLong(InvalidInput):
    """The recording lasts longer than allowed."""

    code = "sound-too-long"
    sentence = _("This recording is too long. It may last at most %(minutes)s minutes.")


def store_upload(
    *,
    file: UploadedFile[bytes],
    actor: Actor,
    now: datetime,
    only: UploadKind | None = None,
) -> Upload:
    """Keep `file` after cleaning it; with `only`, if it is of that kind.

    Its very bytes are kept, too, sealed, until it belongs to a case: by which way a file comes does not say whether it is
    evidence of corruption, only the case does (`originals.receive`, `originals.drop`).

    Photos are decoded and encoded anew (turned upright, at most 2000 pixels, no EXIF: a photo must not tell where the
    citizen lives), and so is sound (`sound.encode_anew`). A PDF is kept as it is, unless it is locked or runs scripts.

    Raises:
        FileTooLarge: above the limit of its kind.
        SoundTooLong: longer than `files.audio_minutes`.
        HeicRefused: a HEIC photo; says what to do instead.
        FileRefused: neither a picture, nor sound, nor a PDF that simply opens; or not what `only` says.
    """
    if (file.size or 0) > max(_limit("photo"), _limit("audio")):
        raise FileTooLarge(megabytes=option("files.photo_megabytes"))
    content = arrived = file.read()
    kind, content_type, extension = as_it_came = sniff(content)
    if only not in (None, kind):
        raise FileRefused
    if len(content) > _limit("audio" if kind is UploadKind.AUDIO else "photo"):
        raise FileTooLarge(
            megabytes=option(f"files.{'audio' if kind is UploadKind.AUDIO else 'photo'}_megabytes")
        )
    if kind is UploadKind.PHOTO:
        content, content_type, extension = _clean_photo(content), "image/jpeg", "jpg"
    elif kind is UploadKind.AUDIO:
        content, content_type, extension = (
            _clean_sound(content, content_type),
            sound.CONTENT_TYPE,
            sound.EXTENSION,
        )
    elif any(sign in content for sign in NOT_IN_A_PDF):
        raise FileRefused
    upload = Upload(
        kind=kind,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
        uploaded_by_kind=actor.actor_kind,
        uploaded_by_id=actor.pk,
        uploaded_at=now,
    )
    upload.file.save(f"x.{extension}", ContentFile(content), save=False)
    upload.save(force_insert=True)
    originals.keep(upload, arrived, as_it_came[1], as_it_came[2], now=now)
    return upload


def _limit(kind: str) -> int:
    return int(option(f"files.{kind}_megabytes")) * 1024 * 1024


# What the first bytes say: (test, kind, content type, extension).
# fmt: off
SIGNATURES: tuple[tuple[Callable[[bytes], bool], UploadKind, str, str], ...] = (
    (lambda b: b[:3] == b"\xff\xd8\xff",                    UploadKind.PHOTO,    "image/jpeg",      "jpg"),
    (lambda b: b[:8] == b"\x89PNG\r\n\x1a\n",               UploadKind.PHOTO,    "image/png",       "png"),
    (lambda b: b[:4] == b"RIFF" and b[8:12] == b"WEBP",     UploadKind.PHOTO,    "image/webp",      "webp"),
    (lambda b: b[:4] == b"RIFF" and b[8:12] == b"WAVE",     UploadKind.AUDIO,    "audio/wav",       "wav"),
    (lambda b: b[:4] == b"OggS",                            UploadKind.AUDIO,    "audio/ogg",       "ogg"),
    (lambda b: b[:4] == b"\x1aE\xdf\xa3",                   UploadKind.AUDIO,    "audio/webm",      "webm"),
    (lambda b: b[4:12] in (b"ftypavif", b"ftypavis"),       UploadKind.PHOTO,    "image/avif",      "avif"),
    (lambda b: b[4:8] == b"ftyp",                           UploadKind.AUDIO,    "audio/mp4",       "m4a"),
    (lambda b: b[:3] == b"ID3" or b[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), UploadKind.AUDIO, "audio/mpeg", "mp3"),
    (lambda b: b[:2] in (b"\xff\xf1", b"\xff\xf9"),         UploadKind.AUDIO,    "audio/aac",       "aac"),
    (lambda b: b[:6] == b"#!AMR\n",                         UploadKind.AUDIO,    "audio/amr",       "amr"),
    (lambda b: b[:5] == b"%PDF-",                           UploadKind.DOCUMENT, "application/pdf", "pdf"),
)
# fmt: on
NOT_IN_A_PDF = (b"/Encrypt", b"/JavaScript")


HEIC = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
)  # brands of ISO 23008-12


def sniff(content: bytes) -> tuple[UploadKind, str, str]:
    """What a file is by its first bytes: kind, content type, extension.

    Raises:
        HeicRefused: a HEIC photo.
        FileRefused: none of the kinds that are kept.
    """
    if content[4:8] == b"ftyp" and content[8:12] in HEIC:
        raise HeicRefused
    for test, kind, content_type, extension in SIGNATURES:
        if test(content[:16]):
            return kind, content_type, extension
    raise FileRefused


def _clean_photo(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise FileRefused
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefused from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _clean_sound(content: bytes, content_type: str) -> bytes:
    minutes = int(option("files.audio_minutes"))
    try:
        return sound.encode_anew(content, content_type, most_seconds=minutes * 60)
    except sound.TooLong as error:
        raise SoundTooLong(minutes=minutes) from error
    except sound.NotSound as error:
        raise FileRefused from error
