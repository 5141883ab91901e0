"""What is somebody entitled to: rules of schemes against answers. Pure functions; nothing is kept.

Every rule is held, broken or open, as in the logic with three values: what nobody has answered is open. A scheme is
refused as soon as one rule is broken, whatever else is open, and fits when all are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from sunwai.language import group_digits
from sunwai.schemes.directory import Question, questions

#: Fact → what was answered: the code of an option, a whole number, or several codes; no entry: not answered.
Answers = Mapping[str, Any]
Rule = dict[str, Any]


class Verdict(StrEnum):
    """What becomes of a scheme for somebody."""

    FITS = "fits"
    MAY_FIT = "may_fit"
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True)
class Finding:
    """A verdict, and why.

    Attributes:
        missing: facts whose answers would decide.
        broken: rules that do not hold.
    """

    verdict: Verdict
    missing: tuple[str, ...] = ()
    broken: tuple[Rule, ...] = ()


def judge(rules: Iterable[Rule], answers: Answers) -> Finding:
    """Whether all of `rules` hold for `answers`. A scheme without rules is for everybody."""
    held = [(rule, holds(rule, answers)) for rule in rules]
    broken = tuple(rule for rule, value in held if value is False)
    if broken:
        return Finding(Verdict.DOES_NOT_FIT, broken=broken)
    unsure = [rule for rule, value in held if value is None]
    if unsure:
        missing = (fact for rule in unsure for fact in open_facts(rule, answers))
        return Finding(Verdict.MAY_FIT, missing=tuple(dict.fromkeys(missing)))
    return Finding(Verdict.FITS)


def holds(rule: Rule, answers: Answers) -> bool | None:
    """Whether `rule` holds; None where an answer is missing."""
    if "any" in rule:
        return _any(_all(holds(one, answers) for one in alternative) for alternative in rule["any"])
    known, value = fact_of(rule["fact"], answers)
    if not known:
        return None
    if "is" in rule:
        given = value if isinstance(value, list | tuple) else [value]
        return not set(given).isdisjoint(rule["is"])
    if value is None:
        return False
    return bool(rule.get("min", value) <= value <= rule.get("max", value))


def fact_of(fact: str, answers: Answers) -> tuple[bool, Any]:
    """Whether a fact is known, and what it is: answered, or following from an answer that makes the question idle."""
    if fact in answers:
        return True, answers[fact]
    if is_idle(questions()[fact], answers):
        return True, questions()[fact].otherwise
    return False, None


def is_idle(question: Question, answers: Answers) -> bool:
    """Whether the answers to earlier questions leave nothing to ask here."""
    return question.show is not None and holds(question.show, answers) is False


def tidy(answers: Answers) -> dict[str, Any]:
    """`answers` without those to questions that the others make idle: a man who was first taken for pregnant."""
    kept: dict[str, Any] = {}
    for fact, question in questions().items():
        if fact in answers and not is_idle(question, kept):
            kept[fact] = answers[fact]
    return kept


def open_facts(rule: Rule, answers: Answers) -> list[str]:
    """The facts that `rule` still waits for; of alternatives, those of all that are not lost."""
    if "any" not in rule:
        return [] if fact_of(rule["fact"], answers)[0] else [rule["fact"]]
    return [
        fact
        for alternative in rule["any"]
        if _all(holds(one, answers) for one in alternative) is not False
        for one in alternative
        for fact in open_facts(one, answers)
    ]


def _all(values: Iterable[bool | None]) -> bool | None:
    found = list(values)
    return False if False in found else None if None in found else True


def _any(values: Iterable[bool | None]) -> bool | None:
    found = list(values)
    return True if True in found else None if None in found else False


# ── In words ─────────────────────────────────────────────────────────────────────────────────────────────


def in_words(rule: Rule) -> str:
    """What a rule asks, in the reader's language: `उम्र: 21 से 60`."""
    if "any" in rule:
        return _(" or ").join(
            _(" and ").join(in_words(one) for one in alternative) for alternative in rule["any"]
        )
    question = questions()[rule["fact"]]
    return f"{question.name}: {_limits(rule) if 'is' not in rule else _options(question, rule['is'])}"


def said(rule: Rule, answers: Answers) -> str:
    """What was answered to the question of a rule; empty where the rule asks several or nothing was answered."""
    if "any" in rule or rule["fact"] not in answers:
        return ""
    question, value = questions()[rule["fact"]], answers[rule["fact"]]
    if question.type == "number":
        return _number(value)
    given = list(value) if isinstance(value, list | tuple) else [value]
    return _options(question, given) or _("none of these")


def _limits(rule: Rule) -> str:
    words = {name: _number(rule[name]) for name in ("min", "max") if name in rule}
    if len(words) == 2:
        return _("%(min)s to %(max)s") % words
    return (_("at least %(min)s") if "min" in words else _("at most %(max)s")) % words


def _number(value: float) -> str:
    return group_digits(int(value)) if value == int(value) else f"{value:g}"


def _options(question: Question, codes: Iterable[str]) -> str:
    return _(" or ").join(str(question.options[code]) for code in codes)
