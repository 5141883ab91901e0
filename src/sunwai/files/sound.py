"""Sound as every phone plays it: whatever was recorded is decoded and encoded anew; nothing else comes along."""

from __future__ import annotations

import io
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.stream import Disposition
from numpy.typing import NDArray

RATE = 16_000  # hertz: all of a voice
BITS_A_SECOND = 32_000  # a minute is a quarter of a megabyte
CONTENT_TYPE, EXTENSION = "audio/mp4", "m4a"

# Sniffed type → the one reader that is tried; a file does not choose among all that there are.
READERS = {
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/webm": "matroska",
    "audio/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/amr": "amr",
}


class NotSound(ValueError):
    """It does not decode, or is more than sound."""


class TooLong(ValueError):
    """It lasts longer than allowed."""


def encode_anew(content: bytes, content_type: str, *, most_seconds: int) -> bytes:
    """`content` as AAC in M4A, one channel, without titles, places or pictures.

    Raises:
        NotSound: it cannot be decoded to its end, holds no sound, or holds a film.
        TooLong: it lasts longer than `most_seconds`; no more than that is ever decoded.
    """
    try:
        with (
            av.open(io.BytesIO(content), "r", format=READERS[content_type]) as recorded,
            tempfile.TemporaryDirectory() as folder,
        ):
            _require_sound_alone(recorded)
            kept = Path(folder, f"kept.{EXTENSION}")
            _write(_decoded(recorded, most_seconds), kept)
            return kept.read_bytes()
    except av.FFmpegError as error:
        raise NotSound from error


def samples_of(content: bytes, content_type: str, *, rate: int, most_seconds: float) -> NDArray[np.float32]:
    """`content` as samples between -1 and 1, one channel at `rate` (hertz).

    Raises:
        NotSound: it cannot be decoded to its end, holds no sound, or holds a film.
        TooLong: it lasts longer than `most_seconds`; no more than that is ever decoded.
    """
    try:
        with av.open(io.BytesIO(content), "r", format=READERS[content_type]) as recorded:
            _require_sound_alone(recorded)
            frames = [frame.to_ndarray()[0] for frame in _decoded(recorded, most_seconds, rate)]
    except av.FFmpegError as error:
        raise NotSound from error
    return np.concatenate(frames)


def as_wav(content: bytes, content_type: str, *, most_seconds: float) -> bytes:
    """`content` as WAV (16 kHz, 16 bit, one channel). Errors are those of `samples_of`."""
    samples = samples_of(content, content_type, rate=RATE, most_seconds=most_seconds)
    out = io.BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes((samples.clip(-1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def _require_sound_alone(recorded: InputContainer) -> None:
    """The cover of an MP3 is a picture, not a film: it is left behind."""
    films = [film for film in recorded.streams.video if not film.disposition & Disposition.attached_pic]
    if films or not recorded.streams.audio:
        raise NotSound


def _decoded(recorded: InputContainer, most_seconds: float, rate: int = RATE) -> Iterator[AudioFrame]:
    """The sound in one channel at `rate`, without the gaps that a phone leaves between its packets."""
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    samples = 0
    for found in _frames(recorded):
        if found is not None:
            found.pts = None
        for frame in resampler.resample(found):
            frame.pts = samples
            samples += frame.samples
            if samples > most_seconds * rate:
                raise TooLong
            yield frame
    if not samples:
        raise NotSound


def _frames(recorded: InputContainer) -> Iterator[AudioFrame | None]:
    """Every frame, then None: by it the resampler gives out what it still holds."""
    yield from recorded.decode(recorded.streams.audio[0])
    yield None


def _write(frames: Iterator[AudioFrame], to: Path) -> None:
    # Its table of contents first, so that it begins to play before it has all arrived.
    with av.open(
        str(to), "w", format="ipod", options={"movflags": "+faststart", "fflags": "+bitexact"}
    ) as out:
        stream = out.add_stream("aac", rate=RATE, layout="mono", bit_rate=BITS_A_SECOND)
        for frame in frames:
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
