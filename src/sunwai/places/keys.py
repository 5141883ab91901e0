"""What place names are found by."""

import re
from collections.abc import Iterable

from sunwai.language import KEY_VERSION, key

VERSION = f"{KEY_VERSION}.2"
"""Goes up with every change that alters a key, so that places are keyed anew."""

#: "Nagma 265", "Dongarpur (Vijaypur)": the Census tells namesakes apart so; people do not write it.
_QUALIFIER = re.compile(r"\s*(?:\([^)]*\)|\b\d+)\s*$")

#: Second halves of compound names. Written apart, the first half sounds like the word it is: Naya-gaon.
_HALF = re.compile(
    r"(?<=[a-z]{2})(gaon|gawn|ganv|gav|pura|pur|poor|kh?e[dr]a|kh?e[dr]i|tola|garh|nagar)(?![a-z])"
    r"|(?<=[ऀ-ॿ]{2})(ग(?:ां|ाँ)व|पुरा?|खेड़[ाी]|टोला|गढ़|नगर)(?![ऀ-ॿ])",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"[\s,;:/|()-]+")


def name_key(name: str) -> str:
    """One name as one word: spaces are written or not as people please ("Jharbaroda", "Jhar Baroda")."""
    return key(_HALF.sub(r" \1\2", name)).replace(" ", "")


def word_keys(text: str) -> list[str]:
    """The words of what someone typed, each as `name_key` has it."""
    return [found for word in _BREAKS.split(text) if (found := name_key(word))]


def names_key(names: Iterable[str]) -> str:
    """All spellings of a place, a word each, none twice; a qualified name counts with and without it."""
    spellings = dict.fromkeys(spelling for name in names for spelling in (_QUALIFIER.sub("", name), name))
    return " ".join(dict.fromkeys(found for spelling in spellings if (found := name_key(spelling))))
