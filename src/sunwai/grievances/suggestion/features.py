"""A text as hashed features: its words, pairs of words and runs of letters, over the script-blind key.

The same words give the same features in Devanagari and in Latin letters. English words bring their Hindi
along (`glossary.csv`), so that what was learned from Hindi texts holds for English ones.

>>> indices, weights = features("ट्रांसफार्मर जल गया")
>>> again, _ = features("Transformer jal gaya!")
>>> bool((indices == again).all())
True
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from sunwai.language import consonant_key, key

Indices = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]

FEATURES_VERSION = 1
"""Goes up with every change here: a model reads only the features it was trained on."""

SIZE = 1 << 14
MOST_WORDS = 150  # of a text; the rest is not read

_RUNS = range(2, 6)  # letters in a run, the word's edges counted as letters
_WORD, _PAIR, _CONSONANTS, _RUN = 1.0, 0.7, 0.5, 0.35


def features(text: str) -> tuple[Indices, Weights]:
    """The features present in `text`: their places (0 … SIZE − 1, rising) and how strongly each is there."""
    strengths: dict[int, float] = defaultdict(float)
    found = key(text).split()[:MOST_WORDS]
    for word in dict.fromkeys(found):
        for place, weight in _of_word(word):
            strengths[place] += weight
    for pair in dict.fromkeys(pairwise(found)):
        strengths[_place("p", " ".join(pair))] += _PAIR
    places = sorted(strengths)
    return np.array(places, dtype=np.int32), np.array([strengths[at] for at in places], dtype=np.float32)


@lru_cache(maxsize=1 << 13)
def _of_word(word: str) -> tuple[tuple[int, float], ...]:
    strengths: dict[int, float] = defaultdict(float)
    meanings = _glossary().get(word, ())
    for meaning in (word, *meanings):
        strengths[_place("w", meaning)] += _WORD
        strengths[_place("c", consonant_key(meaning))] += _CONSONANTS
        edged = f" {meaning} "
        for length in _RUNS:
            for start in range(len(edged) - length + 1):
                strengths[_place("r", edged[start : start + length])] += _RUN
    return tuple(strengths.items())


def _place(kind: str, feature: str) -> int:
    return crc32(f"{kind}{feature}".encode()) % SIZE


@lru_cache(maxsize=1)
def _glossary() -> dict[str, tuple[str, ...]]:
    """Key of an English (or other foreign) word: keys of the Hindi words for it."""
    table = resources.files(__package__).joinpath("glossary.csv").read_text(encoding="utf-8")
    return {key(row["word"]): tuple(key(row["hindi"]).split()) for row in csv.DictReader(table.splitlines())}
