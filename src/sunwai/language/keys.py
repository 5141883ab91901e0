r"""Search keys that do not tell the scripts apart, for indexed columns (pg_trgm) and for look-up.

A key is ASCII, lower case, one space between words. Equal keys mean "worth comparing", not "the same":
aspirates, long vowels, ड़/d/r and doubled letters are all folded. `likeness.similarity` compares finely.

>>> [key(text) for text in ("bijalee nahin aa rahi", "बिजली नहीं आ रही", "सड़क", "sarak", "sadak")]
['bijli nahi a rahi', 'bijli nahi a rahi', 'sarak', 'sarak', 'sarak']
>>> consonant_key("बिजली नहीं आ रही")
'bjl n a r'
"""

from __future__ import annotations

import re
from functools import lru_cache

from sunwai.language.sounds import Word, words

KEY_VERSION = 2
"""Goes up with every change that alters a key: stored keys of another version must be made anew."""

_FOLDED = str.maketrans("KGCJTDBSEOA@q", "kgcjtdbseoaao")
_FOLDS = (
    (re.compile(r"~$"), ""),
    (re.compile(r"~(?=[pbmf])"), "m"),
    (re.compile(r"~(?=v$)"), ""),  # गाँव, gaav
    (re.compile(r"~"), "n"),
    (re.compile(r"(?<=[aeiou])[dR](?=[aeiou]|$)|R"), "r"),  # सड़क sadak sarak
    (re.compile(r"([a-z])\1+"), r"\1"),
    (re.compile(r"(?<=[^aeiou][ry])a$"), ""),  # मित्र mitra
    (re.compile(r"(?<=.{3})(?<=[aeiou])n$"), ""),  # लोगों logon
)
# Right to left, an a between VC and CV: the inherent vowel, spoken by no one and typed by some.
_LAST_OPEN_A = re.compile(r"^(.*[aeiou][^aeiou\W])a([^aeiou\W][aeiou])")
_VOWELS = re.compile(r"[aeiou]+")
_INNER_H = re.compile(r"(?<=.)h+")
_DOUBLED = re.compile(r"(.)\1+")


def key(text: str) -> str:
    """The key of a text in Devanagari, in Latin letters or in both; empty without letters and digits."""
    return " ".join([_word_key(word) for word in words(text)])


def consonant_key(text: str) -> str:
    """A rougher key, of consonants and `a` for a vowel at a word's start: for clipped typing (bhut, nhi)."""
    return " ".join([_word_consonants(word) for word in words(text)])


@lru_cache(maxsize=1 << 14)
def _word_key(word: Word) -> str:
    folded = word.sounds.translate(_FOLDED)
    if folded[:1].isdigit():
        return folded
    for pattern, letter in _FOLDS:
        folded = pattern.sub(letter, folded)
    while (shorter := _LAST_OPEN_A.sub(r"\1\2", folded)) != folded:
        folded = shorter
    return folded


@lru_cache(maxsize=1 << 14)
def _word_consonants(word: Word) -> str:
    folded = _word_key(word)
    if folded[:1].isdigit():
        return folded
    initial = "a" if folded[:1] in "aeiou" else ""
    return initial + _DOUBLED.sub(r"\1", _INNER_H.sub("", _VOWELS.sub("", folded)))
