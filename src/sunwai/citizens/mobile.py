"""Indian mobile numbers as people write them."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput
from sunwai.core.reference import clean

MOBILE = re.compile(
    r"(?:0091|91|0)?([6-9]\d{9})"
)  # Department of Telecommunications, National Numbering Plan 2003


class NotAMobile(InvalidInput):
    """The text is not an Indian mobile number."""

    code = "not-a-mobile"
    sentence = _("Please give a mobile number of ten digits, for example 98765 43210.")
    field = "mobile"


def parse(text: str) -> str:
    """The ten digits of `text` (spaces, +91, a leading 0 and Devanagari digits are fine).

    Raises:
        NotAMobile: anything else.
    """
    if match := MOBILE.fullmatch(clean(text)):
        return match[1]
    raise NotAMobile


def mobile_in(text: str) -> str:
    """The ten digits of `text`, to which an SMS can go; "" for a landline, a withheld or any other number."""
    try:
        return parse(text)
    except NotAMobile:
        return ""
