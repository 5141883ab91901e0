"""Reading the register of central grievances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from sunwai.accounts.models import User
from sunwai.core.options import option
from sunwai.cpgrams.atlas import Atlas, atlas
from sunwai.cpgrams.enums import CentralStatus, PushState
from sunwai.cpgrams.models import AsideRecord, CentralCategory, CentralGrievance, Push
from sunwai.grievances.enums import WORKABLE_STATES, State
from sunwai.grievances.models import Grievance
from sunwai.grievances.suggestion import ModelMissing, suggest
from sunwai.language import similarity
from sunwai.offices.models import Category
from sunwai.places.models import Place

SUGGESTED = 3
ALIKE = 0.6  # likeness at which a district is offered for a spelling
PATH = " › "


# ── For officers ─────────────────────────────────────────────────────────────────────────────────────────


def central_of(case: Grievance, viewer: object) -> CentralGrievance | None:
    """The central grievance behind a case that `viewer` may see."""
    found = CentralGrievance.objects.filter(grievance=case)
    seen = Grievance.objects.visible_to(viewer).filter(pk=case.pk)
    return found.filter(grievance__in=seen).first()


def due_list(user: User, *, now: datetime) -> QuerySet[CentralGrievance]:
    """The central cases on the table of `user` that owe the centre an answer, the soonest first."""
    held = Grievance.objects.held_by(user).filter(state__in=WORKABLE_STATES)
    owed = CentralGrievance.objects.filter(grievance__in=held).exclude(told_status=CentralStatus.CLOSED)
    related = ("grievance__category__department", "grievance__place__district")
    return owed.select_related(*related).order_by("due_at", "pk")


def count_pressing(user: User, *, now: datetime) -> int:
    """How many of them end soon without an interim reply."""
    soon = now + timedelta(days=max(option("cpgrams.warn_days")))
    return due_list(user, now=now).filter(due_at__lte=soon, interim_at=None).count()


def pushes_of(central: CentralGrievance) -> list[Push]:
    """What the centre was told of it, oldest first."""
    return list(central.pushes.order_by("pk"))


def asked_by_the_centre() -> QuerySet[CentralGrievance]:
    """Solved cases whose citizen we cannot ask, so that only the centre can; it has been told that they are closed."""
    waiting = CentralGrievance.objects.filter(
        told_status=CentralStatus.CLOSED, grievance__state=State.AWAITING_CONFIRMATION
    )
    return waiting.filter(Q(grievance__citizen__mobile=None)).select_related("grievance")


# ── For administrators: how much, never what of whom ─────────────────────────────────────────────────────


@dataclass(frozen=True)
class WaitingCategory:
    """A category of theirs for which we have no subject: how many grievances wait, since when, what it may be."""

    code: int
    path: str
    org_code: str
    count: int
    since: datetime
    suggested: Sequence[Category]


@dataclass(frozen=True)
class WaitingDistrict:
    """A name of a district that we do not know."""

    name: str
    count: int
    since: datetime
    suggested: Sequence[Place]


def waiting_categories() -> list[WaitingCategory]:
    """What is to be mapped, the most grievances first."""
    known = atlas()
    counted = _waiting("category_code")
    open_ones = [row for row in counted if known.category(row["category_code"]) is None]
    rows = CentralCategory.objects.in_bulk(
        {code for row in open_ones for code in _upwards(row["category_code"], known)}
    )
    return [_waiting_category(row, rows, known) for row in open_ones]


def waiting_districts() -> list[WaitingDistrict]:
    """Names of districts that are to be given to one of ours."""
    known = atlas()
    districts = {place.pk: place for place in known.districts.values()}.values()
    return [
        WaitingDistrict(
            row["district_name"], row["count"], row["since"], _alike(row["district_name"], list(districts))
        )
        for row in _waiting("district_name")
        if known.district(row["district_name"]) is None
    ]


def count_waiting() -> int:
    """How many grievances wait for somebody to say what a name means."""
    return CentralGrievance.objects.exclude(waits_for="").count()


def aside_records() -> QuerySet[AsideRecord]:
    """What lies aside, newest first, without what it says."""
    return AsideRecord.objects.filter(settled_at=None).defer("record").order_by("-at", "-pk")


def refused_pushes() -> QuerySet[Push]:
    """What the centre refused, newest first."""
    return Push.objects.filter(state=PushState.REFUSED).select_related("central").order_by("-at", "-pk")


def path_of(code: int, rows: dict[int, CentralCategory], known: Atlas) -> str:
    """The names from the top of their tree down to a category; one that the tree lacks is called by its number."""
    names = [rows[one].name if one in rows else "" for one in _upwards(code, known)]
    return PATH.join(filter(None, reversed(names))) or str(code)


def _waiting(field: str) -> list[dict[str, Any]]:
    waiting = CentralGrievance.objects.exclude(waits_for="").values(field)
    return list(waiting.annotate(count=Count("pk"), since=Min("taken_at")).order_by("-count", field))


def _waiting_category(row: dict[str, Any], rows: dict[int, CentralCategory], known: Atlas) -> WaitingCategory:
    code = row["category_code"]
    path = path_of(code, rows, known)
    return WaitingCategory(
        code=code,
        path=path,
        org_code=rows[code].org_code if code in rows else "",
        count=row["count"],
        since=row["since"],
        suggested=_suggested(path, known),
    )


def _suggested(path: str, known: Atlas) -> list[Category]:
    """Subjects of ours that the names of a category make likely."""
    if not any(letter.isalpha() for letter in path):
        return []
    by_code = {category.code: category for category in known.categories.values()}
    try:
        likeliest = suggest(path.replace(PATH, " "), limit=SUGGESTED)
    except ModelMissing:
        return []
    return [by_code[one.category] for one in likeliest if one.category in by_code]


def _alike(name: str, districts: Sequence[Place]) -> list[Place]:
    """The districts whose name is like the whole of `name`, or like one of its words: BALAGHAT DISTT."""
    written = (name, *name.split())
    ranked = [
        (max(similarity(one, known) for one in written for known in place.names if known), place)
        for place in districts
    ]
    likely = sorted((pair for pair in ranked if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [place for _likeness, place in likely[:SUGGESTED]]


def _upwards(code: int, known: Atlas) -> list[int]:
    """A category and those above it; a tree that bites its own tail ends there."""
    walked: list[int] = []
    at: int | None = code
    while at is not None and at not in walked:
        walked.append(at)
        at = known.above.get(at)
    return walked
