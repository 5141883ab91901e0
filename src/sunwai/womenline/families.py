"""The confidential helplines, each a file under `data/helplines`: what is asked, who may, who helps."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language

from sunwai.core.data import path
from sunwai.womenline.enums import Answer, Category, Level, ReferralKind, Relationship

SHIPPED = ("women", "child1098", "divyangjan")


@dataclass(frozen=True)
class Question:
    """One question of the risk instrument; see `data/helplines/README.md`."""

    code: str
    en: str
    hi: str
    weight: int
    first: bool = False
    safe: bool = False
    alone: str = ""

    @property
    def dangerous(self) -> Answer:
        """The answer that counts."""
        return Answer.NO if self.safe else Answer.YES

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.en if get_language() == "en" else self.hi


@dataclass(frozen=True)
class Family:
    """A confidential helpline."""

    code: str
    names: Mapping[str, str]
    number: str
    series: str
    permission: str
    review: str
    follow_up_days: tuple[int, ...]
    minors_duty: frozenset[str]
    referrals: tuple[ReferralKind, ...]
    relationships: tuple[Relationship, ...]
    categories: tuple[Category, ...]
    version: str
    thresholds: tuple[tuple[Level, int], ...]
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.names["en" if get_language() == "en" else "hi"]

    @property
    def first_questions(self) -> tuple[Question, ...]:
        """Those of the first minute."""
        return tuple(question for question in self.questions if question.first)


@cache
def families() -> dict[str, Family]:
    """All of them, by code."""
    return {code: _read(code) for code in SHIPPED}


def family(code: str) -> Family:
    """The one with this code.

    Raises:
        KeyError: there is none.
    """
    return families()[code]


def _read(code: str) -> Family:
    given = tomllib.loads(path(f"helplines/{code}.toml").read_text(encoding="utf-8"))
    instrument = given["instrument"]
    return Family(
        code=given["code"],
        names=given["name"],
        number=given["number"],
        series=given["series"],
        permission=given["permission"],
        review=given["review"],
        follow_up_days=tuple(given["follow_up_days"]),
        minors_duty=frozenset(ReferralKind(kind) for kind in given["minors_duty"]),
        referrals=tuple(map(ReferralKind, given["referrals"])),
        relationships=tuple(map(Relationship, given["relationships"])),
        categories=tuple(map(Category, given["categories"])),
        version=instrument["version"],
        thresholds=tuple(
            (level, instrument[level.value]) for level in (Level.MEDIUM, Level.HIGH, Level.EXTREME)
        ),
        questions=tuple(Question(**question) for question in given["question"]),
    )
