"""Finding the code of a place."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from sunwai.api.auth import Key
from sunwai.api.v1.schemas import NOT_FOUND, PROBLEMS, WITHOUT_NUL, Named, PlaceOut
from sunwai.core.errors import InvalidInput
from sunwai.places.enums import LOCALITIES, PlaceKind
from sunwai.places.models import Place
from sunwai.places.selectors import search_places

router = Router(tags=["reference"])


class UnknownDistrict(InvalidInput):
    """There is no district of this code."""

    code = "unknown-district"
    sentence = _("There is no district with this code.")
    field = "district"


@router.get(
    "/places",
    auth=Key(),
    response={200: list[PlaceOut]} | PROBLEMS,
    operation_id="findPlaces",
    summary="Find places by name",
)
def find_places(
    request: HttpRequest,
    q: Annotated[
        str,
        Query(
            description="A name in Hindi or Latin letters, spelt well or less well; other words may name the "
            "tehsil or district above it.",
            min_length=1,
            max_length=120,
            pattern=WITHOUT_NUL,
            examples=["rampayli waraseoni"],
        ),
    ],
    district: Annotated[
        str | None,
        Query(description="Code of the district to search in.", max_length=40, pattern=WITHOUT_NUL),
    ] = None,
    kind: Annotated[PlaceKind | None, Query(description="Without it: villages, wards and towns.")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[PlaceOut]:
    """Places in use whose name is like `q`, the likeliest first."""
    kinds = (kind,) if kind else LOCALITIES
    found = search_places(q, district=_district(district), kinds=kinds, limit=limit)
    return [_out(place) for place in found]


@router.get(
    "/places/{code}",
    auth=Key(),
    response={200: PlaceOut} | PROBLEMS | NOT_FOUND,
    operation_id="readPlace",
    summary="Read a place",
)
def read_place(
    request: HttpRequest,
    code: Annotated[str, Path(max_length=40, pattern=WITHOUT_NUL, examples=["village:451361"])],
) -> PlaceOut:
    """A place in use."""
    place = Place.objects.active().with_parents().filter(code=code).first()
    if place is None:
        raise Http404
    return _out(place)


def _district(code: str | None) -> Place | None:
    if code is None:
        return None
    district = Place.objects.active().of_kind(PlaceKind.DISTRICT).filter(code=code).first()
    if district is None:
        raise UnknownDistrict
    return district


def _out(place: Place) -> PlaceOut:
    return PlaceOut(
        **_named(place),
        kind=PlaceKind(place.kind),
        label_hi=place.label("hi"),
        label_en=place.label("en"),
        district=Named(**_named(place.district)) if place.district else None,
        takes_cases=place.kind in LOCALITIES,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _named(place: Place) -> dict[str, str]:
    return {"code": place.code, "name_hi": place.name("hi"), "name_en": place.name("en")}
