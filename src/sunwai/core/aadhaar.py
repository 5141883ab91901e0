"""Aadhaar numbers: known by their check digit, never kept and never shown (Aadhaar Act 2016, section 29).

>>> find("मेरा आधार 2341 2341 2346 है")
'234123412346'
>>> masked("मेरा आधार 2341 2341 2346 है")
'मेरा आधार xxxx xxxx 2346 है'
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput
from sunwai.core.reference import DEVANAGARI

DIGITS = 12
_LIKELY = re.compile(r"(?<!\d)[2-9२-९]\d{3}[ -]?\d{4}[ -]?\d{4}(?!\d)")  # \d: digits of either script
# fmt: off
MULTIPLY = (  # J. Verhoeff, "Error Detecting Decimal Codes", 1969: the dihedral group D5
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 0, 6, 7, 8, 9, 5), (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7), (4, 0, 1, 2, 3, 9, 5, 6, 7, 8), (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2), (7, 6, 5, 9, 8, 2, 1, 0, 4, 3), (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
PERMUTE = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4), (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7), (9, 4, 5, 3, 1, 2, 6, 8, 7, 0), (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5), (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)
# fmt: on


class AadhaarNotHere(InvalidInput):
    """Somebody wrote an Aadhaar number where it would be kept."""

    code = "aadhaar-not-here"
    sentence = _(
        "Please take the Aadhaar number out: we never keep it. Where it is needed, we ask for it by itself. If it is "
        "another number of twelve digits, write only its last four."
    )


def is_aadhaar(digits: str) -> bool:
    """Whether `digits` can be an Aadhaar number: twelve digits, the first not 0 or 1, the last the Verhoeff check."""
    if len(digits) != DIGITS or not digits.isdecimal() or digits[0] in "01":
        return False
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = MULTIPLY[check][PERMUTE[place % 8][int(digit)]]
    return check == 0


def find(text: str) -> str | None:
    """The first Aadhaar number in `text`, in either kind of digits, spaced or not; None where there is none."""
    for likely in _LIKELY.finditer(text.translate(DEVANAGARI)):
        digits = re.sub(r"\D", "", likely[0])
        if is_aadhaar(digits):
            return digits
    return None


def refuse(text: str) -> None:
    """Refuse a text that would keep an Aadhaar number.

    Raises:
        AadhaarNotHere: there is one in it.
    """
    if find(text):
        raise AadhaarNotHere


def masked(text: str) -> str:
    """`text` with all but the last four digits of Aadhaar numbers hidden."""

    def hide(likely: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", likely[0].translate(DEVANAGARI))
        return f"xxxx xxxx {digits[-4:]}" if is_aadhaar(digits) else likely[0]

    return _LIKELY.sub(hide, text)


def entered(text: str, *, asks_again: bool) -> str:
    """`text` as it may be kept: masked where nobody can ask who wrote it to write it anew.

    Raises:
        AadhaarNotHere: who wrote it can be asked, and there is a number in it.
    """
    if not asks_again:
        return masked(text)
    refuse(text)
    return text


def masked_within[Value](value: Value, *, names: Collection[str] | None = None) -> Value:
    """`value` (as JSON has it) with the numbers in its texts masked; names of fields and numbers stay.

    Args:
        names: of the fields in which somebody says something; None: all.
    """
    found: Any = value
    if isinstance(value, str):
        found = masked(value) if names is None else value
    elif isinstance(value, list):
        found = [masked_within(item, names=names) for item in value]
    elif isinstance(value, Mapping):
        found = {
            name: masked(item)
            if isinstance(item, str) and names is not None and name in names
            else masked_within(item, names=names)
            for name, item in value.items()
        }
    return cast("Value", found)
