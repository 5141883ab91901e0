"""What to play for a prompt, and for words that no prompt has: names of sounds, as `calls.ports.Line.play` takes them.

`hi/welcome` ships with Sunwai (`catalogue`, `building`); `own/<digest>` lies in `settings.SOUNDS_FOLDER` and is a human
voice that an administrator uploaded, or a text said by the run-time voice. Which prompts have a human voice is kept
in memory, so that `sounds` never waits: who plays sounds calls `read_voices` when it starts and at each `Word.SETUP`.
"""

from __future__ import annotations

import hashlib
import logging
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from sunwai.calls.models import PromptVoice
from sunwai.calls.ports import Voice
from sunwai.calls.prompts import building, sound
from sunwai.calls.prompts.catalogue import LANGUAGES, prompts
from sunwai.core.providers import providers

LONGEST_TEXT = 1000  # characters that are said in one go: more than a minute

logger = logging.getLogger(__name__)
_voices: dict[tuple[str, str], str] = {}  # (key, language) → the sound that an administrator gave


class Unsaid(Exception):
    """No voice could say it: play nothing, or a prompt in its place."""


def sounds(key: str, language: str) -> list[str]:
    """The sounds of a prompt. Looks only at memory: never waits, and may be called from anywhere.

    Args:
        key: of the catalogue.
        language: `hi` or `en`.

    Raises:
        KeyError: no prompt has this key.
    """
    made_in = prompts()[key].languages
    language = language if language in made_in else made_in[0]
    return [_voices.get((key, language)) or f"{language}/{key}"]


def read_voices() -> None:
    """Learn anew which prompts have a human voice, and lay their sounds out for the switch.

    Reads the database: from asyncio, in a thread.
    """
    given = PromptVoice.objects.values_list("key", "language", "sound")
    found = {(key, language): laid_out(bytes(alaw)) for key, language, alaw in given}
    _voices.update(found)
    for gone in _voices.keys() - found.keys():
        del _voices[gone]


def said(text: str, language: str) -> str:
    """The sound of any text: that of the prompt which has just these words, else by the run-time voice, made once.

    Takes about 50 ms the first time: from asyncio, in a thread; never inside a transaction.

    Args:
        text: at most `LONGEST_TEXT` characters are said.
        language: `hi` or `en`.

    Raises:
        Unsaid: there is nothing to say in it, or no voice.
    """
    text = " ".join(text.split())[:LONGEST_TEXT]
    key = _keys_by_words(language).get(text.casefold())
    if key:
        return sounds(key, language)[0]
    for voice in providers("voice"):
        name = _digest(voice.name, language, text)
        if _file(name).exists():
            os.utime(_file(name))  # it is in use
            return f"own/{name}"
        if (alaw := _spoken(voice, text, language)) is not None:
            return laid_out(alaw, name)
    raise Unsaid(text)


def _spoken(voice: Voice, text: str, language: str) -> bytes | None:
    try:
        return sound.trimmed(voice.speak(text, language=language))
    except sound.TooQuiet:
        raise Unsaid(text) from None
    except Exception:  # any voice, any failure: the next one may do
        logger.exception("the voice %s could not speak", voice.name)
        return None


@cache
def _keys_by_words(language: str) -> dict[str, str]:
    """Whose words a text may be; of prompts with the same words, the first."""
    found: dict[str, str] = {}
    for prompt in prompts().values():
        found.setdefault(prompt.words(language).casefold(), prompt.key)
    found.pop("", None)
    return found


def laid_out(alaw: bytes, name: str = "") -> str:
    """The name of a sound that lies, whole, where the switch finds it."""
    name = name or hashlib.sha256(alaw).hexdigest()[:32]
    file = _file(name)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent, delete=False) as new:
            new.write(alaw)
            os.fchmod(new.fileno(), 0o644)  # the switch may be another user
        os.replace(new.name, file)
    return f"own/{name}"


def forget_unused(*, before: datetime) -> int:
    """Delete what the run-time voice said and nobody has heard since `before`. Voices given for prompts stay.

    Returns:
        How many sounds.
    """
    read_voices()
    given = set(_voices.values())
    unused = [
        file
        for file in (Path(settings.SOUNDS_FOLDER) / "own").glob("*.alaw")
        if f"own/{file.stem}" not in given and file.stat().st_mtime < before.timestamp()
    ]
    for file in unused:
        file.unlink(missing_ok=True)
    return len(unused)


def alaw_of(name: str) -> bytes:
    """The bytes of a sound by its name.

    Raises:
        KeyError: there is none.
    """
    folder, _slash, stem = name.partition("/")
    file = _file(stem) if folder == "own" else building.file_of(stem, folder)
    if folder not in {*LANGUAGES, "own"} or "/" in stem or not file.exists():
        raise KeyError(name)
    return file.read_bytes()


def _file(name: str) -> Path:
    return Path(settings.SOUNDS_FOLDER) / "own" / f"{name}.alaw"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
