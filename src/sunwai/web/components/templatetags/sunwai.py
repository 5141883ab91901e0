"""Filters and tags that every template has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Protocol

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sunwai.core import clock
from sunwai.core.reference import spaced
from sunwai.language import format_date, format_time, group_digits
from sunwai.places.models import Place

register = template.Library()


class Dated(Protocol):
    """A case, or a line of a list that stands for one."""

    @property
    def due_at(self) -> datetime | None: ...
    @property
    def is_overdue(self) -> bool: ...


@register.filter
def place_name(place: Place | None) -> str:
    """The place's name in the reader's language."""
    return place.name(_language()) if place else ""


@register.filter
def place_label(place: Place | None) -> str:
    """The place with the places above it that tell it from its namesakes."""
    return place.label(_language()) if place else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """`24 नवंबर 2026`."""
    return format_date(_in_india(value), _language()) if value else ""


@register.filter
def month(value: date) -> str:
    """`नवंबर 2026`."""
    return format_date(value, _language()).partition(" ")[2]


@register.filter
def moment(value: datetime | None) -> str:
    """`24 नवंबर 2026, 3:40 दोपहर`."""
    if value is None:
        return ""
    there = value.astimezone(clock.IST)
    return f"{format_date(there, _language())}, {format_time(there, _language())}"


@register.filter
def clock_time(value: datetime) -> str:
    """`3:00 दोपहर`."""
    return format_time(value.astimezone(clock.IST), _language())


@register.filter
def hours(value: datetime) -> str:
    """`09:30`: where many times stand in a table."""
    return f"{value.astimezone(clock.IST):%H:%M}"


@register.filter
def weekday(value: date | datetime) -> str:
    """`सोमवार`."""
    return str(WEEKDAYS[_in_india(value).weekday()])


@register.filter
def grouped(number: int) -> str:
    """`4,01,00,547`."""
    return group_digits(number)


@register.filter
def rupees(paise: int) -> str:
    """`₹1,200`, or `₹12.50` where there are paise."""
    whole, rest = divmod(paise, 100)
    return f"₹{group_digits(whole)}{f'.{rest:02}' if rest else ''}"


@register.filter
def percent(part: float | None) -> str:
    """`82%`; a dash for nothing."""
    return "–" if part is None else f"{part:.0%}"


@register.filter
def duration(seconds: float | None) -> str:
    """`1:05` minutes, `1:02:00` hours; a dash for nothing."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def plain_number(number: float) -> str:
    """`12.5`: for a program, whatever the language."""
    return f"{number:g}"


class InTwoLanguages(Protocol):
    """A row with a name in Hindi and one in English."""

    name_hi: str
    name_en: str


@register.filter
def in_language(row: InTwoLanguages | None) -> str:
    """Its name in the reader's language."""
    if not row:
        return ""
    return row.name_en if _language() == "en" else row.name_hi


class Told(Protocol):
    """A row that tells its parts in the reader's language."""

    def tell(self, what: str) -> object: ...


@register.filter
def tells(row: Told, what: str) -> object:
    """What `row` says under the name `what`, in the reader's language: a text or a list of texts."""
    return row.tell(what)


@register.filter
def reference(number: str) -> str:
    """`4812 0937 5`."""
    return spaced(number)


@register.filter
def due(case: Dated) -> str:
    """How long there is, in words that need no reckoning: today, tomorrow, 3 days, 2 days late."""
    if case.due_at is None:
        return ""
    days = (case.due_at.astimezone(clock.IST).date() - clock.today()).days
    if days < 0:
        return _("%(days)s days late") % {"days": -days}
    near = {0: _("today"), 1: _("tomorrow")}
    return near.get(days) or _("in %(days)s days") % {"days": days}


@register.filter
def is_late(case: Dated) -> bool:
    """Whether the time of the level has passed."""
    return case.is_overdue or (case.due_at is not None and case.due_at < clock.now())


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """An entry of a mapping by a name that is only known at run time."""
    return mapping.get(key, "")


def _in_india(value: date | datetime) -> date:
    return value.astimezone(clock.IST) if isinstance(value, datetime) else value


def _language() -> Literal["hi", "en"]:
    return "en" if get_language() == "en" else "hi"
