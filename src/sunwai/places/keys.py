"""What place names are found by."""

import re
from collections.abc import Iterable

from sunwai.language import key

#: "Nagma 265", "Dongarpur (Vijaypur)": the Census tells namesakes apart so; people do not write it.
_QUALIFIER = re.compile(r"\s*(?:\([^)]*\)|\b\d+)\s*$")


def name_key(name: str) -> str:
    """One name as one word: spaces are written or not as people please ("Jharbaroda", "Jhar Baroda")."""
    return key(name).replace(" ", "")


def names_key(names: Iterable[str]) -> str:
    """All spellings of a place, a word each, without repetition; a qualified name counts with and without it."""
    spellings = dict.fromkeys(spelling for name in names for spelling in (_QUALIFIER.sub("", name), name))
    return " ".join(dict.fromkeys(found for spelling in spellings if (found := name_key(spelling))))
