"""Complaints that may be the same trouble: one broken transformer, forty callers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from sunwai import language
from sunwai.citizens.models import Citizen
from sunwai.core.options import option
from sunwai.grievances.enums import OPEN_STATES
from sunwai.grievances.models import Grievance
from sunwai.offices.models import Category
from sunwai.places.models import Place

CONSIDERED = 50  # nearest in time; their texts are compared in Python
SAME_SUBJECT = 0.25  # added where even the category is the same


@dataclass(frozen=True)
class Lookalike:
    """An open case that may be the same.

    Attributes:
        similarity: 0 to 1, of the words and the subject.
        own: the citizen's own, or one they have joined.
        people: how many stand behind it.
    """

    grievance: Grievance
    similarity: float
    own: bool
    people: int


def find_lookalikes(
    *, category: Category, place: Place, text: str, citizen: Citizen | None, now: datetime, limit: int = 5
) -> list[Lookalike]:
    """Open cases of the same category group at the same place in the last thirty days (setting), and the citizen's own.

    Sealed cases are never among them. Of other people's cases a page shows subject, date, place and number of
    people, never words or names.
    """
    since = now - timedelta(days=option("grievance.lookalike_days"))
    same = Q(
        category__department=category.department_id,
        category__group=category.group,
        place=place,
        registered_at__gte=since,
    )
    own = Q(citizen=citizen) | Q(supporters__citizen=citizen) if citizen and citizen.pk else Q(pk__in=[])
    cases = (
        Grievance.objects.filter(
            same | (own & Q(category__group=category.group)), state__in=OPEN_STATES, seal=None
        )
        .select_related(
            "category__department", "place__revenue_parent", "place__local_parent", "place__district"
        )
        .distinct()
        .order_by("-registered_at")[:CONSIDERED]
    )
    joined = set(citizen.supported.values_list("grievance", flat=True)) if citizen and citizen.pk else set()
    found = [
        Lookalike(
            grievance=case,
            similarity=_similarity(case, category, text),
            own=bool(citizen and citizen.pk and (case.citizen_id == citizen.pk or case.pk in joined)),
            people=1 + case.supporter_count,
        )
        for case in cases
    ]
    return sorted(found, key=lambda like: (not like.own, -like.similarity))[:limit]


def _similarity(case: Grievance, category: Category, text: str) -> float:
    words = language.similarity(case.text, text)
    return min(1.0, words * (1 - SAME_SUBJECT) + SAME_SUBJECT * (case.category_id == category.pk))
