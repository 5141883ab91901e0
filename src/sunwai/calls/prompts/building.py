"""Making the sounds of the prompts ahead, and checking them: `sunwai prompts build` and `check`.

Beside the sounds of a language lies `manifest.json`: for each key, of which words, by which voice, with which bytes it
was made. A prompt is *current* when its words and its bytes are still those.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sunwai.calls.ports import Voice
from sunwai.calls.prompts import music, sound
from sunwai.calls.prompts.catalogue import LANGUAGES, PAUSE, Prompt, prompts

FOLDER = Path(__file__).parent
MUSIC = FOLDER / "moh" / "wait.alaw"
PART_LEAD, PART_TAIL = 0.01, 0.03  # seconds of silence around a part, so that parts join
PAUSE_SECONDS = 0.3
# What is plausible: seconds for each letter of the words, beside what a sound has always.
LEAST_A_LETTER, MOST_A_LETTER, MOST_BESIDE = 0.03, 0.2, 0.9
LEVEL_OFF = 1.5  # dB
LONGEST_SILENCE = {"lead": 0.1, "tail": 0.25}  # seconds; the manifest's sounds are trimmed to less

Say = Callable[[str], None]
Manifest = dict[str, dict[str, str]]


class Listener(Protocol):
    """Tells the language of a sound."""

    name: str

    def language_of(self, alaw: bytes) -> tuple[str, float]:
        """The likeliest language of all it knows, and how sure it is of it (0 to 1)."""
        ...


@dataclass(frozen=True)
class Problem:
    """What is wrong with one sound."""

    sound: str
    what: str

    def __str__(self) -> str:
        return f"{self.sound}: {self.what}"


def build(voice: Voice, *, only: Sequence[str] = (), anew: bool = False, say: Say = print) -> list[str]:
    """Make every sound that is missing or whose words changed; delete those of prompts that are no more.

    Args:
        only: keys; empty means all.
        anew: also those that are current, for a voice that changed.
        say: is told each sound.

    Returns:
        Names of the sounds made.

    Raises:
        KeyError: a key of `only` is not in the catalogue.
    """
    wanted = [prompts()[key] for key in only] or list(prompts().values())
    _forget_others()
    made = []
    for prompt, language in sounds_of(wanted):
        if anew or stale(prompt, language):
            keep(prompt, language, _made(prompt, language, voice), voice.name)
            made.append(f"{language}/{prompt.key}")
            say(made[-1])
    if anew or not MUSIC.exists():
        MUSIC.parent.mkdir(exist_ok=True)
        MUSIC.write_bytes(music.waiting())
    return made


def sounds_of(wanted: Iterable[Prompt]) -> list[tuple[Prompt, str]]:
    """Each prompt in each language in which it is made."""
    return [(prompt, language) for prompt in wanted for language in prompt.languages]


def _made(prompt: Prompt, language: str, voice: Voice) -> bytes:
    if prompt.key == PAUSE:
        return bytes([sound.SILENCE]) * round(PAUSE_SECONDS * sound.RATE)
    if twin := _twin(prompt, language, voice):
        return twin
    spoken = voice.speak(prompt.words(language), language=language)
    if prompt.is_part:
        return sound.trimmed(spoken, lead=PART_LEAD, tail=PART_TAIL)
    return sound.trimmed(spoken)


def _twin(prompt: Prompt, language: str, voice: Voice) -> bytes | None:
    """The sound of another prompt that has the same words: as a count and as a day, twelve is बारह."""
    words = prompt.words(language)
    for other in prompts().values():
        same = other.words(language) == words and other.is_part == prompt.is_part
        if same and not stale(other, language) and _manifest(language)[other.key]["voice"] == voice.name:
            return file_of(other.key, language).read_bytes()
    return None


def keep(prompt: Prompt, language: str, alaw: bytes, voice: str) -> None:
    """Write a sound and what it was made of; the sound first, so that a broken build is made again."""
    file_of(prompt.key, language).write_bytes(alaw)
    entry = {"words": _digest(prompt.words(language).encode()), "voice": voice, "sound": _digest(alaw)}
    _write(language, _manifest(language) | {prompt.key: entry})


def file_of(key: str, language: str) -> Path:
    """Where the sound of a prompt lies."""
    return FOLDER / language / f"{key}.alaw"


def stale(prompt: Prompt, language: str, manifest: Manifest | None = None) -> str:
    """Why a sound is to be made: it is missing, its words changed, its bytes changed; empty when it is current."""
    entry = (manifest or _manifest(language)).get(prompt.key)
    file = file_of(prompt.key, language)
    if entry is None or not file.exists():
        return "missing"
    if entry["words"] != _digest(prompt.words(language).encode()):
        return "its words changed"
    return "" if entry["sound"] == _digest(file.read_bytes()) else "not the file that was made"


def stale_sounds() -> list[Problem]:
    """All that `build` would make."""
    manifests = {language: _manifest(language) for language in LANGUAGES}
    return [
        Problem(f"{language}/{prompt.key}", why)
        for prompt, language in sounds_of(prompts().values())
        if (why := stale(prompt, language, manifests[language]))
    ]


def check(*, listener: Listener | None = None, say: Say = print) -> dict[str, Any]:
    """Measure every sound.

    Args:
        listener: also tells the language of each sentence; parts are too short for it.

    Returns:
        `problems`, and what the sounds are: how many, seconds, bytes; with a listener, `languages`: of each language
        how many sentences were heard as it, and which as what else.
    """
    problems = stale_sounds()
    missing = {problem.sound for problem in problems if problem.what == "missing"}
    there = [
        (prompt, language)
        for prompt, language in sounds_of(prompts().values())
        if f"{language}/{prompt.key}" not in missing
    ]
    problems += [problem for prompt, language in there for problem in _wrong(prompt, language)]
    problems += [Problem(name, "nothing in the catalogue says it") for name in _others()]
    sizes = [file_of(prompt.key, language).stat().st_size for prompt, language in there]
    found: dict[str, Any] = {
        "sounds": len(sizes),
        "bytes": sum(sizes),
        "seconds": round(sum(sizes) / sound.RATE, 1),
        "problems": [str(problem) for problem in problems],
    }
    if listener:
        found["languages"] = _heard(there, listener, say)
    return found


def described(found: dict[str, Any]) -> str:
    """What `check` found, for people."""
    lines = [*found["problems"]]
    lines += [
        f"{language}: {heard['heard_as_it']} of {heard['sentences']} sentences heard as it; as another: "
        + (", ".join(f"{key} ({taken_for})" for key, taken_for in heard["heard_as_else"].items()) or "none")
        for language, heard in found.get("languages", {}).items()
    ]
    sizes = f"{found['sounds']} sounds, {found['seconds']} s, {found['bytes'] / 1e6:.1f} MB"
    return "\n".join([*lines, f"{sizes}, {len(found['problems'])} problems"])


def _wrong(prompt: Prompt, language: str) -> Iterator[Problem]:
    """What is wrong with one sound, each with its figure."""
    if prompt.key == PAUSE:
        return
    name, words = f"{language}/{prompt.key}", prompt.words(language)
    try:
        is_now = sound.measured(file_of(prompt.key, language).read_bytes())
    except sound.TooQuiet:
        yield Problem(name, "silent")
        return
    least, most = len(words) * LEAST_A_LETTER, len(words) * MOST_A_LETTER + MOST_BESIDE
    if not least <= is_now.seconds <= most:
        yield Problem(name, f"{is_now.seconds:.2f} s for {len(words)} letters ({least:.2f} to {most:.2f})")
    if abs(is_now.level - sound.LEVEL) > LEVEL_OFF:
        yield Problem(name, f"speech at {is_now.level:.1f} dB instead of {sound.LEVEL:.0f}")
    if is_now.clipped:
        yield Problem(name, f"{is_now.clipped} samples clipped")
    for where, longest in LONGEST_SILENCE.items():
        if getattr(is_now, where) > longest:
            yield Problem(name, f"{getattr(is_now, where):.2f} s of silence ({where})")


def _heard(there: Sequence[tuple[Prompt, str]], listener: Listener, say: Say) -> dict[str, object]:
    """What a recogniser takes the sentences for."""
    heard: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for prompt, language in there:
        if not prompt.is_part:
            taken_for, sure = listener.language_of(file_of(prompt.key, language).read_bytes())
            heard[language][prompt.key] = taken_for
            say(f"{language}/{prompt.key}: {taken_for} ({sure:.0%})")
    return {
        language: {
            "sentences": len(all_of),
            "heard_as_it": sum(taken_for == language for taken_for in all_of.values()),
            "heard_as_else": {key: taken_for for key, taken_for in all_of.items() if taken_for != language},
        }
        for language, all_of in heard.items()
    }


def _others() -> list[str]:
    """Sounds that no prompt asks for."""
    known = {f"{language}/{prompt.key}" for prompt, language in sounds_of(prompts().values())}
    there = {
        f"{file.parent.name}/{file.stem}"
        for language in LANGUAGES
        for file in (FOLDER / language).glob("*.alaw")
    }
    return sorted(there - known)


def _forget_others() -> None:
    for name in _others():
        (FOLDER / f"{name}.alaw").unlink()
    for language in LANGUAGES:
        (FOLDER / language).mkdir(exist_ok=True)
        manifest = _manifest(language)
        kept = {key: entry for key, entry in manifest.items() if file_of(key, language).exists()}
        if kept != manifest:
            _write(language, kept)


def _manifest(language: str) -> Manifest:
    file = FOLDER / language / "manifest.json"
    return dict(json.loads(file.read_text())) if file.exists() else {}


def _write(language: str, manifest: Manifest) -> None:
    lines = json.dumps(dict(sorted(manifest.items())), indent=1)
    new = FOLDER / language / "manifest.json.new"
    new.write_text(lines + "\n")
    new.rename(new.with_suffix(""))  # whole, whoever reads it meanwhile


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
