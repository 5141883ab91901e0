"""What the engine says, as names of sounds: prompts of the library, and what is said from parts or by the voice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date

from sunwai.calls import spoken
from sunwai.calls.flow.facts import Applied, Case
from sunwai.calls.prompts import library
from sunwai.calls.prompts.catalogue import PAUSE, prompts

MOST_REMEMBERED = 2000

_words: OrderedDict[str, str] = OrderedDict()  # sound whose name does not say it → its words, for the preview


def prompt(key: str, language: str) -> list[str]:
    """A prompt of the catalogue. Never waits."""
    names = library.sounds(key, language)
    return names if names[0].endswith(f"/{key}") else _remembered(names, prompts()[key].words(language))


async def about(case: Case, language: str) -> list[str]:
    """Which case is meant, by its subject area; nothing that names a person."""
    return await asyncio.to_thread(_about, case, language)


async def status(case: Case, language: str, *, today: date) -> list[str]:
    """How a case stands, and until when its present holder is to act."""
    return await asyncio.to_thread(_status, case, language, today)


async def application(applied: Applied, language: str, *, today: date) -> list[str]:
    """For what somebody applied, how that stands, until when the officer is to decide, and what is to be done."""
    return await asyncio.to_thread(_application, applied, language, today)


async def words(text: str, language: str) -> list[str]:
    """Any text, by the run-time voice; nothing where no voice can say it."""
    return _remembered(await asyncio.to_thread(spoken.name, text, language), text)


async def offers(names: Sequence[str], language: str) -> list[str]:
    """Names, each with its key: "…, press 1"."""
    said = []
    for key, name in enumerate(names, start=1):
        said += [*await words(name, language), *prompt(f"press_{key}", language)]
    return said


def words_of(sound: str) -> str:
    """What is said in a sound, as far as this process knows it; else its name."""
    folder, _slash, key = sound.partition("/")
    if sound in _words:
        return _words[sound]
    return prompts()[key].words(folder) if folder in ("hi", "en") and key in prompts() else sound


def _about(case: Case, language: str) -> list[str]:
    department = case.department_en if language == "en" else case.department_hi
    named = spoken.department(case.department, department, language)
    return [*prompt("case_about", language), *named, *prompt(PAUSE, language)]


def _status(case: Case, language: str, today: date) -> list[str]:
    said = [*_about(case, language), *spoken.state(case.state, language)]
    if case.due is None:
        return said
    if case.due < today:
        return [*said, *prompt("is_overdue", language)]
    return [*said, *prompt("due_by", language), *spoken.day(case.due, language, today=today)]


def _application(applied: Applied, language: str, today: date) -> list[str]:
    pause = prompt(PAUSE, language)
    head, *advice = (_remembered(spoken.name(text, language), text) for text in applied.words[language])
    said = [
        *_remembered(spoken.name(applied.service[language], language), applied.service[language]),
        *pause,
        *head,
    ]
    if applied.due and applied.due >= today:
        said += [*prompt("due_by", language), *spoken.day(applied.due, language, today=today)]
    for sentence in advice:
        said += [*pause, *sentence]
    return said


def _remembered(names: list[str], text: str) -> list[str]:
    for name in names:
        _words[name] = text
        _words.move_to_end(name)
    while len(_words) > MOST_REMEMBERED:
        _words.popitem(last=False)
    return names
