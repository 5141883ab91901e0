"""The words by which schemes are sorted, and the questions about a person: `data/schemes/*.toml` beside the schemes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sunwai.core import data
from sunwai.offices.models import in_language

WORDS, QUESTIONS, SYNONYMS = "words.toml", "questions.toml", "synonyms.toml"
NOT_SCHEMES = frozenset({WORDS, QUESTIONS, SYNONYMS})
YES_NO = {"yes": ("हाँ", "Yes"), "no": ("नहीं", "No")}


@dataclass(frozen=True)
class Word:
    """Something with a name in both languages: a group, a kind, a possible answer."""

    code: str
    hi: str
    en: str

    def __str__(self) -> str:
        return in_language(self.hi, self.en)


@dataclass(frozen=True)
class Question:
    """One fact about a person.

    Attributes:
        type: choice, yesno, number or many.
        show: the rule under which it is asked at all.
        otherwise: what holds where it is not asked.
        least, most: of a number.
    """

    fact: str
    type: str
    name: Word
    ask: Word
    help: Word | None
    options: Mapping[str, Word]
    show: dict[str, Any] | None
    otherwise: Any
    least: int
    most: int


@cache
def groups() -> dict[str, Word]:
    """For whom schemes are."""
    return _words("groups")


@cache
def kinds() -> dict[str, Word]:
    """What schemes are about."""
    return _words("kinds")


@cache
def benefits() -> dict[str, Word]:
    """What one gets."""
    return _words("benefits")


@cache
def questions() -> dict[str, Question]:
    """All facts by their codes, in the order in which they are asked."""
    return {row["fact"]: _question(row) for row in _read(QUESTIONS)["question"]}


@cache
def synonyms() -> list[list[str]]:
    """Lists of words that mean the same to somebody who asks."""
    return [line.split() for line in _read(SYNONYMS)["same"]]


def _words(table: str) -> dict[str, Word]:
    return {code: Word(code, **names) for code, names in _read(WORDS)[table].items()}


def _question(row: dict[str, Any]) -> Question:
    given = (Word(option["code"], option["hi"], option["en"]) for option in row.get("options", ()))
    yes_no = (Word(code, *names) for code, names in YES_NO.items())
    return Question(
        fact=row["fact"],
        type=row["type"],
        name=Word(row["fact"], row["name_hi"], row["name_en"]),
        ask=Word(row["fact"], row["ask_hi"], row["ask_en"]),
        help=Word(row["fact"], row["help_hi"], row["help_en"]) if "help_hi" in row else None,
        options={word.code: word for word in (yes_no if row["type"] == "yesno" else given)},
        show=row.get("show"),
        otherwise=row.get("otherwise"),
        least=row.get("min", 0),
        most=row.get("max", 0),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(data.path(f"schemes/{name}").read_text(encoding="utf-8"))
