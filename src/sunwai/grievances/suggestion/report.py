"""Measures the built model: `python -m sunwai.grievances.suggestion.report`.

The texts of data/samples/suggestion_test.csv were written from the categories' names alone, by someone who
had not read the samples it is trained on.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from sunwai.core import data
from sunwai.grievances.suggestion import suggest
from sunwai.grievances.suggestion.model import installed_model


@dataclass(frozen=True)
class Judged:
    """A test text, its category, its script (hi, hi-Latn, en), and what was suggested, likeliest first."""

    text: str
    category: str
    script: str
    suggested: tuple[str, ...]
    probability: float

    def among(self, count: int) -> bool:
        """Whether the right category is among the first `count` suggestions."""
        return self.category in self.suggested[:count]


def judge(file: Path) -> list[Judged]:
    """The suggestions for every text of a CSV file with the columns text, category, script."""
    with file.open(encoding="utf-8", newline="") as table:
        return [_judged(row["text"], row["category"], row["script"]) for row in csv.DictReader(table)]


def accuracy(judged: Sequence[Judged], count: int) -> float:
    """Share of the texts whose category is among the first `count` suggestions."""
    return sum(text.among(count) for text in judged) / len(judged)


def calibration_error(judged: Sequence[Judged], bins: int = 10) -> float:
    """Mean distance of the first suggestion's probability from how often it is right (ECE)."""
    places = np.minimum([int(text.probability * bins) for text in judged], bins - 1)
    sure = np.array([text.probability for text in judged])
    right = np.array([text.among(1) for text in judged], dtype=float)
    gaps = [abs((sure - right)[places == place].sum()) for place in range(bins)]
    return float(sum(gaps) / len(judged))


def main() -> int:
    """Print accuracy by script and the time a text takes."""
    installed_model()
    start = perf_counter()
    judged = judge(data.path("samples/suggestion_test.csv"))
    took = perf_counter() - start
    write = sys.stdout.write
    write(f"{'script':<10}{'texts':>6}{'first':>8}{'first three':>13}\n")
    for script in ("hi", "hi-Latn", "en"):
        _write_row(script, [text for text in judged if text.script == script])
    _write_row("all", judged)
    write(f"calibration error {calibration_error(judged):.3f}; {1000 * took / len(judged):.2f} ms a text\n")
    return 0


def _judged(text: str, category: str, script: str) -> Judged:
    found = suggest(text)
    first = found[0].probability if found else 0.0
    return Judged(text, category, script, tuple(suggestion.category for suggestion in found), first)


def _write_row(name: str, judged: Sequence[Judged]) -> None:
    first, three = accuracy(judged, 1), accuracy(judged, 3)
    sys.stdout.write(f"{name:<10}{len(judged):>6}{first:>8.3f}{three:>13.3f}\n")


if __name__ == "__main__":
    sys.exit(main())
