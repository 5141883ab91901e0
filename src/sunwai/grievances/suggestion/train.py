"""Trains the suggestion model at build time: `python -m sunwai.grievances.suggestion.train`.

A linear model (ridge regression on one-hot targets, solved in its dual, so in seconds) over hashed features.
A category learns from its own texts and, more weakly, from all texts of its department. A softmax turns
scores into probabilities; its sharpness is fitted on samples that a model trained without them predicts.
Needs scikit-learn (dependency group `build`); reading the model does not.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from sklearn.kernel_ridge import KernelRidge

from sunwai.core import data
from sunwai.grievances.suggestion.features import SIZE, features
from sunwai.grievances.suggestion.model import MODEL_FILE, NOTHING, Model, Names, softmax, weigh

Floats = npt.NDArray[np.float32]

# Chosen by cross-validation over the samples, never on data/samples/suggestion_test.csv.
RIDGE = 0.5
DEPARTMENT_SHARE = 0.4  # of its department's score in a category's score
FOLDS = 5
_GIBBERISH = 60
_SHARPNESS = np.geomspace(4, 60, 57)


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text to learn from. A `sample` stands for what citizens write; the rest are names and keywords."""

    text: str
    category: str
    sample: bool = False

    @property
    def department(self) -> str:
        """Code of the category's department."""
        return self.category.partition(".")[0]


@dataclass(frozen=True)
class Validation:
    """What models say of samples they were trained without: scores (samples × categories), right columns."""

    categories: tuple[str, ...]
    scores: Floats
    right: npt.NDArray[np.intp]

    def top(self, count: int) -> float:
        """Share of the samples whose category is among the `count` best; texts about nothing left out."""
        asked = self.right != self.categories.index(NOTHING)
        best = np.argsort(-self.scores[asked], axis=1)[:, :count]
        return float((best == self.right[asked, None]).any(axis=1).mean())


def read_names(folder: Path) -> dict[str, Names]:
    """Hindi and English name of every category and of its department, by its full code."""
    names = {NOTHING: ("", "", "", "")}
    for department in _departments(folder):
        for category in department["category"]:
            home = (department["name_hi"], department["name_en"])
            names[_code(department, category)] = (category["name_hi"], category["name_en"], *home)
    return names


def read_texts(folder: Path) -> list[Text]:
    """All that the departments' files say about their categories, and the texts that say nothing."""
    texts = [text for department in _departments(folder) for text in _texts_of_department(department)]
    return texts + [Text(text=text, category=NOTHING, sample=True) for text in _texts_about_nothing()]


def train(texts: list[Text], names: dict[str, Names]) -> tuple[Model, Validation]:
    """A model of `texts`, and how models of parts of them did on the rest.

    Args:
        texts: what to learn from.
        names: Hindi and English name of every category in `texts`, and of its department.

    Raises:
        ValueError: there are no texts of any category.
    """
    if not any(text.category for text in texts):
        raise ValueError("no categories to learn: data/departments holds no department")
    rarity = _rarity(texts)
    matrix = _matrix(texts, rarity)
    likeness = (matrix @ matrix.T).toarray()
    validation = _cross_validate(texts, likeness)
    duals, categories = _fit(texts, likeness)
    coefficients = matrix.T @ duals
    steps = np.maximum(np.abs(coefficients).max(axis=0), 1e-9) / 127
    model = Model(
        categories=categories,
        names=tuple(names[category] for category in categories),
        coefficients=np.rint(coefficients / steps).astype(np.int8),
        steps=(steps * _best_sharpness(validation)).astype(np.float32),
        rarity=rarity,
    )
    return model, validation


