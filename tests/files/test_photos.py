"""Photos of all sorts: what can be opened is kept as JPEG, what cannot is refused with a word that helps."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sunwai.core.actors import SYSTEM
from sunwai.files.actions import FileRefused, HeicRefused, store_upload
from sunwai.files.models import Upload, UploadKind
from tests.world import MONDAY

pytestmark = pytest.mark.django_db


def give(content: bytes, name: str = "photo"):
    return store_upload(file=SimpleUploadedFile(name, content), actor=SYSTEM, now=MONDAY)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_can_be_opened_is_kept_as_jpeg(kind):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "orange").save(out, kind)

    upload = give(out.getvalue())

    assert (upload.kind, upload.content_type) == (UploadKind.PHOTO, "image/jpeg")
    with upload.file.open() as kept, Image.open(kept) as image:
        assert (image.format, image.size) == ("JPEG", (40, 30))


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1"])
def test_a_heic_photo_is_refused_with_what_to_do_instead(brand):
    with pytest.raises(HeicRefused, match="स्क्रीनशॉट"):
        give(b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 64)
    assert not Upload.objects.exists()


def test_what_only_says_that_it_is_a_photo_is_refused():
    with pytest.raises(FileRefused):
        give(b"\x00\x00\x00\x18ftypavif" + b"\x00" * 64)
    assert not Upload.objects.exists()
