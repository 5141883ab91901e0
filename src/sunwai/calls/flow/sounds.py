"""What the engine says, as names of sounds. The one place where flows meet the prompt library and the spoken parts."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from sunwai.calls.flow.facts import Case

CATALOGUE = Path(__file__).parents[1] / "prompts" / "catalogue.csv"


def prompt(key: str, language: str) -> list[str]:
    """A prompt of the catalogue."""
    return [f"{language}/{key}"]


def about(case: Case, language: str) -> list[str]:
    """Which case is meant: its subject area and the end of its number; nothing that names a person."""
    return [*prompt("case_about", language), f"{language}/department_{case.department}"]


def status(case: Case, language: str) -> list[str]:
    """How a case stands."""
    said = [*about(case, language), f"{language}/case_state_{case.state}"]
    return said if case.due is None else [*said, *prompt("due_by", language), f"{language}/day:{case.due}"]


async def words(text: str, language: str) -> list[str]:
    """Any text, by the run-time voice."""
    return [f"{language}/text:{text}"]


async def offers(names: Sequence[str], language: str) -> list[str]:
    """Names, each with its key: "for … press 1"."""
    said = []
    for key, name in enumerate(names, start=1):
        said += [*await words(name, language), *prompt(f"press_{key}", language)]
    return said


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Language → key → words of the prompts that ship."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        language: {row["key"]: row[language] for row in rows if row[language]} for language in ("hi", "en")
    }


def prompt_keys(language: str) -> Collection[str]:
    """The prompts there are in a language."""
    return catalogue()[language].keys()
