"""Small sounds and films, really encoded, as phones and browsers make them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction

import av
from av.audio.frame import AudioFrame
from django.core.files.uploadedfile import SimpleUploadedFile

RATE = 48_000
SAMPLES = 960  # of one frame

# How a recording is named → (container, codec).
KINDS = {
    "webm": ("webm", "libopus"),
    "ogg": ("ogg", "libopus"),
    "wav": ("wav", "pcm_s16le"),
    "m4a": ("ipod", "aac"),
    "mp3": ("mp3", "mp3"),
    "aac": ("adts", "aac"),
}


def sound(kind: str = "webm", seconds: float = 1.0, *, film: bool = False, title: str = "") -> bytes:
    """A recording of silence of that kind; with `film`, there is a picture to it."""
    container, codec = KINDS[kind]
    out = io.BytesIO()
    with av.open(out, "w", format="mp4" if film and kind == "m4a" else container) as file:
        file.metadata["title"] = title
        stream = file.add_stream(codec, rate=RATE, layout="mono")
        picture = file.add_stream("libvpx" if kind == "webm" else "mpeg4", rate=5) if film else None
        if picture:
            picture.width = picture.height = 64
            picture.pix_fmt = "yuv420p"
            file.mux(picture.encode(av.VideoFrame(64, 64, "yuv420p")))
            file.mux(picture.encode(None))
        for frame in _silence(seconds, stream.codec_context.format.name):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def sound_file(kind: str = "webm", seconds: float = 1.0) -> SimpleUploadedFile:
    """A recording as a browser uploads it."""
    return SimpleUploadedFile(f"voice.{kind}", sound(kind, seconds), f"audio/{kind}")


def _silence(seconds: float, form: str) -> Iterator[AudioFrame]:
    for number in range(round(seconds * RATE / SAMPLES)):
        frame = AudioFrame(format=form, layout="mono", samples=SAMPLES)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        frame.pts = number * SAMPLES
        yield frame
