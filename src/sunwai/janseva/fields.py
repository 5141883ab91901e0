"""What a service asks, as data: the kinds of questions, how an answer is read, and how it stands on paper.

Pure functions over the `fields` of a service, each a row `{code, kind, hi, en, required, choices?}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai.core import aadhaar, clock
from sunwai.core.reference import DEVANAGARI
from sunwai.language import format_date, group_digits

MOST_CHARACTERS = 200
MOST_RUPEES = 10**9
FIRST_YEAR = 1900

#: What every text may speak of beside the answers.
ALWAYS = frozenset({"applicant_name", "place"})
_NAME = re.compile(r"\{(\w+)\}")

Said = str | Promise
Read = str | int


class NotReadable(ValueError):
    """An answer that cannot be accepted; `args[0]` is what its giver is told."""


@dataclass(frozen=True)
class Kind:
    """One kind of question: how its answer is read (`NotReadable` where it cannot be), and written on paper."""

    read: Callable[[str, Mapping[str, Any]], Read]
    write: Callable[[Any, Mapping[str, Any], str], str]


def _text(said: str, _field: Mapping[str, Any]) -> Read:
    if len(said) > MOST_CHARACTERS:
        raise NotReadable(_("This is too long. At most %(most)s letters.") % {"most": MOST_CHARACTERS})
    try:
        aadhaar.refuse(said)
    except aadhaar.AadhaarNotHere as error:
        raise NotReadable(error.sentence) from error
    return said


def _number(least: int, most: Callable[[], int], problem: Said) -> Callable[[str, Mapping[str, Any]], Read]:
    def read(said: str, _field: Mapping[str, Any]) -> Read:
        digits = re.sub(r"[,\s₹]|/-$|rs\.?|रु\.?", "", said.translate(DEVANAGARI), flags=re.IGNORECASE)
        if not digits.isdecimal() or not least <= int(digits) <= most():
            raise NotReadable(problem)
        return int(digits)

    return read


def _date(said: str, _field: Mapping[str, Any]) -> Read:
    day = _as_date(said.translate(DEVANAGARI))
    if day is None or not day.year >= FIRST_YEAR or day > clock.today():
        raise NotReadable(_("Please give the day as day, month, year, for example 15-08-1990."))
    return day.isoformat()


def _as_date(said: str) -> date | None:
    """`2001-02-15` as browsers send it, or `15-2-2001` as people write it."""
    parts = re.fullmatch(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})", said)
    if parts is None:
        return None
    first, month, last = (int(part) for part in parts.groups())
    year, day = (first, last) if first > 31 else (last, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written(value: str, _field: Mapping[str, Any], language: str) -> str:
    return format_date(date.fromisoformat(value), "en" if language == "en" else "hi")


def _choice(said: str, field: Mapping[str, Any]) -> Read:
    if said not in {choice["code"] for choice in field["choices"]}:
        raise NotReadable(_("Please choose one of these."))
    return said


def _chosen(value: Any, field: Mapping[str, Any], language: str) -> str:
    return next((str(choice[language]) for choice in field["choices"] if choice["code"] == value), "")


# fmt: off
KINDS: dict[str, Kind] = {
    "text":   Kind(_text, lambda value, _f, _l: str(value)),
    "parcel": Kind(_text, lambda value, _f, _l: str(value)),
    "money":  Kind(_number(0, lambda: MOST_RUPEES, _("Please give the sum in rupees, in digits.")),
                   lambda value, _f, _l: group_digits(value)),
    "number": Kind(_number(0, lambda: MOST_RUPEES, _("Please give a number, in digits.")),
                   lambda value, _f, _l: group_digits(value)),
    "year":   Kind(_number(FIRST_YEAR, lambda: clock.today().year, _("Please give the year in four digits.")),
                   lambda value, _f, _l: str(value)),
    "date":   Kind(_date, _written),
    "choice": Kind(_choice, _chosen),
}
# fmt: on


def clean(
    fields: Iterable[Mapping[str, Any]], given: Mapping[str, Any]
) -> tuple[dict[str, Read], dict[str, Said]]:
    """The answers as they are kept, and what is wrong with those that cannot be, each by the code of its field."""
    kept: dict[str, Read] = {}
    problems: dict[str, Said] = {}
    for field in fields:
        said = str(given.get(field["code"], "")).strip()
        if not said:
            if field["required"]:
                problems[field["code"]] = _("Please fill this in.")
            continue
        try:
            kept[field["code"]] = KINDS[field["kind"]].read(said, field)
        except NotReadable as error:
            problems[field["code"]] = error.args[0]
    return kept, problems


def in_words(
    fields: Iterable[Mapping[str, Any]], answers: Mapping[str, Any], language: str | None = None
) -> list[tuple[str, str]]:
    """The answers that were given, each with its question, as people read them."""
    spoken = language or ("en" if get_language() == "en" else "hi")
    return [
        (field[spoken], KINDS[field["kind"]].write(answers[field["code"]], field, spoken))
        for field in fields
        if field["code"] in answers
    ]


def fill(
    text: str, fields: Iterable[Mapping[str, Any]], answers: Mapping[str, Any], language: str, **more: str
) -> str:
    """`text` with the answers in place of `{code}`; of a choice that says something on paper, `{code_hi}` is that."""
    words = dict(more)
    for field in fields:
        if (value := answers.get(field["code"])) is None:
            continue
        words[field["code"]] = KINDS[field["kind"]].write(value, field, language)
        for choice in field.get("choices", ()):
            if choice["code"] == value:
                said = choice.get(f"says_{language}", choice[language])
                words[f"{field['code']}_{language}"] = said
    return _NAME.sub(lambda found: words.get(found[1], "…"), text)


def fields_problem(fields: Any) -> Said | None:
    """Why these questions cannot be asked, or None."""
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        return _("The questions are a list.")
    for field in fields:
        if not {"code", "kind", "hi", "en", "required"} <= field.keys():
            return _("Each question needs code, kind, hi, en and required.")
        if field["kind"] not in KINDS or (field["kind"] == "choice") != bool(field.get("choices")):
            return _("A question is of a known kind, and a choice has choices.")
    codes = [field["code"] for field in fields]
    return _("A code stands twice among the questions.") if len(codes) != len(set(codes)) else None


def text_problem(text: str, fields: Iterable[Mapping[str, Any]]) -> Said | None:
    """Why `text` cannot be filled in, or None: it speaks of something that is not asked."""
    asked = set(ALWAYS)
    for field in fields:
        asked |= {field["code"], f"{field['code']}_hi", f"{field['code']}_en"}
    unknown = sorted(set(_NAME.findall(text)) - asked)
    return _("No question gives {%(name)s}.") % {"name": unknown[0]} if unknown else None
