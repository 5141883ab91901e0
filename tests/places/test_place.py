"""One place: what may stand under what, and what follows from its parents."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from sunwai.places.enums import PlaceKind, Setting
from sunwai.places.keys import name_key, names_key
from sunwai.places.models import Place


def make(kind: PlaceKind, name: str, **values) -> Place:
    code = Place.objects.count() + 1
    return Place.objects.create(
        code=f"{kind}:t{code}",
        kind=kind,
        name_en=name,
        setting=values.pop("setting", Setting.MIXED),
        **values,
    )


@pytest.fixture
def tree(db):
    state = make(PlaceKind.STATE, "State")
    division = make(PlaceKind.DIVISION, "Division", revenue_parent=state)
    district = make(PlaceKind.DISTRICT, "District", revenue_parent=division)
    tehsil = make(PlaceKind.TEHSIL, "Tehsil", revenue_parent=district)
    block = make(PlaceKind.BLOCK, "Block", local_parent=district)
    village = make(PlaceKind.VILLAGE, "Village", revenue_parent=tehsil, local_parent=block)
    return {place.kind: place for place in (state, division, district, tehsil, block, village)}


def test_saving_fills_ancestors_and_district(tree):
    village = tree["village"]

    assert set(village.ancestors) == {place.pk for kind, place in tree.items() if kind != "village"}
    assert village.district == tree["district"]
    assert tree["district"].district == tree["district"]
    assert tree["state"].district is None


def test_moving_a_parent_moves_what_is_under_it(tree):
    other = make(PlaceKind.DISTRICT, "Other", revenue_parent=tree["division"])
    for kind, field in (("tehsil", "revenue_parent"), ("block", "local_parent")):
        setattr(tree[kind], field, other)
        tree[kind].save()

    tree["village"].refresh_from_db()
    assert tree["village"].district == other
    assert tree["district"].pk not in tree["village"].ancestors


@pytest.mark.parametrize(
    ("kind", "field", "parent"),
    [
        ("village", "revenue_parent", "district"),
        ("village", "local_parent", "tehsil"),
        ("state", "revenue_parent", "village"),
    ],
)
def test_a_parent_of_the_wrong_kind_is_refused(tree, kind, field, parent):
    setattr(tree[kind], field, tree[parent])

    with pytest.raises(ValidationError) as refused:
        tree[kind].full_clean()
    assert field in refused.value.message_dict


def test_names_fall_back_to_english(tree):
    assert tree["village"].name("hi") == "Village"
    tree["village"].name_hi = "गांव"
    assert (tree["village"].name("hi"), tree["village"].name("en")) == ("गांव", "Village")


def test_changes_are_kept_in_the_history(tree):
    tree["village"].name_hi = "नया नाम"
    tree["village"].save()

    assert [event.name_hi for event in tree["village"].events.all()] == [""]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jhar Baroda", "झार बड़ौदा"),
        ("Nayagaon", "नयागांव"),
        ("Naya Gaon", "नया गांव"),
        ("Ganj Basoda", "गंजबासौदा"),
        ("Waraseoni", "वारासिवनी"),
        ("Garhakota", "गढ़ाकोटा"),
        ("Rampura", "रामपुरा"),
        ("Ramnagar", "रामनगर"),
    ],
)
def test_both_scripts_have_one_key(one, other):
    assert name_key(one) == name_key(other) != ""


def test_a_qualified_name_is_found_with_and_without_its_qualifier():
    assert names_key(["Nagma 265"]).split() == [name_key("Nagma"), name_key("Nagma 265")]
    assert names_key(["Dongarpur (Vijaypur)"]).split()[0] == name_key("Dongarpur")
