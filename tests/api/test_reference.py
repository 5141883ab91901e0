"""Programs find the codes of places, departments and categories."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sunwai.accounts.models import ApiKey
from sunwai.api.v1 import departments
from sunwai.grievances.suggestion import ModelMissing, Suggestion
from sunwai.offices.models import Category, Department
from sunwai.places.models import Place
from tests.api.conftest import Program


@pytest.fixture
def reader(client, world):
    """A live key without any scope."""
    return Program(client, world, scopes=[])


def get(program, path, reads="hi", **query):
    headers = {"authorization": f"Bearer {program.text}", "accept-language": reads}
    return program.client.get(f"/api/v1/{path}", query, headers=headers)


def codes(answer):
    assert answer.status_code == 200, answer.content
    return [thing["code"] for thing in answer.json()]


@pytest.mark.parametrize("words", ["रामपायली", "rampayli", "rampaily waraseoni"])
def test_a_place_is_found_in_either_script(reader, world, words):
    assert codes(get(reader, "places", q=words)) == [world.village.code]


def test_a_place_says_where_it_is_and_whether_a_case_may_lie_there(reader, world):
    assert get(reader, f"places/{world.village.code}").json() == {
        "code": world.village.code,
        "name_hi": "रामपायली",
        "name_en": "Rampayli",
        "kind": "village",
        "label_hi": "रामपायली, तहसील वारासिवनी, बालाघाट",
        "label_en": "Rampayli, Waraseoni tehsil, Balaghat",
        "district": {"code": world.district.code, "name_hi": "बालाघाट", "name_en": "Balaghat"},
        "takes_cases": True,
        "latitude": None,
        "longitude": None,
    }
    assert get(reader, f"places/{world.district.code}").json()["takes_cases"] is False


def test_places_are_found_by_kind_and_district(reader, world):
    assert codes(get(reader, "places", q="Waraseoni", kind="tehsil")) == [world.tehsil.code]
    assert codes(get(reader, "places", q="Waraseoni", district=world.district.code)) == [world.town.code]
    assert codes(get(reader, "places", q="nothing of the kind")) == []


def test_a_place_out_of_use_is_not_found(reader, world):
    Place.objects.filter(pk=world.village.pk).update(active=False)

    assert codes(get(reader, "places", q="रामपायली")) == []
    assert get(reader, f"places/{world.village.code}").status_code == 404


@pytest.mark.parametrize(
    ("query", "title", "field"),
    [
        ({}, "invalid-input", "q"),
        ({"q": ""}, "invalid-input", "q"),
        ({"q": "\0"}, "invalid-input", "q"),
        ({"q": "x", "limit": 51}, "invalid-input", "limit"),
        ({"q": "x", "kind": "planet"}, "invalid-input", "kind"),
        ({"q": "x", "district": "district:nowhere"}, "unknown-district", "district"),
    ],
)
def test_a_search_that_cannot_be_made_says_why(reader, query, title, field):
    answer = get(reader, "places", **query)

    assert (answer.status_code, answer.json()["title"], answer.json()["field"]) == (422, title, field)


def test_departments_are_those_with_categories_in_use(reader):
    assert codes(get(reader, "departments")) == ["energy", "revenue", "vigilance"]

    Department.objects.filter(code="revenue").update(is_active=False)
    Category.objects.filter(code="vigilance.bribe").update(is_active=False)

    assert codes(get(reader, "departments")) == ["energy"]


def test_a_category_comes_with_its_questions_and_day_limits(reader):
    asked = [{"code": "hours", "kind": "number", "hi": "कितने घंटे से?", "en": "How many hours?"}]
    Category.objects.filter(code="energy.no-supply").update(questions=asked, days=[3, 5, 7, 9])

    found = {category["code"]: category for category in get(reader, "categories").json()}

    assert found["energy.no-supply"] == {
        "code": "energy.no-supply",
        "name_hi": "बिजली नहीं आ रही",
        "name_en": "No electricity",
        "department": {"code": "energy", "name_hi": "energy", "name_en": "energy"},
        "kinds": ["complaint", "demand", "suggestion"],
        "days": [3, 5, 7, 9],
        "photo": "useful",
        "questions": [asked[0] | {"choices": []}],
    }
    assert found["vigilance.bribe"]["kinds"] == ["corruption"]


def test_categories_are_narrowed_by_department_and_kind(reader):
    assert codes(get(reader, "categories", department="revenue")) == ["revenue.mutation"]
    assert codes(get(reader, "categories", kind="corruption")) == ["vigilance.bribe"]
    assert codes(get(reader, "categories", department="revenue", kind="corruption")) == []


def test_categories_are_suggested_from_the_citizens_words(reader, monkeypatch):
    def suggest(text, limit):
        assert text == "transformer jal gaya"
        names = ("energy.transformer", "not.here", "revenue.mutation", "energy.no-supply")
        return [Suggestion(name, 0.5) for name in names]

    monkeypatch.setattr(departments, "suggest", suggest)

    answer = get(reader, "categories", q="transformer jal gaya", department="energy")

    assert codes(answer) == ["energy.transformer", "energy.no-supply"]


def test_where_nothing_suggests_it_is_said(reader, monkeypatch):
    def missing(text, limit):
        raise ModelMissing

    monkeypatch.setattr(departments, "suggest", missing)

    answer = get(reader, "categories", q="x", reads="en")

    assert (answer.status_code, answer.json()["title"]) == (503, "no-suggestions")
    assert "choose from the whole list" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["places?q=x", "places/x", "departments", "categories"])
def test_codes_are_for_live_keys_only(reader, path):
    assert reader.client.get(f"/api/v1/{path}").status_code == 401

    ApiKey.objects.update(revoked_at=timezone.now())

    assert get(reader, path).status_code == 401
