"""Dates and times as people here write them; the caller brings a time of day in local time.

>>> from datetime import date, time
>>> format_date(date(2026, 11, 24), "hi"), format_time(time(15, 40), "hi")
('24 नवंबर 2026', '3:40 दोपहर')
>>> format_date(date(2026, 11, 24), "en"), format_time(time(15, 40), "en")
('24 November 2026', '3:40 pm')
"""

# ruff: noqa: SIM905  a list of words reads better as text
from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

_MONTHS = {
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_PARTS_OF_DAY = (  # from this hour on
    (20, "रात"),
    (16, "शाम"),
    (12, "दोपहर"),
    (4, "सुबह"),
    (0, "रात"),
)


def format_date(day: date, lang: Literal["hi", "en"]) -> str:
    """24 नवंबर 2026, 24 November 2026."""
    return f"{day.day} {_MONTHS[lang][day.month - 1]} {day.year}"


def format_time(at: time | datetime, lang: Literal["hi", "en"]) -> str:
    """The time on a twelve-hour clock: 3:40 दोपहर, 3:40 pm. No conversion between time zones."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {_part_of_day(at.hour, lang)}"


def _part_of_day(hour: int, lang: Literal["hi", "en"]) -> str:
    if lang == "en":
        return "am" if hour < 12 else "pm"
    return next(name for start, name in _PARTS_OF_DAY if hour >= start)
