"""Recordings: fetched from the switch when the call is over, encoded, encrypted, kept as long as their kind says.

The switch's copy goes only when ours is stored and in the book. What fails is tried again each minute, until it is
given up with a `problem` that the floor lists. Pauses (Aadhaar, payments) were never recorded.
"""

from __future__ import annotations

import io
import logging
import tempfile
import wave
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, cast

import numpy as np
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from sunwai.calls.actions.recordings import Kept, drop_audio, give_up, keep_recording, write_transcript
from sunwai.calls.enums import RecordingKind
from sunwai.calls.models import Recording
from sunwai.calls.ports import SwitchFailed
from sunwai.core.options import option
from sunwai.core.providers import providers
from sunwai.core.sealed import Broken, SealedFile, seal
from sunwai.files import sound

AT_ONCE = 100  # recordings a minute and worker
LET_IT_END = timedelta(seconds=5)  # after the call: the switch closes the file
NO_SUCH_AFTER = timedelta(minutes=10)  # a recording that the switch does not have by then never was
GIVEN_UP_AFTER = timedelta(days=2)
LONGEST_HOURS = 6
PEAKS_A_SECOND = 2
LOUDEST = 32768.0

log = logging.getLogger(__name__)


def due(now: datetime) -> QuerySet[Recording]:
    """What is to be fetched: the call is over, and nothing was stored or given up."""
    return (
        Recording.objects.filter(stored_at=None, problem="", call__ended_at__lt=now - LET_IT_END)
        .select_related("call")
        .order_by("began_at")
    )


def fetch_all(*, now: datetime) -> int:
    """Fetch what is due; returns how many were stored. Without a switch there is nothing to fetch from."""
    if not providers("switch_recordings"):
        return 0
    return sum(fetch(recording, now=now) for recording in due(now)[:AT_ONCE])


def fetch(recording: Recording, *, now: datetime) -> bool:
    """Fetch one; True when it is stored, False when it is to be tried again or was given up."""
    (switch,) = providers("switch_recordings")[:1]
    age = now - (recording.call.ended_at or recording.began_at)
    try:
        _store(recording, switch.fetch(recording.name), now=now)
    except KeyError:
        _give_up(recording, "the switch has no such recording", if_older=age > NO_SUCH_AFTER, now=now)
        return False
    except (sound.NotSound, sound.TooLong) as error:
        _give_up(recording, f"it cannot be played: {type(error).__name__}", if_older=True, now=now)
        return False
    except (SwitchFailed, OSError) as error:
        log.warning("recording %s: %s", recording.pk, error)
        _give_up(
            recording, "the switch or the store cannot be reached", if_older=age > GIVEN_UP_AFTER, now=now
        )
        return False
    _forget(recording)
    return True


def forget_stored(*, since: datetime) -> None:
    """Once more for those stored since then: what could not be deleted at the switch, when it was away, goes now."""
    if providers("switch_recordings"):
        for recording in Recording.objects.filter(stored_at__gte=since).iterator():
            _forget(recording)


def open_audio(recording: Recording) -> SealedFile:
    """The sound, decrypted as it is read.

    Raises:
        FileNotFoundError: it is not stored yet, or was deleted after its time.
        core.sealed.Broken: it was changed, or its key is not among `FIELD_KEYS`.
    """
    if not recording.file:
        raise FileNotFoundError(recording.name)
    file = cast("IO[bytes]", default_storage.open(recording.file, "rb"))
    try:
        return SealedFile(file)
    except Broken:
        file.close()
        raise


def delete_expired(*, now: datetime) -> int:
    """Delete the sound of what was kept long enough; the row stays, as part of the record of the call."""
    deleted = 0
    evidence = Recording.objects.evidence().values("pk")
    expired = Recording.objects.filter(delete_after__lt=now).exclude(file="").exclude(pk__in=evidence)
    for recording in expired.iterator():
        default_storage.delete(recording.file)
        drop_audio(recording=recording)
        deleted += 1
    return deleted