def _departments(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.toml")):
        yield tomllib.loads(file.read_text(encoding="utf-8"))


def _code(department: dict[str, Any], category: dict[str, Any]) -> str:
    return f"{department['code']}.{category['code']}"


def _texts_of_department(department: dict[str, Any]) -> Iterator[Text]:
    for category in department["category"]:
        code = _code(department, category)
        named = [category["name_hi"], category["name_en"]]
        keywords = [
            word for script in ("hi", "en", "latn") for word in category.get(f"keywords_{script}", ())
        ]
        yield from (Text(text=text, category=code) for text in named + keywords)
        yield from (Text(text=text, category=code, sample=True) for text in category.get("samples", ()))


def _texts_about_nothing() -> list[str]:
    lines = resources.files(__package__).joinpath("nothing.txt").read_text(encoding="utf-8").splitlines()
    chance = random.Random(181)  # noqa: S311  the same gibberish at every build
    alphabets = ("abcdefghijklmnopqrstuvwxyz", "कखगघचजटडतदनपबमयरलवसहािीेोु")
    gibberish = [
        " ".join(_any_word(chance, alphabets[number % 2]) for _ in range(chance.randint(1, 4)))
        for number in range(_GIBBERISH)
    ]
    return [line for line in lines if line and not line.startswith("#")] + gibberish


def _any_word(chance: random.Random, alphabet: str) -> str:
    return "".join(chance.choices(alphabet, k=chance.randint(2, 9)))


def _rarity(texts: list[Text]) -> Floats:
    counts = np.zeros(SIZE)
    for text in texts:
        counts[features(text.text)[0]] += 1
    return (np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32)


def _matrix(texts: list[Text], rarity: Floats) -> Any:
    rows = [features(text.text) for text in texts]
    starts = np.cumsum([0] + [len(places) for places, _ in rows])
    weights = [weigh(strengths * rarity[places]) for places, strengths in rows]
    places = np.concatenate([places for places, _ in rows])
    return csr_array((np.concatenate(weights), places, starts), shape=(len(rows), SIZE))


def _fit(texts: list[Text], likeness: Floats) -> tuple[Floats, tuple[str, ...]]:
    """The dual coefficients (texts × categories): each category's own plus its share of its department's."""
    categories = tuple(sorted({text.category for text in texts}))
    departments = sorted({text.department for text in texts})
    own = _one_hot([text.category for text in texts], categories)
    shared = _one_hot([text.department for text in texts], departments)
    solver = KernelRidge(alpha=RIDGE, kernel="precomputed").fit(likeness, np.hstack([own, shared]))
    duals = solver.dual_coef_
    homes = [departments.index(category.partition(".")[0]) for category in categories]
    mixed = duals[:, : len(categories)] + DEPARTMENT_SHARE * duals[:, len(categories) :][:, homes]
    return np.asarray(mixed, dtype=np.float32), categories


def _one_hot(labels: list[str], classes: Iterable[str]) -> Floats:
    same: npt.NDArray[np.bool_] = np.array(labels)[:, None] == np.array(list(classes))[None, :]
    return same.astype(np.float32)


def _cross_validate(texts: list[Text], likeness: Floats) -> Validation:
    folds = _folds(texts)
    scores, right = [], []
    for fold in range(FOLDS):
        known, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        duals, categories = _fit([texts[at] for at in known], likeness[np.ix_(known, known)])
        scores.append(likeness[np.ix_(unseen, known)] @ duals)
        right.append([categories.index(texts[at].category) for at in unseen])
    return Validation(categories, np.concatenate(scores), np.concatenate(right))


def _folds(texts: list[Text]) -> npt.NDArray[np.intp]:
    """A fold for each sample, by chance; −1 (always known) for names and keywords."""
    chance = np.random.default_rng(181)
    folds = chance.integers(FOLDS, size=len(texts))
    folds[[not text.sample for text in texts]] = -1
    return folds


def _best_sharpness(validation: Validation) -> float:
    """The factor on scores at which the samples' own categories are likeliest (temperature scaling)."""

    def surprise(sharpness: float) -> float:
        shares = softmax(validation.scores * np.float32(sharpness))
        given = shares[np.arange(len(validation.right)), validation.right]
        return float(-np.log(np.maximum(given, 1e-9)).mean())

    return float(min(_SHARPNESS, key=surprise))


def main() -> int:
    """Train on this checkout's departments and write the model beside this module."""
    departments = data.path("departments")
    texts = read_texts(departments)
    model, validation = train(texts, read_names(departments))
    model.save(MODEL_FILE)
    sys.stdout.write(
        f"{len(texts)} texts, {len(model.categories) - 1} categories; of samples left out of training "
        f"{validation.top(1):.3f} are found first, {validation.top(3):.3f} among the first three; "
        f"{MODEL_FILE.name} {MODEL_FILE.stat().st_size / 2**20:.1f} MiB\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
