"""Where a request lies: one place of ours for a code, an address or a position; never a guess between two."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from sunwai.api.open311.endpoint import Asked
from sunwai.api.open311.errors import (
    NotFound,
    NotGiven,
    PlaceElsewhere,
    PlaceUnclear,
    PlaceUnknown,
    Unreadable,
)
from sunwai.places.enums import PlaceKind
from sunwai.places.keys import word_keys
from sunwai.places.models import Place
from sunwai.places.selectors import FILLERS, nearest_places, place_of_code, search_places

NEAR_KM = 5.0  # how far off the nearest place may be whose position we know
OFFERED = 5
LONGEST_ADDRESS = 200  # characters


@dataclass(frozen=True)
class Spot:
    """A place, and the position within it where one was given."""

    place: Place
    latitude: float | None
    longitude: float | None


def spot_of(asked: Asked) -> Spot:
    """Where the request lies: by `address_id`, else `address_string`, else `lat` and `long`.

    Raises:
        NotGiven: none of them, or half a position.
        NotFound: no place has this address_id.
        PlaceUnknown, PlaceUnclear, PlaceElsewhere: see there.
    """
    latitude = asked.number("lat", least=-90, most=90)
    longitude = asked.number("long", least=-180, most=180)
    if (latitude is None) != (longitude is None):
        raise NotGiven(name="lat" if latitude is None else "long")
    place = _place(asked, latitude, longitude)
    if asked.place and asked.place.pk not in place.lineage:
        raise PlaceElsewhere(place=place.label(get_language() or "hi"))
    return Spot(place, latitude, longitude)


def _place(asked: Asked, latitude: float | None, longitude: float | None) -> Place:
    if code := asked.text("address_id"):
        if found := place_of_code(code):
            return found
        raise NotFound(name="address_id")
    if address := asked.text("address_string"):
        return _called(address, asked.place)
    if latitude is None or longitude is None:
        raise NotGiven(name="lat, long / address_string / address_id")
    return _at(latitude, longitude)


def _called(address: str, within: Place | None) -> Place:
    """The one place of which every word of `address` names it, or something above it."""
    if len(address) > LONGEST_ADDRESS:
        raise Unreadable(name="address_string", why=f"> {LONGEST_ADDRESS}")
    district = within if within and within.kind == PlaceKind.DISTRICT else None
    found = search_places(address, district=district, limit=OFFERED)
    if not found:
        raise PlaceUnknown
    words = set(word_keys(address)) - FILLERS
    meant = [place for place in found if words <= _names_of_line(place)]
    if len(meant) == 1:
        return meant[0]
    labels = (f"{place.code} ({place.label(get_language() or 'hi')})" for place in meant or found)
    raise PlaceUnclear(places="; ".join(labels))


def _names_of_line(place: Place) -> set[str]:
    """What the place, and everything above it, is called: as it is looked for."""
    keys = Place.objects.filter(pk__in=place.lineage).values_list("key", flat=True)
    return {name for key in keys for name in key.split()}


def _at(latitude: float, longitude: float) -> Place:
    found = nearest_places(latitude, longitude, limit=1, within_km=NEAR_KM)
    if not found:
        raise PlaceUnknown
    return found[0]
