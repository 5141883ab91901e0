"""Which category a complaint is about, suggested from its text in Hindi, English or Hindi in Latin letters.

A suggestion helps the citizen or the agent to choose; it never chooses. See docs/suggestion.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from sunwai.grievances.suggestion.model import NOTHING, ModelMissing, installed_model

__all__ = ["Described", "ModelMissing", "Named", "Suggestion", "described", "suggest"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that a text may be about.

    Attributes:
        category: its full code, for example `energy.transformer-burnt`.
        probability: from 0 to 1, calibrated: of suggestions at 0.8, about eight in ten are right.
    """

    category: str
    probability: float


class Named(TypedDict):
    """A code with its two names."""

    code: str
    name_hi: str
    name_en: str


class Described(Named):
    """A suggestion with its names as of the model: for where there is no database."""

    probability: float
    department: Named


def suggest(text: str, *, limit: int = 3) -> list[Suggestion]:
    """The likeliest categories for `text`, the likeliest first; empty if it rather says nothing about any.

    Raises:
        ModelMissing: the model has not been built in this installation.
    """
    probabilities = installed_model().probabilities(text)
    if installed_model().categories[int(np.argmax(probabilities))] == NOTHING:
        return []
    return _likeliest(probabilities, limit)


def described(text: str, *, limit: int = 3) -> list[Described]:
    """The likeliest categories with their names, however unlikely they are; empty for a text without words.

    Raises:
        ModelMissing: the model has not been built in this installation.
    """
    model = installed_model()
    names = dict(zip(model.categories, model.names, strict=True))
    return [
        _described(one, *names[one.category])
        for one in _likeliest(model.probabilities(text), limit)
        if one.probability
    ]


def _likeliest(probabilities: npt.NDArray[np.float32], limit: int) -> list[Suggestion]:
    categories = installed_model().categories
    ranked = np.argsort(-probabilities, kind="stable")[: limit + 1]
    found = [Suggestion(categories[at], float(probabilities[at])) for at in ranked]
    return [one for one in found if one.category != NOTHING][:limit]


def _described(
    one: Suggestion, name_hi: str, name_en: str, department_hi: str, department_en: str
) -> Described:
    home = Named(code=one.category.partition(".")[0], name_hi=department_hi, name_en=department_en)
    return Described(
        code=one.category,
        probability=round(one.probability, 4),
        name_hi=name_hi,
        name_en=name_en,
        department=home,
    )
