"""Telephone numbers as we dial them."""

from __future__ import annotations

import re

from sunwai.calls.outgoing.errors import NoNumberToCall
from sunwai.citizens.mobile import NotAMobile, parse

NUMBER = re.compile(r"\+?\d{6,15}")  # ITU-T E.164: fifteen digits at most; shorter ones are services


def number_to_call(text: str) -> str:
    """`text` as we write numbers: an Indian mobile as ten digits, any other as it came.

    Raises:
        NoNumberToCall: withheld, a short code, or no number at all.
    """
    try:
        return parse(text)
    except NotAMobile:
        number = text.strip().replace(" ", "")
        if NUMBER.fullmatch(number):
            return number
        raise NoNumberToCall from None
