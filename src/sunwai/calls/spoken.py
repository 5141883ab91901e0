"""Numbers, digits, dates, times, states, departments, districts, said from parts: names of sounds to play in order.

Every function takes the language (`hi` or `en`) last and gives sounds of the prompt library; only `name` may have to
ask the run-time voice.

>>> number(1_25_048, "hi")
['hi/n_1', 'hi/lakh', 'hi/n_25', 'hi/thousand', 'hi/n_48']
>>> clock_time(time(15, 30), "hi"), clock_time(time(15, 40), "en")
(['hi/noon', 'hi/half', 'hi/n_3', 'hi/oclock'], ['en/n_3', 'en/n_40', 'en/noon'])
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from sunwai.calls.prompts.catalogue import PAUSE, department_key, district_key, prompts
from sunwai.calls.prompts.library import Unsaid, said, sounds
from sunwai.core.reference import spaced
from sunwai.grievances.enums import State
from sunwai.places.models import Place

MOST = 10**9 - 1  # ninety-nine crore …: more than this state counts

_STEPS = ((10**7, "crore"), (10**5, "lakh"), (10**3, "thousand"), (10**2, "hundred"))
_PARTS_OF_DAY = ((20, "night"), (16, "evening"), (12, "noon"), (4, "morning"), (0, "night"))
_HALVES = {1: "half_1", 2: "half_2"}  # डेढ़, ढाई; every other hour is साढ़े and the hour


def _play(keys: Iterator[str] | list[str], language: str) -> list[str]:
    return [name for key in keys for name in sounds(key, language)]


def number(n: int, language: str) -> list[str]:
    """A count, in crore, lakh, thousand, hundred.

    Raises:
        ValueError: below 0, or above `MOST`.
    """
    if not 0 <= n <= MOST:
        raise ValueError(f"{n} is not said from parts")
    return _play(_number(n), language)


def _number(n: int) -> Iterator[str]:
    rest = n
    for size, step in _STEPS:
        count, rest = divmod(rest, size)
        if count:
            yield from (f"n_{count}", step)
    if rest or not n:
        yield f"n_{rest}"


def digits(text: str, language: str) -> list[str]:
    """Digit by digit, with a pause after each four, as case numbers are written; other signs are left out."""
    bare = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    return _play([PAUSE if sign == " " else f"n_{sign}" for sign in spaced(bare)], language)


def day(on: date, language: str, *, today: date | None = None) -> list[str]:
    """A date: day and month, and the year where it is not that of `today`.

    Args:
        today: where it is given, that day and the next are said as "today" and "tomorrow".
    """
    near = {today: "today", today + timedelta(days=1): "tomorrow"} if today else {}
    if on in near:
        return _play([near[on]], language)
    keys = [f"day_{on.day}", f"month_{on.month}"]
    if today and today.year != on.year:
        keys += _number(on.year)
    return _play(keys, language)


def clock_time(at: time, language: str) -> list[str]:
    """A time of day on a twelve-hour clock: सुबह 10 बजे, दोपहर साढ़े 3 बजे; to the minute."""
    part = next(name for start, name in _PARTS_OF_DAY if at.hour >= start)
    hour = at.hour % 12 or 12
    if language == "hi":
        return _play([part, *_hindi_time(hour, at.minute)], language)
    return _play([f"n_{hour}", *_english_minute(at.minute), part], language)


def _english_minute(minute: int) -> list[str]:
    if not minute:
        return ["oclock"]
    return [f"n_{minute}"] if minute > 9 else ["n_0", f"n_{minute}"]


def _hindi_time(hour: int, minute: int) -> list[str]:
    if not minute:
        return [f"n_{hour}", "oclock"]
    if minute == 30:
        return [*([_HALVES[hour]] if hour in _HALVES else ["half", f"n_{hour}"]), "oclock"]
    return [f"n_{hour}", "past", f"n_{minute}", "minutes"]


def hours(opens: time, closes: time, language: str) -> list[str]:
    """From when to when: सुबह 7 बजे से रात 11 बजे तक."""
    begin, end = clock_time(opens, language), clock_time(closes, language)
    since, until = sounds("hours_from", language), sounds("hours_to", language)
    return [*begin, *since, *end, *until] if language == "hi" else [*since, *begin, *until, *end]


def minutes(n: int, language: str) -> list[str]:
    """A length of time in whole minutes; from an hour on, in hours and minutes. Below 1: "less than a minute"."""
    if n < 1:
        return _play(["less_than_a_minute"], language)
    whole, rest = divmod(n, 60)
    keys = [*(_counted(whole, "hour") if whole else ()), *(_counted(rest, "minute") if rest else ())]
    return _play(keys, language)


def _counted(n: int, unit: str) -> list[str]:
    return [*_number(n), unit if n == 1 else f"{unit}s"]


def state(of: State | str, language: str) -> list[str]:
    """Where a case stands, as a sentence to its citizen."""
    return sounds(f"case_state_{State(of).value}", language)


def department(code: str, name: str, language: str) -> list[str]:
    """The name of a department; one that did not ship is said by the run-time voice.

    Args:
        code: of the department.
        name: in `language`, where there is no sound for the code.
    """
    return _known(department_key(code), name, language)


def district(place: Place, language: str) -> list[str]:
    """The name of a district; one that did not ship is said by the run-time voice."""
    named = place.name_hi if language == "hi" and place.name_hi else place.name_en
    return _known(district_key(place.lgd_code or 0), named, language)


def _known(key: str, named: str, language: str) -> list[str]:
    return sounds(key, language) if key in prompts() else name(named, language)


def name(text: str, language: str) -> list[str]:
    """Any name, by the run-time voice where no prompt has it: in a thread, outside a transaction.

    Returns:
        Nothing to play where no voice can say it: a sentence without a name is better than no call.
    """
    try:
        return [said(text, language)]
    except Unsaid:
        return []
