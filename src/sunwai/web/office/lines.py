"""The lines of the officer's list in words, made here so that the template of 25 of them only puts them down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sunwai.core.reference import spaced
from sunwai.grievances.enums import State
from sunwai.grievances.table import Line
from sunwai.offices.selectors import category_of_id
from sunwai.places.selectors import labels_of
from sunwai.web.components.templatetags.sunwai import due, is_late


class Shown(TypedDict):
    """One line of the list as the page shows it: a dict, in which a template looks up names most quickly.

    Attributes:
        marks: what else one should know, class and word.
        due: how long there is, in words.
    """

    reference: str
    number: str
    href: str
    title: str
    place: str
    state: str
    state_label: str
    marks: list[tuple[str, str]]
    due: str
    is_late: bool
    is_new: bool


def in_words(lines: Iterable[Line], back: str) -> list[Shown]:
    """`lines` in the reader's language, each with the way to its case and `back` to the list."""
    lines = list(lines)
    places = labels_of({line.place_id for line in lines}, get_language() or "hi")
    states = {state.value: str(state.label) for state in State}
    address = reverse("office:case", args=["0"])
    return [
        Shown(
            reference=line.reference,
            number=spaced(line.reference),
            href=f"{address.replace('/0/', f'/{line.reference}/')}?{back}",
            title=category_of_id(line.category_id).label,
            place=places[line.place_id],
            state=line.state,
            state_label=states[line.state],
            marks=_marks(line),
            due=due(line),
            is_late=is_late(line),
            is_new=line.state == State.OPEN,
        )
        for line in lines
    ]


def _marks(line: Line) -> list[tuple[str, str]]:
    """Class and word of what makes a case press more than its date says."""
    marks = (
        (line.reopen_count, "awaiting_confirmation", _("came back")),
        (line.warned, "closure_notice", _("warned")),
    )
    return [(css, word) for applies, css, word in marks if applies]
