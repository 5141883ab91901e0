"""Every prompt with its words: the rows of `catalogue.csv`, and the names of departments and districts from `data/`.

>>> prompts()["n_48"].words("hi"), prompts()["district_392"].words("en")
('अड़तालीस', 'Balaghat')
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sunwai.core import data

FILE = Path(__file__).with_name("catalogue.csv")
LANGUAGES = ("hi", "en")
DISTRICT, DEPARTMENT = "district_", "department_"
PAUSE = "pause"  # the one prompt without words: a short silence

# Keys that begin so, or are just so, are parts of sentences: said after one another without a gap.
PARTS = re.compile(
    r"(n|day|month|district|department)_.*|half.*|(hundred|thousand|lakh|crore|minutes?|hours?|oclock|past"
    r"|morning|noon|evening|night|today|tomorrow|less_than_a_minute|hours_from|hours_to|pause)"
)
# What a name is written with but not said with.
UNSAID = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class Prompt:
    """Something a caller hears, in both languages."""

    key: str
    hi: str
    en: str

    def words(self, language: str) -> str:
        """What is said in `language` (`hi` or `en`)."""
        return {"hi": self.hi, "en": self.en}[language]

    @property
    def languages(self) -> tuple[str, ...]:
        """In which it is made. The name of a district sounds the same in all: it is made in Hindi alone."""
        return LANGUAGES[:1] if self.key.startswith(DISTRICT) else LANGUAGES

    @property
    def is_part(self) -> bool:
        """Whether it is one of several that make a sentence."""
        return bool(PARTS.fullmatch(self.key))


@cache
def prompts() -> dict[str, Prompt]:
    """All prompts by key, as they stand in the catalogue; then departments, then districts."""
    return {prompt.key: prompt for prompt in [*_written(), *_departments(), *_districts()]}


def as_table() -> str:
    """All prompts with their words, for somebody who listens to them: Markdown."""
    lines = [
        "# The prompts, to listen to",
        "",
        "Made by `sunwai prompts words > docs/prompts-words.md`; a test fails when it is not current. How prompts are",
        "made and replaced stands in [prompts](prompts.md).",
    ]
    for title, parts in (("Sentences", False), ("Parts of sentences", True)):
        lines += ["", f"## {title}", "", "| key | हिंदी | English | right? |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{one.key}` | {one.hi} | {one.en} | |" for one in prompts().values() if one.is_part == parts
        ]
    return "\n".join(lines) + "\n"


def _written() -> Iterator[Prompt]:
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Prompt(row["key"], row["hi"], row["en"])


def _departments() -> Iterator[Prompt]:
    for file in sorted(data.path("departments").glob("*.toml")):
        given = tomllib.loads(file.read_text(encoding="utf-8"))
        hi, en = (UNSAID.sub("", given[name]) for name in ("name_hi", "name_en"))
        is_named = re.search("Board|Authority", en)
        yield Prompt(department_key(given["code"]), hi, en if is_named else f"{en} Department")


def _districts() -> Iterator[Prompt]:
    with data.path("places/districts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Prompt(district_key(row["lgd_code"]), row["name_hi"], row["name_en"])


def department_key(code: str) -> str:
    """The prompt that says the name of a department."""
    return f"{DEPARTMENT}{code}"


def district_key(lgd_code: int | str) -> str:
    """The prompt that says the name of a district."""
    return f"{DISTRICT}{lgd_code}"
