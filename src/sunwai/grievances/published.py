"""What of cases is for everybody: of subjects marked public, and never who brought them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from sunwai.accounts.models import ApiKey
from sunwai.casework.models import CaseKind, Event
from sunwai.grievances.models import Grievance
from sunwai.places.models import Place


def published(*, filer: ApiKey | None, within: Place | None) -> QuerySet[Grievance]:
    """The cases that are public, and those that `filer` filed, public or not; of one part of the state, if given."""
    cases: QuerySet[Grievance] = Grievance.objects.public(filer)
    if within:
        cases = cases.filter(Q(place=within) | Q(place__ancestors__contains=[within.pk]))
    return cases


def events_of(
    cases: QuerySet[Grievance], *, kinds: Collection[str], span: tuple[datetime, datetime], rows: slice
) -> list[Event]:
    """What happened to `cases` from when to when, oldest first, with the words that were said."""
    found = Event.objects.filter(
        case_kind=CaseKind.GRIEVANCE, at__range=span, kind__in=kinds, case_id__in=cases.values("pk")
    )
    return list(found.select_related("words").order_by("at", "pk")[rows])
