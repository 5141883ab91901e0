"""Sound is decoded and encoded anew, or refused; what is kept plays on every phone and tells nothing else."""

from __future__ import annotations

import hashlib
import io

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sunwai.core.actors import SYSTEM
from sunwai.core.models import Setting
from sunwai.core.options import forget
from sunwai.files.actions import FileRefused, SoundTooLong, store_upload
from sunwai.files.models import Upload, UploadKind
from tests.sounds import KINDS, sound
from tests.world import photo_file


@pytest.fixture
def keep(db, now):
    """Give these bytes, as whatever they are said to be."""

    def give(content: bytes, **more) -> Upload:
        file = SimpleUploadedFile("voice.ogg", content, "audio/ogg")
        return store_upload(file=file, actor=SYSTEM, now=now, **more)

    return give


@pytest.fixture
def one_minute(db):
    Setting.objects.create(key="files.audio_minutes", value=1)
    forget()
    yield
    forget()


def read(upload: Upload) -> bytes:
    with upload.file.open() as kept:
        return kept.read()


@pytest.mark.parametrize("kind", KINDS)
def test_every_recorder_ends_up_in_the_one_format(keep, kind):
    upload = keep(sound(kind, seconds=2))
    content = read(upload)

    assert (upload.kind, upload.content_type) == (UploadKind.AUDIO, "audio/mp4")
    assert upload.file.name.endswith(".m4a")
    assert (upload.size, bytes(upload.sha256)) == (len(content), hashlib.sha256(content).digest())
    with av.open(io.BytesIO(content)) as kept:
        [stream] = kept.streams
        assert (stream.codec.name, stream.rate, stream.layout.name) == ("aac", 16_000, "mono")
        assert sum(frame.samples for frame in kept.decode(audio=0)) / 16_000 == pytest.approx(2, abs=0.2)


def test_a_title_does_not_stay(keep):
    told = sound("m4a", title="Ramu, behind the school")
    assert b"behind the school" in told

    assert b"behind the school" not in read(keep(told))


@pytest.mark.parametrize("kind", ["webm", "m4a"])
def test_a_film_does_not_pass_as_sound(keep, kind):
    with pytest.raises(FileRefused):
        keep(sound(kind, film=True))

    assert not Upload.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_what_only_begins_like_sound_is_refused(keep, kind):
    with pytest.raises(FileRefused):
        keep(sound(kind)[:16] + b"not a sound at all" * 50)

    assert not Upload.objects.exists()


def test_a_recording_longer_than_the_setting_is_refused(keep, one_minute):
    with pytest.raises(SoundTooLong) as refused:
        keep(sound("ogg", seconds=61))

    assert "1 मिनट" in str(refused.value)
    assert not Upload.objects.exists()
    assert keep(sound("ogg", seconds=59)).size < 300_000


def test_where_a_voice_is_wanted_a_photo_is_refused(keep):
    with pytest.raises(FileRefused):
        keep(photo_file().read(), only=UploadKind.AUDIO)

    assert not Upload.objects.exists()


@pytest.mark.parametrize("sign", [b"/Encrypt 5 0 R", b"/S /JavaScript /JS (app.alert)"])
def test_a_pdf_that_is_locked_or_runs_scripts_is_refused(keep, sign):
    with pytest.raises(FileRefused):
        keep(b"%PDF-1.4\n1 0 obj << " + sign + b" >> endobj")

    assert not Upload.objects.exists()
    assert keep(b"%PDF-1.4\n1 0 obj << >> endobj").kind == UploadKind.DOCUMENT
