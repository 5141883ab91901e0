"""What place names are found by."""

from collections.abc import Iterable

from sunwai.language import key


def name_key(name: str) -> str:
    """One name as one word: spaces and hyphens are written or not as people please ("Jharbaroda", "Jhar Baroda")."""
    return key(name).replace(" ", "")


def names_key(names: Iterable[str]) -> str:
    """All spellings of a place, a word each, without repetition."""
    return " ".join(dict.fromkeys(found for name in names if (found := name_key(name))))
