"""The model at run time: one small file, read once, with NumPy alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from sunwai.grievances.suggestion.features import FEATURES_VERSION, SIZE, features
from sunwai.language import KEY_VERSION

MODEL_FILE = Path(__file__).with_name("model.npz")
NOTHING = ""
"""The category of texts that say nothing about any (greetings, typing at random); never suggested."""

type Names = tuple[str, str, str, str]

_FEW_WORDS = 25.0  # the length (norm) of a text of about six words


class ModelMissing(RuntimeError):
    """The model has not been built, or was built for other features."""


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: the score of a category is the sum of its coefficients over the features of a text.

    Attributes:
        categories: code of each column; NOTHING is one of them.
        names: of each, in the same order: its Hindi and English name, and its department's.
        coefficients: SIZE × categories, in whole steps.
        steps: what one step is worth in each column, sharpness of the softmax included.
        rarity: what each feature counts for (inverse document frequency).
    """

    categories: tuple[str, ...]
    names: tuple[Names, ...]
    coefficients: npt.NDArray[np.int8]
    steps: npt.NDArray[np.float32]
    rarity: npt.NDArray[np.float32]

    def probabilities(self, text: str) -> npt.NDArray[np.float32]:
        """Of each category, in their order; they sum to one. A text without words is NOTHING for certain."""
        places, strengths = features(text)
        if not places.size:
            return np.array([code == NOTHING for code in self.categories], dtype=np.float32)
        weights = weigh(strengths * self.rarity[places])
        return softmax((weights @ self.coefficients[places]) * self.steps)

    def save(self, file: Path) -> None:
        """Write the model; the versions of what it reads go along."""
        np.savez_compressed(
            file,
            versions=np.array([KEY_VERSION, FEATURES_VERSION, SIZE]),
            categories=np.array(self.categories),
            names=np.array(self.names),
            coefficients=self.coefficients,
            steps=self.steps,
            rarity=self.rarity.astype(np.float16),
        )

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read a model that `save` wrote.

        Raises:
            ModelMissing: there is no such file, or keys or features have changed since.
        """
        if not file.exists():
            raise ModelMissing(f"{file} is not there: run python -m sunwai.grievances.suggestion.train")
        with np.load(file) as stored:
            if stored["versions"].tolist() != [KEY_VERSION, FEATURES_VERSION, SIZE]:
                raise ModelMissing(f"{file} is out of date: run python -m sunwai.grievances.suggestion.train")
            return cls(
                categories=tuple(stored["categories"].tolist()),
                names=tuple(tuple(four) for four in stored["names"].tolist()),
                coefficients=stored["coefficients"],
                steps=stored["steps"],
                rarity=stored["rarity"].astype(np.float32),
            )


@lru_cache(maxsize=1)
def installed_model() -> Model:
    """The model of this installation, read from its file at the first call."""
    return Model.load(MODEL_FILE)


def weigh(strengths: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Features made comparable between long texts and short; a text of few words stays weak, so unsure."""
    return strengths / np.float32(np.hypot(np.linalg.norm(strengths), _FEW_WORDS))


def softmax(scores: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Scores along the last axis as shares that sum to one."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: npt.NDArray[np.float32] = (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)
    return shares