def delete_after(recording: Recording, now: datetime) -> datetime:
    """Until when it is kept: by whose it is, then by its kind."""
    if recording.call.is_confidential:
        days = option("calls.confidential_days")
    elif recording.kind == RecordingKind.CALL:
        days = option("calls.recording_days")
    else:
        days = option("calls.message_days")
    return now + timedelta(days=days)


def to_write_down(now: datetime) -> QuerySet[Recording]:
    """What an ear may listen to: stored within a day, not written down yet."""
    fresh = Recording.objects.filter(stored_at__gt=now - timedelta(days=1), transcript="").exclude(file="")
    return (
        fresh.exclude(pk__in=Recording.objects.evidence().values("pk"))
        .select_related("call")
        .order_by("stored_at")
    )


def write_down(recording: Recording) -> None:
    """Let the first ear that is configured draft the words."""
    for ear in providers("ear")[:1]:
        with open_audio(recording) as audio:
            wav = sound.as_wav(b"".join(audio.read()), "audio/mp4", most_seconds=LONGEST_HOURS * 3600)
        words = ear.write_down(wav, language=recording.call.language)
        write_transcript(recording=recording, words=words or "–")


def peaks(samples: np.ndarray, rate: int) -> bytes:
    """The picture: the loudest sample of each half second, 0 to 255, quiet ones raised so that speech is seen."""
    step = max(1, rate // PEAKS_A_SECOND)
    padded = np.pad(np.abs(samples.astype(np.float64)), (0, -len(samples) % step))
    loudest = padded.reshape(-1, step).max(axis=1)
    return bytes(np.minimum(255, np.sqrt(loudest / LOUDEST) * 255).astype(np.uint8))


def with_problems() -> QuerySet[Recording]:
    """What could not be kept, newest first."""
    return Recording.objects.exclude(problem="").select_related("call").order_by("-began_at")


def _store(recording: Recording, wav: bytes, *, now: datetime) -> None:
    samples, rate = _samples(wav)
    if not len(samples):
        raise sound.NotSound
    encoded = sound.encode_anew(wav, "audio/wav", most_seconds=LONGEST_HOURS * 3600)
    with tempfile.TemporaryFile() as sealed:
        seal(io.BytesIO(encoded), sealed)
        sealed.seek(0)
        name = default_storage.save(_path(recording), File(sealed))
    kept = Kept(
        file=name,
        seconds=len(samples) / rate,
        peaks=peaks(samples, rate),
        delete_after=delete_after(recording, now),
    )
    if not keep_recording(recording=recording, kept=kept, now=now):
        default_storage.delete(name)  # another worker was quicker


def _path(recording: Recording) -> str:
    began, key = recording.began_at, recording.pk.hex
    return str(Path("recordings", f"{began:%Y}", f"{began:%m}", f"{began:%d}", f"{key}.sealed"))


def _samples(wav: bytes) -> tuple[np.ndarray, int]:
    """The samples and their rate.

    Raises:
        sound.NotSound: it is no WAV of 16 bit.
    """
    try:
        with wave.open(io.BytesIO(wav)) as file:
            if file.getsampwidth() != 2 or file.getnchannels() != 1:
                raise sound.NotSound
            return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2"), file.getframerate()
    except (wave.Error, EOFError) as error:
        raise sound.NotSound from error


def _forget(recording: Recording) -> None:
    for switch in providers("switch_recordings"):
        try:
            switch.forget(recording.name)
        except (SwitchFailed, OSError) as error:
            log.warning("recording %s is stored, and stays at the switch for now: %s", recording.pk, error)


def _give_up(recording: Recording, problem: str, *, if_older: bool, now: datetime) -> None:
    if if_older:
        log.error("recording %s is given up: %s", recording.pk, problem)
        give_up(recording=recording, problem=problem, now=now)
