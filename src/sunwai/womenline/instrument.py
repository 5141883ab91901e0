"""The risk instrument: a sum of weights, and answers that alone make a risk high. A pure function; its table is data.

It supports the counsellor's judgement and never replaces it: she can set a higher level than it says, never a lower
one without the reason standing in her note. Where the questions come from: `data/helplines/README.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sunwai.womenline.enums import Answer, Level
from sunwai.womenline.families import Family, Question

ORDER = (Level.LOW, Level.MEDIUM, Level.HIGH, Level.EXTREME)


@dataclass(frozen=True)
class Risk:
    """What the answers come to.

    Attributes:
        score: the sum of weights.
        because: the questions whose answers count, the heaviest first.
        open: how many questions have no answer: the danger may be greater.
    """

    level: Level
    score: int
    because: tuple[Question, ...]
    open: int


def assess(family: Family, answers: Mapping[str, str]) -> Risk:
    """The risk that `answers` (code of a question → `Answer`) show. An unknown answer never lowers it."""
    counted = [
        question for question in family.questions if _is_dangerous(question, answers.get(question.code))
    ]
    score = sum(question.weight for question in counted)
    by_score = [level for level, least in family.thresholds if score >= least]
    alone = [Level(question.alone) for question in counted if question.alone]
    return Risk(
        level=highest(Level.LOW, *by_score, *alone),
        score=score,
        because=tuple(sorted(counted, key=lambda question: -question.weight)),
        open=sum(
            answers.get(question.code, Answer.UNKNOWN) == Answer.UNKNOWN for question in family.questions
        ),
    )


def highest(*levels: Level | str) -> Level:
    """The greatest of these dangers."""
    return max((Level(level) for level in levels), key=ORDER.index)


def _is_dangerous(question: Question, answer: str | None) -> bool:
    return answer == question.dangerous
