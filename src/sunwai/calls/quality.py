"""What makes a call a good one: the questions of the form, and what each weighs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BEST = 4
MARKS = (
    (0, _("not at all")),
    (1, _("hardly")),
    (2, _("partly")),
    (3, _("well")),
    (4, _("very well")),
)


@dataclass(frozen=True)
class Question:
    """One question of the form."""

    code: str
    words: str | Promise
    weight: int


QUESTIONS = (
    Question("greeting", _("Greeted, said who speaks, and asked for the name"), 1),
    Question("listening", _("Listened, did not interrupt, asked what was missing"), 2),
    Question("correctness", _("Registered rightly: subject, place, words"), 3),
    Question("politeness", _("Was polite and calm to the end"), 2),
    Question("closing", _("Read back, told the number and what happens next"), 2),
)
CODES = frozenset(question.code for question in QUESTIONS)


def unanswered(scores: dict[str, int]) -> list[str]:
    """Questions without a mark, in the order of the form."""
    return [question.code for question in QUESTIONS if question.code not in scores]


def is_valid(scores: dict[str, int]) -> bool:
    """Whether there is a mark for each question and nothing else."""
    return set(scores) == CODES and all(mark in range(BEST + 1) for mark in scores.values())


def share(scores: dict[str, int]) -> float:
    """What was reached of what could be, 0 to 1, by weight."""
    whole = sum(question.weight for question in QUESTIONS) * BEST
    return sum(question.weight * scores[question.code] for question in QUESTIONS) / whole
