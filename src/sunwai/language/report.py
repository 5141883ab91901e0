"""Measures likeness and keys on data/language/pairs.csv: `python -m sunwai.language.report [pairs.csv]`."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from sunwai.language import KEY_VERSION, MATCH, key, similarity

_PAIRS = Path("data/language/pairs.csv")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two texts, and whether they are the same words."""

    a: str
    b: str
    same: bool
    kind: str
    split: str


@dataclass(frozen=True)
class Score:
    """Shares, from 0 to 1: of the same pairs found, and of the pairs found that are the same."""

    recall: float
    precision: float
    pairs: int


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a CSV file with the columns a, b, same (0 or 1), kind, split."""
    with path.open(encoding="utf-8", newline="") as table:
        return [
            Pair(a=row["a"], b=row["b"], same=row["same"] == "1", kind=row["kind"], split=row["split"])
            for row in csv.DictReader(table)
        ]


def score(pairs: Iterable[Pair]) -> Score:
    """Recall and precision of `similarity(a, b) >= MATCH`."""
    judged = [(pair.same, similarity(pair.a, pair.b) >= MATCH) for pair in pairs]
    same = sum(is_same for is_same, _ in judged)
    found = sum(is_found for _, is_found in judged)
    right = sum(is_same and is_found for is_same, is_found in judged)
    return Score(right / same if same else 1.0, right / found if found else 1.0, len(judged))


def main(arguments: list[str]) -> int:
    """Print the table; with `--misses` also the misjudged pairs of the tune half, never of the other."""
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    pairs = read_pairs(paths[0] if paths else _PAIRS)
    write = sys.stdout.write
    write(
        f"key version {KEY_VERSION}, MATCH {MATCH}\n{'split':<10}{'pairs':>6}{'recall':>8}{'precision':>11}\n"
    )
    for split in sorted({pair.split for pair in pairs}):
        found = score(pair for pair in pairs if pair.split == split)
        write(f"{split:<10}{found.pairs:>6}{found.recall:>8.3f}{found.precision:>11.3f}\n")
    if "--misses" in arguments:
        for pair in pairs:
            alike = similarity(pair.a, pair.b)
            if pair.split == "tune" and (alike >= MATCH) != pair.same:
                write(f"  {pair.kind:<10}{pair.same!s:<6}{alike:.2f}  {pair.a} | {pair.b}\n")
    write(f"keys {_per_second(pairs):,.0f} texts a second, none seen before\n")
    return 0


def _per_second(pairs: list[Pair]) -> float:
    # Each word gets a tail of its own, so that no word is remembered from before.
    texts = [
        f"{text}{tail}" for tail in ("ka", "ti", "no", "mu", "का", "ती") for p in pairs for text in (p.a, p.b)
    ]
    start = perf_counter()
    for text in texts:
        key(text)
    return len(texts) / (perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
