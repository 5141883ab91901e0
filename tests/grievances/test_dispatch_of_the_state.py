"""Dispatch over all that ships: every category, in a village and a town of every district, has all its levels."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import connection, transaction

from sunwai.core import clock, data
from sunwai.grievances.dispatch import find_route
from sunwai.offices.actions import generate_posts, load_departments
from sunwai.offices.ladder import LEVELS, Ladder, posts_over
from sunwai.offices.models import Category, Post
from sunwai.places.actions import load_places
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place


@pytest.fixture(scope="module")
def madhya_pradesh(django_db_setup, django_db_blocker):
    """Places, departments and posts as they ship, all posts held."""
    with django_db_blocker.unblock(), transaction.atomic():
        caches["local"].clear()
        load_places(now=clock.now())
        load_departments.__wrapped__(folder=data.path("departments"), now=clock.now())
        generate_posts()
        Post.objects.update(is_filled=True)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)
    caches["local"].clear()


def districts():
    return list(Place.objects.of_kind(PlaceKind.DISTRICT).active().order_by("name_en"))


def test_it_is_the_size_of_the_state(madhya_pradesh, db):
    assert Category.objects.count() >= 250
    assert Category.objects.values("department").distinct().count() >= 30
    assert 12_000 <= Post.objects.count() <= 32_000
    assert len(districts()) == 55


@pytest.mark.parametrize("kind", [PlaceKind.VILLAGE, PlaceKind.URBAN_BODY])
def test_every_category_has_every_level_in_every_district(madhya_pradesh, db, kind):
    ladder, categories = Ladder.current(), list(Category.objects.all())
    gaps = []
    for district in districts():
        place = Place.objects.of_kind(kind).active().filter(district=district).order_by("pk").first()
        assert place is not None, f"{district} has no {kind}"
        posts = posts_over(place)
        gaps += [
            f"{category.code} at {place.code}: L{rung.level} {rung.reason}"
            for category in categories
            for rung in ladder.rungs(category, place, posts)
            if rung.reason
        ]
    assert gaps == []


def test_a_case_of_every_department_starts_at_level_one(madhya_pradesh, db):
    village = Place.objects.get(name_en="Rampayli", district__name_en="Balaghat", kind=PlaceKind.VILLAGE)
    for category in Category.objects.select_related("department").filter(code__endswith=".other"):
        route = find_route(category=category, place=village)
        assert (route.level, len(route.line)) == (1, len(LEVELS)), category.code


def test_a_village_without_electricity_goes_to_the_engineer_of_its_tehsil(madhya_pradesh, db):
    village = Place.objects.get(name_en="Rampayli", district__name_en="Balaghat", kind=PlaceKind.VILLAGE)
    route = find_route(category=Category.objects.get(code="energy.no-supply"), place=village)

    assert route.post.place == village.revenue_parent
    assert "बालाघाट" in route.explain()
    assert "L1" in route.explain()


def test_the_ladder_is_asked_once(madhya_pradesh, db, django_assert_num_queries):
    village = Place.objects.get(name_en="Rampayli", district__name_en="Balaghat", kind=PlaceKind.VILLAGE)
    category = Category.objects.select_related("department").get(code="energy.no-supply")
    Ladder.current()
    with django_assert_num_queries(1):
        find_route(category=category, place=village)
