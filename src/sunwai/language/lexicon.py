"""Words that their letters do not tell how to read: `words.csv` and `initialisms.txt`, both in this folder.

English words in Hindi (transformer), clipped typing (nhi, kr), and common words that look like one another
(nadi, nari), which are known to be different however close they sound.
"""

# ruff: noqa: SIM905  a list of words reads better as text
from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from importlib import resources

_LETTER_NAMES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        """ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड""".split(),
        strict=True,
    )
)


def _load() -> dict[str, tuple[str, ...]]:
    """Written word, in either script: the Hindi words it may stand for, in the order of the table."""
    folder = resources.files(__package__)
    lexicon: dict[str, list[str]] = defaultdict(list)
    with folder.joinpath("words.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(unicodedata.normalize("NFKD", line) for line in table):
            for written in (row["hindi"], *row["also"].split()):
                if row["hindi"] not in lexicon[written]:
                    lexicon[written].append(row["hindi"])
    for line in folder.joinpath("initialisms.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for letters in line.split():
                lexicon[letters] = ["".join(_LETTER_NAMES[letter] for letter in letters)]
    return {written: tuple(hindi) for written, hindi in lexicon.items()}


LEXICON = _load()
