"""Numbers as people here write and say them.

>>> group_digits(40100547), group_digits(-1234), group_digits(999)
('4,01,00,547', '-1,234', '999')
"""

# ruff: noqa: SIM905  a list of words reads better as text
from __future__ import annotations

import re
from typing import Literal

_INDIAN_GROUPS = re.compile(r"(?<=\d)(?=(?:\d\d)*\d{3}$)")
_SPOKEN = {
    "hi": "शून्य एक दो तीन चार पाँच छह सात आठ नौ".split(),
    "en": "zero one two three four five six seven eight nine".split(),
}


def group_digits(number: int) -> str:
    """`number` with commas after the thousand, the lakh and the crore."""
    sign, digits = ("-", str(-number)) if number < 0 else ("", str(number))
    return sign + _INDIAN_GROUPS.sub(",", digits)


def speak_digits(reference: str, lang: Literal["hi", "en"]) -> str:
    """A reference number for reading out: digit by digit, letters as they are, a comma (pause) at each break.

    >>> speak_digits("MP-2611", "hi")
    'M P, दो छह एक एक'
    """
    groups = [_speak_group(group, lang) for group in re.findall(r"[^\W_]+", reference)]
    return ", ".join(groups)


def _speak_group(group: str, lang: Literal["hi", "en"]) -> str:
    # int() also reads Devanagari digits.
    return " ".join(_SPOKEN[lang][int(sign)] if sign.isdecimal() else sign for sign in group)
