"""Finding cases by their words: in either script, begun or whole, within a district, for who may see them."""

import pytest
from django.db import connection

from sunwai.grievances import selectors

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world):
    return world.officer("je")


@pytest.fixture
def district(world):
    return world.village.district


@pytest.mark.parametrize("words", ["ट्रांसफार्मर", "transfarmar", "ट्रांसफार्मर जल", "jal transf"])
def test_words_are_found_in_either_script_begun_or_whole(world, officer, district, words):
    case = world.register(text="गाँव का ट्रांसफार्मर जल गया है")
    world.register(text="तीन दिन से बिजली नहीं आ रही")

    assert list(selectors.search(officer, words, district=district)) == [case]
    assert list(selectors.search(officer, words)) == [case]


def test_all_words_must_be_there_and_nothing_finds_nothing(world, officer, district):
    world.register(text="गाँव का ट्रांसफार्मर जल गया है")

    for words in ("ट्रांसफार्मर पानी", "", "  ", "!?"):
        assert not selectors.search(officer, words, district=district).exists()
        assert not selectors.search(officer, words).exists()


def test_another_district_is_not_searched(world, officer, district):
    case = world.register(text="ट्रांसफार्मर जल गया")
    elsewhere = type(district).objects.create(
        code="district:999", kind="district", name_hi="दूर", name_en="Far", ancestors=[]
    )

    assert list(selectors.search(officer, "ट्रांसफार्मर", district=district)) == [case]
    assert not selectors.search(officer, "ट्रांसफार्मर", district=elsewhere).exists()


def test_nobody_finds_what_they_may_not_see(world, district):
    world.register(text="ट्रांसफार्मर जल गया")

    for who in (world.officer("patwari"), world.agent, world.administrator):
        assert not selectors.search(who, "ट्रांसफार्मर", district=district).exists()


def test_the_index_answers_within_a_district(world, officer, district):
    world.register(text="ट्रांसफार्मर जल गया")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = selectors.search(officer, "ट्रांसफार्मर", district=district).explain()

    assert "grievance_search" in plan


def test_a_word_of_any_length_can_be_filed_and_found(world, officer, district):
    case = world.register(text="xy" * 2400)

    assert list(selectors.search(officer, "xy" * 30, district=district)) == [case]
