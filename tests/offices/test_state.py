"""The departments and posts of the whole state: whose job is it, anywhere, for anything?"""

import random
from collections import Counter

import pytest

from sunwai.offices.actions import generate_posts
from sunwai.offices.enums import GapReason, Sensitivity
from sunwai.offices.ladder import LEVELS, Ladder, last_resort_post
from sunwai.offices.models import Category, Department, Post, Responsibility
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("state")]

SETTINGS = (("rural", "any"), ("urban", "any"))
DISTRICTS = ("Balaghat", "Jhabua", "Indore", "Bhopal", "Mauganj", "Niwari")
CHANCE = random.Random(181)


def places_to_try():
    """Of each district a village and a town, and the odd ones: urban villages, towns without a tehsil."""
    places = Place.objects.active().select_related("revenue_parent", "local_parent", "district")
    for district in DISTRICTS:
        for kind in (PlaceKind.VILLAGE, PlaceKind.URBAN_BODY):
            found = list(places.filter(district__name_en=district, kind=kind).order_by("pk"))
            yield CHANCE.choice(found)
    yield places.filter(kind=PlaceKind.VILLAGE, setting="urban").order_by("pk").first()
    yield from places.filter(kind=PlaceKind.URBAN_BODY, form="corporation").order_by("pk")[:2]


def test_there_is_enough_of_everything():
    assert Department.objects.filter(is_active=True).count() >= 30
    assert Category.objects.filter(is_active=True).count() >= 250
    assert 12_000 <= Post.objects.count() <= 40_000


def test_posts_are_one_for_each_rule_and_place_of_its_kind():
    kinds = Counter(Place.objects.active().values_list("kind", flat=True))
    wanted = set(Responsibility.objects.filter(is_active=True).values_list("designation", "area"))

    assert Post.objects.count() == sum(kinds[area] for _designation, area in wanted)
    assert not Post.objects.filter(is_filled=True).exists()


def test_making_posts_again_makes_none_and_one_that_is_out_of_use_stays_so():
    Post.objects.filter(pk=Post.objects.first().pk).update(is_active=False)

    assert generate_posts() == 0
    assert Post.objects.filter(is_active=False).count() == 1


def test_every_category_has_four_offices_in_village_and_town():
    ladder = Ladder.current()
    like = {}  # categories with the same rules have the same offices
    for category in Category.objects.select_related("department"):
        rules = [ladder.rule(category, level, setting) for level in LEVELS for setting in SETTINGS]
        like[category.department_id, *rules] = category
    missing = []
    for place in places_to_try():
        for category in like.values():
            rungs = ladder.rungs(category, place)
            assert [rung.level for rung in rungs] == list(LEVELS)
            missing += [(category.code, place.code, rung.level) for rung in rungs if rung.post is None]
            posts = [rung.post for rung in rungs if rung.post]
            assert all(post.place_id in place.lineage for post in posts)
            assert len({post.pk for post in posts}) == len(posts), (category.code, place.code)

    assert missing == []


def test_a_ladder_is_one_query(django_assert_num_queries):
    ladder = Ladder.current()
    category = Category.objects.select_related("department").get(code="energy.no-supply")
    place = Place.objects.filter(kind=PlaceKind.VILLAGE, district__name_en="Balaghat").first()
    with django_assert_num_queries(1):
        labels = [rung.post.label for rung in ladder.rungs(category, place)]

    assert len(set(labels)) == 4


def test_village_and_town_have_their_own_officers():
    category = Category.objects.select_related("department").get(code="energy.no-supply")
    tehsil = Place.objects.get(kind=PlaceKind.TEHSIL, name_en="Waraseoni")
    village = Place.objects.filter(kind=PlaceKind.VILLAGE, revenue_parent=tehsil, setting="rural").first()
    town = Place.objects.get(kind=PlaceKind.URBAN_BODY, revenue_parent=tehsil)

    codes = [
        Ladder.current().rungs(category, place)[0].post.designation.code for place in (village, town, tehsil)
    ]

    assert codes == ["je-distribution-centre", "ae-town-zone", "je-distribution-centre"]


def test_the_rule_of_a_category_comes_before_that_of_its_department():
    bribe = Category.objects.select_related("department").get(code="general-administration.bribe-demanded")
    other = Category.objects.select_related("department").get(code="general-administration.other")
    place = Place.objects.filter(kind=PlaceKind.VILLAGE).first()
    ladder = Ladder.current()

    assert ladder.rungs(bribe, place)[0].post.designation.code == "district-vigilance-officer"
    assert ladder.rungs(other, place)[0].post.designation.code == "officer-in-charge-establishment"


def test_corruption_is_always_watched_by_vigilance_alone():
    ordinary = set(
        Responsibility.objects.exclude(category__sensitivity=Sensitivity.CORRUPTION).values_list(
            "designation", flat=True
        )
    )
    place = Place.objects.filter(kind=PlaceKind.VILLAGE).first()
    for category in Category.objects.filter(sensitivity=Sensitivity.CORRUPTION).select_related("department"):
        rungs = Ladder.current().rungs(category, place)
        assert not ordinary & {rung.post.designation_id for rung in rungs}, category.code


def test_a_rung_says_why_nobody_answers():
    category = Category.objects.select_related("department").get(code="energy.no-supply")
    village = Place.objects.filter(
        kind=PlaceKind.VILLAGE, district__name_en="Balaghat", setting="rural"
    ).first()
    ladder = Ladder.current()
    assert {rung.reason for rung in ladder.rungs(category, village)} == {GapReason.VACANT}

    first, second, *_higher = (rung.post for rung in ladder.rungs(category, village))
    Post.objects.filter(pk=first.pk).update(is_filled=True)
    Post.objects.filter(pk=second.pk).update(is_active=False)
    Responsibility.objects.filter(department=category.department, category=None, level=3).update(
        is_active=False
    )
    Ladder.forget()

    reasons = [rung.reason for rung in Ladder.current().rungs(category, village)]
    Ladder.forget()
    assert reasons == ["", GapReason.NO_POST, GapReason.NO_RULE, GapReason.VACANT]


def test_of_two_tehsils_above_a_place_the_own_one_answers():
    """An urban village stands under its own tehsil, and under its town, which may lie in another."""
    own, other = Place.objects.filter(kind=PlaceKind.TEHSIL, district__name_en="Balaghat").order_by("pk")[:2]
    category = Category.objects.select_related("department").get(code="energy.no-supply")
    for mine, town_in in ((own, other), (other, own)):
        town = Place.objects.filter(
            kind=PlaceKind.URBAN_BODY, revenue_parent=town_in
        ).first() or Place.objects.create(
            code=f"urban_body:{town_in.pk}",
            kind="urban_body",
            name_en="X",
            setting="urban",
            revenue_parent=town_in,
        )
        village = Place.objects.create(
            code=f"village:{mine.pk}",
            kind="village",
            name_en="Y",
            setting="urban",
            revenue_parent=mine,
            local_parent=town,
        )
        assert {own.pk, other.pk} <= set(village.ancestors)
        assert Ladder.current().rungs(category, village)[0].post.place == mine


def test_the_last_resort_is_one_post_of_the_state():
    post = last_resort_post()
    assert (post.place.kind, post.designation.code) == (PlaceKind.STATE, "nodal-officer-cm-helpline")
