"""The run-time voice: eSpeak NG. Robotic, but instant, and it says any text. Always a process of its own (GPL)."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import wave
from collections.abc import Sequence
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from sunwai.calls.prompts import sound

PROGRAM = Path(__file__).with_name("espeak_program.py")
VOICES = {"hi": "hi", "en": "en-us"}
WORDS_A_MINUTE = 140
LONGEST = 20.0  # seconds that it may take


class NoVoice(Exception):
    """eSpeak NG is not here, or failed; the message says how."""


class Espeak:
    """`calls.ports.Voice` by the program `espeak-ng`, or by its library where only that is there."""

    name = "espeak-ng"

    def speak(self, text: str, *, language: str) -> bytes:
        """The text as raw A-law.

        Raises:
            NoVoice: eSpeak NG is not installed, or failed.
            sound.TooQuiet: there is nothing to say in it.
        """
        wav = _run(_speaking(VOICES[language]), text)
        with wave.open(io.BytesIO(wav)) as file:
            # A program that writes to a pipe cannot go back to write the length: the rest is all there is.
            samples: sound.Samples = np.frombuffer(file.readframes(len(wav)), "<i2").astype(np.float32)
            return sound.for_telephone(samples / np.float32(32768), file.getframerate())


def phonemes(lines: Sequence[str], *, language: str) -> list[str]:
    """What each line sounds like: IPA, with `^` between the letters of one sound.

    Raises:
        NoVoice: the library is not installed, or failed.
    """
    return _run(_by_library("phonemes", VOICES[language]), "\n".join(lines)).decode().split("\n")


def _speaking(voice: str) -> list[str]:
    program = shutil.which("espeak-ng")
    if program:
        return [program, "-v", voice, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout"]
    return _by_library("speak", voice)


def _by_library(job: str, voice: str) -> list[str]:
    return [sys.executable, "-I", str(PROGRAM), *_library(), job, voice, str(WORDS_A_MINUTE)]


@cache
def _library() -> tuple[str, str]:
    """The shared library and its data: of the package, where it is installed, which is looked at but not run."""
    found = find_spec("espeakng_loader")
    for folder in (found and found.submodule_search_locations) or ():
        data = Path(folder, "espeak-ng-data")
        for library in sorted(Path(folder).glob("*espeak-ng.*")):
            if library.suffix in {".so", ".dylib", ".dll"} and data.exists():
                return str(library), str(data)
    of_the_machine = find_library("espeak-ng")
    if not of_the_machine:
        raise NoVoice("install espeak-ng: apt-get install espeak-ng, or the Python package espeakng-loader")
    return of_the_machine, "-"


def _run(command: list[str], text: str) -> bytes:
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=LONGEST, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or b""
        raise NoVoice(f"espeak-ng failed: {error} {said.decode(errors='replace').strip()}") from error
    return done.stdout
