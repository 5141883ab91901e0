"""Reading corruption cases: what waits for vigilance officers, and figures in which nobody can be found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.core.options import option
from sunwai.grievances.enums import CLOSED_STATES, Kind, State
from sunwai.grievances.models import Grievance, Outcome, Suspect
from sunwai.grievances.selectors import with_names
from sunwai.offices.models import Department
from sunwai.places.models import Place
from sunwai.vigilance.models import Retaliation, RevealRequest

MOST = 200
MONTHS = 12


def cases_for(viewer: User) -> QuerySet[Grievance]:
    """The open corruption cases that `viewer` sees, reported retaliation first, then by deadline."""
    if not viewer.may("open_seal"):
        return Grievance.objects.none()
    waits = Retaliation.objects.filter(grievance=OuterRef("pk"), answered_at=None)
    doubts = Suspect.objects.filter(grievance=OuterRef("pk"), is_accused=None)
    cases = Grievance.objects.visible_to(viewer).filter(kind=Kind.CORRUPTION)
    marked = cases.annotate(is_threatened=Exists(waits), is_in_doubt=Exists(doubts))
    pressing = marked.filter(~Q(state__in=CLOSED_STATES) | Q(is_threatened=True))
    return with_names(pressing.order_by("-is_threatened", F("due_at").asc(nulls_last=True), "pk"))


def case_for(viewer: User, reference: str) -> Grievance | None:
    """The corruption case with this number, open or closed, if `viewer` is of its vigilance."""
    if not viewer.may("open_seal"):
        return None
    cases = Grievance.objects.visible_to(viewer).filter(kind=Kind.CORRUPTION, reference=reference)
    return with_names(cases).select_related("accused_post__designation", "accused_post__place").first()


def case_to_decide(viewer: User, reference: str) -> Grievance | None:
    """The case with this number, outside the line of `viewer`, in which a request lies before them whose time is not
    over. They see the request, nothing else of the case.
    """
    waiting = requests_for(viewer).filter(approver__isnull=False, grievance__reference=reference)
    cases = Grievance.objects.before_second(viewer).filter(pk__in=waiting.values("grievance"))
    return with_names(cases).first() if viewer.may("open_seal") else None


def requests_for(viewer: User) -> QuerySet[RevealRequest]:
    """Requests to read an identity that `viewer` can decide: those of others, whose time is not over."""
    waiting = RevealRequest.objects.visible_to(viewer).filter(
        outcome=Outcome.PENDING, expires_at__gt=clock.now()
    )
    return waiting.exclude(proposed_by=viewer).select_related("grievance", "proposed_by", "event__words")


def retaliations_for(viewer: User) -> QuerySet[Retaliation]:
    """Reports of threats and harm that nobody has answered, the oldest first."""
    waiting = Retaliation.objects.visible_to(viewer).filter(answered_at=None)
    return waiting.select_related("grievance__post__designation", "grievance__post__place")


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """A line of a table of figures; `count` is None where it is too small to be shown."""

    name: str
    count: int | None


@dataclass(frozen=True)
class Figures:
    """Corruption complaints of the last `MONTHS` months, counted in four ways that cannot be crossed."""

    by_department: list[Line]
    by_district: list[Line]
    by_month: list[Line]
    by_state: list[Line]


def figures() -> Figures:
    """How many there were, of the whole state: nobody's own cases, no number below `vigilance.smallest_count`.

    Where one line of a table is hidden, so is the next smallest, for its sum with the others is known from the rest.
    """
    since = clock.now() - timedelta(days=31 * MONTHS)
    cases = Grievance.objects.filter(kind=Kind.CORRUPTION, registered_at__gte=since)  # walls: counts alone
    return Figures(
        _lines(cases, "accused_post__department", Department.objects.in_bulk()),
        _lines(cases, "district", _district_names(cases)),
        _lines(cases.annotate(month=TruncMonth("registered_at", tzinfo=clock.IST)), "month"),
        _lines(cases, "state", {state.value: state.label for state in State}),
    )


def _district_names(cases: QuerySet[Grievance]) -> dict[object, object]:
    reader = get_language() or "hi"
    return {place.pk: place.name(reader) for place in Place.objects.filter(pk__in=cases.values("district"))}


def _lines(cases: QuerySet[Grievance], by: str, names: Mapping[Any, object] | None = None) -> list[Line]:
    counted = cases.order_by().values_list(by).annotate(count=Count("pk"))
    found = [(key, count) for key, count in counted if key is not None]
    hidden = _hidden([count for _key, count in found])
    shown = sorted(found, key=lambda one: one[0] if names is None else -one[1])
    return [Line(_name(key, names), None if count in hidden else count) for key, count in shown]


def _hidden(counts: Iterable[int]) -> set[int]:
    ordered = sorted(counts)
    small = [count for count in ordered if count < option("vigilance.smallest_count")]
    if len(small) == 1 and len(ordered) > 1:
        small.append(ordered[1])
    return set(small)


def _name(key: object, names: Mapping[Any, object] | None) -> str:
    if names is None:
        return f"{key:%m/%Y}"
    return str(names.get(key, key))
