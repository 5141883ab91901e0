"""What a flow can ask about the caller and the hour. One table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sunwai.calls.flow.facts import Facts
from sunwai.core.clock import IST

HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Condition:
    """A question with yes or no.

    Attributes:
        words: the question as the editor shows it.
        holds: answers it from the facts, the language spoken now, and the value that the flow's author gave.
        value: how such a value looks; None where there is none.
    """

    words: str | Promise
    holds: Callable[[Facts, str, str], bool]
    value: re.Pattern[str] | None = None


def _within(facts: Facts, _language: str, hours: str) -> bool:
    """Whether it is now between two hours of the day, `07:00-23:00`; over midnight, too."""
    match = HOURS.fullmatch(hours)
    if match is None:
        return True
    first, last = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    at = facts.at.astimezone(IST).time()
    return first <= at < last if first <= last else at >= first or at < last


def _of_district(facts: Facts, _language: str, code: str) -> bool:
    return facts.district == code


LANGUAGE, PLACE = re.compile("hi|en"), re.compile(r"[\w:-]+")

# fmt: off
CONDITIONS: dict[str, Condition] = {
    "hours":        Condition(_("it is now between (07:00-23:00)"), _within, HOURS),
    "holiday":      Condition(_("today is a holiday"), lambda facts, *_: facts.is_holiday),
    "known":        Condition(_("the caller is known"), lambda facts, *_: facts.is_known),
    "open_case":    Condition(_("the caller has an open complaint"), lambda facts, *_: bool(facts.newest)),
    "awaiting_confirmation":
        Condition(_("the caller is to say whether it is solved"), lambda facts, *_: bool(facts.to_confirm)),
    "withheld":     Condition(_("the number is withheld"), lambda facts, *_: not facts.number),
    "announcement": Condition(_("there is an announcement"), lambda facts, *_: bool(facts.announcements)),
    "language":     Condition(_("the call is in (hi, en)"), lambda facts, now, value: now == value, LANGUAGE),
    "district":     Condition(_("the caller is of the district (code)"), _of_district, PLACE),
    "away":         Condition(_("our records cannot be reached now"), lambda facts, *_: facts.away),
}
# fmt: on
