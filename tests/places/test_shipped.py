"""The places that ship: how many, where they stand, how they are found."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from django.db.models import F

from sunwai.core import clock
from sunwai.places import lineage
from sunwai.places.actions import load_places
from sunwai.places.enums import LOCAL_PARENTS, REVENUE_PARENTS, PlaceKind, Setting
from sunwai.places.models import Place, PostOffice
from sunwai.places.selectors import nearest_places, places_for_pincode, search_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

QUERIES = list(
    csv.DictReader((Path(__file__).parent / "queries.csv").read_text(encoding="utf-8").splitlines())
)
KINDS = {
    "state": 1,
    "division": 10,
    "district": 55,
    "tehsil": 445,
    "block": 313,
    "urban_body": 413,
    "village": 55_065,
}


def place(code: str) -> Place:
    return Place.objects.with_parents().get(code=code)


def test_every_place_is_there_once(shipped):
    assert Counter(Place.objects.values_list("kind", flat=True)) == KINDS
    assert shipped.created == sum(KINDS.values())
    assert PostOffice.objects.count() == shipped.post_offices == 10_286


def test_loading_again_changes_nothing():
    before = set(Place.objects.values_list("pk", "code", "key", "shipped"))

    again = load_places(now=clock.now())

    assert (again.created, again.changed, again.post_offices) == (0, 0, 0)
    assert set(Place.objects.values_list("pk", "code", "key", "shipped")) == before


def test_ancestors_are_the_walk_of_both_trees():
    parents = {
        pk: {above for above in pair if above}
        for pk, *pair in Place.objects.values_list("pk", "revenue_parent_id", "local_parent_id")
    }
    walked: dict[int, set[int]] = {}

    def walk(pk: int) -> set[int]:
        if pk not in walked:
            walked[pk] = parents[pk].union(*(walk(above) for above in parents[pk]))
        return walked[pk]

    stored = dict(Place.objects.values_list("pk", "ancestors"))
    assert {pk: sorted(walk(pk)) for pk in parents} == stored


def test_parents_are_of_the_kinds_their_trees_allow():
    for tree, field in ((REVENUE_PARENTS, "revenue_parent"), (LOCAL_PARENTS, "local_parent")):
        pairs = set(Place.objects.exclude(**{field: None}).values_list("kind", f"{field}__kind"))
        assert {(kind, above) for kind, above in pairs if above not in tree.get(kind, ())} == set()


def test_every_locality_has_every_level_above_it():
    kinds = dict(Place.objects.values_list("pk", "kind"))
    missing: dict[tuple[str, str], int] = defaultdict(int)
    needed = {
        ("village", Setting.RURAL): {"block", "tehsil", "district", "division", "state"},
        ("village", Setting.URBAN): {"urban_body", "tehsil", "district", "division", "state"},
        ("urban_body", Setting.URBAN): {"tehsil", "district", "division", "state"},
    }
    for kind, setting, ancestors in Place.objects.filter(kind__in=("village", "urban_body")).values_list(
        "kind", "setting", "ancestors"
    ):
        above = Counter(kinds[pk] for pk in ancestors)
        assert above["district"] == 1
        for level in needed[kind, setting] - above.keys():
            missing[kind, level] += 1
    assert missing == {}


def test_a_village_and_its_block_lie_in_one_district():
    strays = Place.objects.filter(kind="village", local_parent__isnull=False).exclude(
        local_parent__district=F("district")
    )
    assert not strays.exists()


def test_every_district_tehsil_block_and_urban_body_has_a_hindi_name():
    assert not Place.objects.exclude(kind="village").filter(name_hi="").exists()


def test_labels_tell_namesakes_apart():
    katangis = Place.objects.of_kind(PlaceKind.URBAN_BODY).filter(name_en="Katangi").with_parents()

    assert {town.label("hi") for town in katangis} == {"कटंगी (नगर परिषद), बालाघाट", "कटंगी (नगर परिषद), जबलपुर"}
    assert place("village:497433").label("en") == "Rampayli, Waraseoni tehsil, Balaghat"
    assert place("village:497433").label("hi") == "Rampayli, तहसील वारासिवनी, बालाघाट"
    assert place("tehsil:3669").label("hi") == "तहसील वारासिवनी, बालाघाट"
    assert place("district:392").label("hi") == "जिला बालाघाट"


def test_within_follows_both_trees():
    village = place("village:497433")

    for code in ("tehsil:3669", "block:3753", "district:392", "division:jabalpur", "state:23"):
        assert Place.objects.within(place(code)).filter(pk=village.pk).exists()
        assert Place.objects.above(village).filter(code=code).exists()
    assert not Place.objects.within(place("tehsil:3670")).filter(pk=village.pk).exists()


def test_moving_a_tehsil_moves_everything_under_it():
    tehsil, village = place("tehsil:3669"), place("village:497433")
    tehsil.revenue_parent = place("district:428")
    tehsil.save()

    village.refresh_from_db()
    assert place("division:jabalpur").pk in village.ancestors
    assert place("district:428").pk in village.ancestors
    assert lineage.refresh() == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rampayli waraseoni", "village:497433"),
        ("रामपायली बालाघाट", "village:497433"),
        ("balaghat rampaili", "village:497433"),
        ("ग्राम रामपायली तहसील वारासिवनी जिला बालाघाट", "village:497433"),
        ("katangi balaghat", "urban_body:251035"),
        ("कटंगी जबलपुर", "urban_body:250984"),
        ("waraseoni", "urban_body:251037"),
        ("mhow", "urban_body:277272"),
        ("भोपाल", "urban_body:250946"),
    ],
)
def test_other_words_of_a_search_name_the_place_above(query, expected):
    assert search_places(query)[0].code == expected


def test_a_search_by_district_stays_in_it():
    balaghat = place("district:392")

    found = search_places("piparia", district=balaghat)

    assert found
    assert {place.district_id for place in found} == {balaghat.pk}


def test_a_beginning_is_enough():
    found = search_places("rampay", district=place("district:392"))

    assert found[0].code == "village:497433"


@pytest.mark.parametrize("nothing", ["", "   ", "?!", "जिला", "xqzxqzxqz"])
def test_a_search_for_nothing_finds_nothing(nothing):
    assert search_places(nothing) == []


def test_an_inactive_place_is_not_found():
    Place.objects.filter(code="village:497433").update(active=False)

    assert "village:497433" not in [found.code for found in search_places("rampayli balaghat")]


def test_recall_over_hand_written_queries():
    """103 names of villages and towns, in Hindi and in careless Latin, with the district known.

    Measured: 89 first, 102 among the first five. Those not first have namesakes in the district.
    """
    districts = {district.name_en: district for district in Place.objects.of_kind(PlaceKind.DISTRICT)}
    ranks = []
    for query in QUERIES:
        found = search_places(query["query"], district=districts[query["district"]], limit=5)
        codes = [place.code for place in found]
        ranks.append(codes.index(query["expected"]) if query["expected"] in codes else None)

    assert len(QUERIES) >= 100
    assert sum(rank is not None for rank in ranks) / len(ranks) >= 0.97
    assert ranks.count(0) / len(ranks) >= 0.83


def test_nearest_places_begin_with_the_nearest():
    found = nearest_places(21.7600, 80.1100)

    assert found
    distances = [(p.latitude - 21.76) ** 2 + ((p.longitude - 80.11) * 0.929) ** 2 for p in found]
    assert distances == sorted(distances)
    assert all(p.district.name_en == "Balaghat" for p in found[:3])
    assert nearest_places(0.0, 0.0) == []


def test_a_pin_hints_at_district_and_villages():
    hint = places_for_pincode("481331")

    assert {district.code for district in hint.districts} == {"district:392"}
    assert "urban_body:251037" in {found.code for found in hint.places}
    assert all(found.district_id == hint.districts[0].pk for found in hint.places)


def test_an_unknown_pin_hints_at_nothing():
    hint = places_for_pincode("999999")

    assert (hint.offices, hint.districts, hint.places) == ([], [], [])
