"""What the desk offers while the agent types: subjects and places. The page and the script draw the same."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sunwai.grievances.enums import Kind
from sunwai.grievances.suggestion import suggest as suggest_categories
from sunwai.offices.enums import Sensitivity
from sunwai.offices.models import Category
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.places.selectors import search_places
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.desk.wire import Offer, Offers, answer

MOST_PLACES = 6
LONGEST = 2000  # characters of a text that are read


@require_safe
@staff_required("desk")
def suggest(request: StaffRequest) -> HttpResponse:
    """Subjects for the words `q`."""
    found = categories(request.GET.get("q", ""), request.GET.get("kind", ""))
    return answer(Offers(offers=found))


@require_safe
@staff_required("desk")
def find(request: StaffRequest) -> HttpResponse:
    """Places for the words `q`, narrowed to `district`."""
    number = request.GET.get("district", "")
    district = (
        Place.objects.filter(pk=int(number), kind=PlaceKind.DISTRICT).first()
        if number.isascii() and number.isdigit() and len(number) < 10
        else None
    )
    return answer(Offers(offers=places(request.GET.get("q", ""), district)))


def categories(text: str, kind: str) -> list[Offer]:
    """The likeliest three subjects that can be chosen for this kind of case."""
    if not text.strip():
        return []
    likely = [one.category for one in suggest_categories(text[:LONGEST])]
    known = allowed(kind).in_bulk(likely, field_name="code")
    return [Offer(value=code, label=known[code].label) for code in likely if code in known]


def allowed(kind: str) -> Any:
    """Corruption has its own subjects, which are sealed; everything else has the others."""
    choosable = Category.objects.filter(is_active=True, department__is_active=True).select_related(
        "department"
    )
    sealed = {"sensitivity": Sensitivity.CORRUPTION}
    return choosable.filter(**sealed) if kind == Kind.CORRUPTION else choosable.exclude(**sealed)


def places(text: str, district: Place | None) -> list[Offer]:
    """Villages, towns and wards with such a name."""
    if len(text.strip()) < 2:
        return []
    found = search_places(text[:LONGEST], district=district, limit=MOST_PLACES)
    return [Offer(value=place.pk, label=place.label(get_language() or "hi")) for place in found]
