"""From what CPGRAMS calls things to what we call them: categories by their tree, districts by their spellings."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.cache import caches

from sunwai.cpgrams.models import CentralCategory, DistrictSpelling
from sunwai.offices.models import Category
from sunwai.places.enums import PlaceKind
from sunwai.places.keys import name_key
from sunwai.places.models import Place

KEPT, SECONDS_KEPT = "cpgrams.atlas", 30


@dataclass(frozen=True)
class Atlas:
    """What is known of their names.

    Attributes:
        above: their categories, each with the one above it.
        ours: those of them that have a subject of ours themselves.
        spellings: what `district` has found so far: a name comes thousands of times.
    """

    above: dict[int, int | None]
    ours: dict[int, int]
    categories: dict[int, Category]
    districts: dict[str, Place]
    spellings: dict[str, Place | None] = field(default_factory=dict)

    def category(self, code: int) -> Category | None:
        """Our subject for their category: its own, else that of the nearest one above; None where it has to wait."""
        walked: set[int] = set()
        at: int | None = code
        while at is not None and at not in walked:
            if found := self.categories.get(self.ours.get(at, 0)):
                return found
            walked.add(at)
            at = self.above.get(at)
        return None

    def district(self, name: str) -> Place | None:
        """Our district for the name as they spell it."""
        if name not in self.spellings:
            self.spellings[name] = self.districts.get(district_key(name))
        return self.spellings[name]


def district_key(name: str) -> str:
    """What a spelling of a district is found by: scripts, spaces and signs count for nothing."""
    return name_key(name)[:80]


def atlas() -> Atlas:
    """What is known now, at most half a minute old."""
    known: Atlas | None = caches["local"].get(KEPT)
    if known is None:
        known = _read()
        caches["local"].set(KEPT, known, SECONDS_KEPT)
    return known


def forget() -> None:
    """Read it afresh on the next use."""
    caches["local"].delete(KEPT)


def _read() -> Atlas:
    tree = list(CentralCategory.objects.values_list("code", "parent_code", "category"))
    usable = Category.objects.filter(is_active=True).select_related("department")
    districts: dict[str, Place] = {}
    for place in Place.objects.active().of_kind(PlaceKind.DISTRICT).with_parents():
        districts |= dict.fromkeys(place.key.split(), place)
    for row in DistrictSpelling.objects.select_related("district"):
        districts[row.key] = row.district
    return Atlas(
        above={code: parent for code, parent, _ours in tree},
        ours={code: ours for code, _parent, ours in tree if ours},
        categories=usable.in_bulk(),
        districts=districts,
    )
