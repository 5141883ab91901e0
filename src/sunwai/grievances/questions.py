"""Answers to the questions of a category: read as typed, kept in one form, refused with the question's own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import get_language

from sunwai.core.reference import DEVANAGARI
from sunwai.grievances.errors import AnswerInvalid
from sunwai.offices.models import Category

MOST_CHARACTERS = 200


def clean_answers(category: Category, answers: dict[str, Any]) -> dict[str, Any]:
    """The given answers by question code; an empty answer is left out, for no question is worth losing a complaint.

    Raises:
        AnswerInvalid: an answer does not fit its question.
    """
    cleaned = {}
    for question in category.questions:
        given = answers.get(question["code"])
        if given in (None, ""):
            continue
        try:
            cleaned[question["code"]] = READERS[question["kind"]](question, str(given).strip())
        except (ValueError, KeyError) as error:
            raise AnswerInvalid(question=in_words(question)) from error
    return cleaned


def in_words(thing: dict[str, Any]) -> str:
    """A question or a choice in the reader's language."""
    return str(thing["en"] if get_language() == "en" else thing["hi"])


def _choice(question: dict[str, Any], given: str) -> str:
    codes: dict[str, str] = {choice["code"]: choice["code"] for choice in question["choices"]}
    return codes[given]


def _number(_question: dict[str, Any], given: str) -> int:
    value = int(given.translate(DEVANAGARI).replace(",", ""))
    if not 0 <= value < 10**12:
        raise ValueError(given)
    return value


# How each kind of answer is read.
READERS: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "text": lambda _, given: given[:MOST_CHARACTERS],
    "number": _number,
    "date": lambda _, given: date.fromisoformat(given.translate(DEVANAGARI)).isoformat(),
    "yes_no": lambda _, given: {"yes": True, "no": False, "True": True, "False": False}[given],
    "choice": _choice,
}
