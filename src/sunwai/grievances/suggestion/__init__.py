"""Which category a complaint is about, suggested from its text in Hindi, English or Hindi in Latin letters.

A suggestion helps the citizen or the agent to choose; it never chooses. See docs/suggestion.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from sunwai.grievances.suggestion.model import NOTHING, ModelMissing, installed_model

__all__ = ["LEAST", "Described", "ModelMissing", "Suggestion", "described", "suggest"]

LEAST = 0.01
"""Below this probability a category is not worth showing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that a text may be about.

    Attributes:
        category: its full code, for example `energy.transformer-burnt`.
        probability: from 0 to 1, calibrated: of suggestions at 0.8, about eight in ten are right.
    """

    category: str
    probability: float


class Described(TypedDict):
    """A suggestion with its category's names as of the model: for where there is no database."""

    code: str
    probability: float
    name_hi: str
    name_en: str


def suggest(text: str, *, limit: int = 3) -> list[Suggestion]:
    """The likeliest categories for `text`, the likeliest first; empty if it rather says nothing about any.

    Raises:
        ModelMissing: the model has not been built in this installation.
    """
    model = installed_model()
    probabilities = model.probabilities(text)
    likeliest = np.argsort(-probabilities, kind="stable")[: limit + 1]
    found = [Suggestion(model.categories[at], float(probabilities[at])) for at in likeliest]
    if found[0].category == NOTHING:
        return []
    return [one for one in found if one.category != NOTHING and one.probability >= LEAST][:limit]


def described(text: str, *, limit: int = 3) -> list[Described]:
    """What `suggest` finds, with names.

    Raises:
        ModelMissing: the model has not been built in this installation.
    """
    model = installed_model()
    names = dict(zip(model.categories, model.names, strict=True))
    return [
        Described(
            code=one.category,
            probability=round(one.probability, 4),
            name_hi=names[one.category][0],
            name_en=names[one.category][1],
        )
        for one in suggest(text, limit=limit)
    ]
