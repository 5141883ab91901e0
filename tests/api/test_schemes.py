"""Programs search schemes, read one, and ask what somebody is entitled to; nothing they say is kept."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sunwai.offices.models import Department
from sunwai.schemes.models import KeptAnswers, OpenQuestion, Scheme
from tests.api.conftest import Program
from tests.schemes.conftest import read_schemes_of_one

ADULT = [{"fact": "age", "min": 18, "max": 60}]
WOMAN = [{"fact": "gender", "is": ["female"]}]


@pytest.fixture
def reader(client, world):
    """A live key without any scope."""
    return Program(client, world, scopes=[])


@pytest.fixture
def schemes(world):
    """Three invented ones: for adults, for women, and one that takes nobody any more."""

    def make(code, **given):
        columns = read_schemes_of_one() | {"code": code, "order": 0} | given
        return Scheme.objects.create(department=Department.objects.get(code="energy"), **columns)

    return [
        make("adults", rules=ADULT, name_hi="वयस्क सहायता", name_en="Adult support"),
        make("over", rules=[], status="closed", name_hi="पुरानी योजना", name_en="Old scheme"),
        make("women", rules=WOMAN, name_hi="महिला सहायता", name_en="Women support", benefit="loan"),
    ]


def get(program, path, reads="hi", **query):
    headers = {"authorization": f"Bearer {program.text}", "accept-language": reads}
    return program.client.get(f"/api/v1/{path}", query, headers=headers)


def ask(program, facts, reads="hi"):
    return program.client.post(
        "/api/v1/schemes/entitlement",
        json.dumps({"facts": facts}),
        content_type="application/json",
        headers={"authorization": f"Bearer {program.text}", "accept-language": reads},
    )


def codes(answer):
    assert answer.status_code == 200, answer.content
    return [scheme["code"] for scheme in answer.json()["items"]]


def test_all_schemes_page_by_page(reader, schemes):
    first = get(reader, "schemes", limit=2)
    assert codes(first) == ["adults", "over"]
    second = get(reader, "schemes", limit=2, after=first.json()["next"])
    assert codes(second) == ["women"]
    assert second.json()["next"] is None


def test_a_mark_that_is_none_is_refused(reader, schemes):
    answer = get(reader, "schemes", after="no-such")
    assert (answer.status_code, answer.json()["title"]) == (422, "unknown-mark")


def test_search_and_filters(reader, schemes):
    assert codes(get(reader, "schemes", q="mahila sahayta"))[0] == "women"
    assert codes(get(reader, "schemes", benefit="loan")) == ["women"]
    assert codes(get(reader, "schemes", q="mahila", benefit="no-such")) == []
    assert codes(get(reader, "schemes", department="energy")) == ["adults", "over", "women"]


def test_what_a_program_searches_in_vain_is_not_counted(reader, schemes):
    assert codes(get(reader, "schemes", q="xyzzyx")) == []
    assert not OpenQuestion.objects.exists()


def test_one_is_read_in_either_language(reader, schemes):
    hindi = get(reader, "schemes/women").json()
    english = get(reader, "schemes/women", reads="en").json()
    assert (hindi["short"], english["short"]) == (schemes[2].short_hi, schemes[2].short_en)
    assert (hindi["documents"], english["how"]) == (schemes[2].documents_hi, schemes[2].how_en)
    assert english["page"].endswith("/schemes/women/")
    assert english["department"] == "energy"


def test_what_is_out_of_use_is_not_told(reader, schemes):
    Scheme.objects.filter(code="women").update(is_active=False)
    assert get(reader, "schemes/women").status_code == 404
    assert get(reader, "schemes/no-such").status_code == 404
    assert "women" not in codes(get(reader, "schemes"))


def test_the_questions_are_told_with_their_options(reader):
    asked = {one["fact"]: one for one in get(reader, "schemes/questions", reads="en").json()}
    assert asked["age"]["type"] == "number"
    assert asked["age"]["least"] is not None
    assert "female" in [option["code"] for option in asked["gender"]["options"]]
    assert asked["gender"]["least"] is None


def test_what_fits_what_may_and_what_does_not(reader, schemes):
    found = ask(reader, {"age": 70}, reads="en").json()
    assert found["fits"] == []
    ((may,), (no,)) = (found["may_fit"], found["does_not_fit"])
    assert (may["scheme"]["code"], [one["fact"] for one in may["missing"]]) == ("women", ["gender"])
    assert no["scheme"]["code"] == "adults"
    assert no["because"][0]["condition"].endswith("18 to 60")
    assert no["because"][0]["said"] == "70"
    assert [one["code"] for one in ask(reader, {"age": 30, "gender": "female"}).json()["fits"]] == [
        "adults",
        "women",
    ]


def test_nothing_of_it_is_kept(reader, schemes):
    ask(reader, {})  # the search index is made
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert ask(reader, {"age": 70}).status_code == 200
    written = [
        query["sql"]
        for query in asked
        if query["sql"].startswith(("INSERT", "UPDATE")) and "70" in query["sql"]
    ]
    assert written == []
    assert not KeptAnswers.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"no-such": "x"},
        {"age": "forty"},
        {"age": -1},
        {"age": 1000},
        {"age": True},
        {"gender": "x"},
        {"gender": ["female"]},
        {"gender": 1},
    ],
)
def test_what_answers_no_question_is_refused(reader, schemes, facts):
    answer = ask(reader, facts)
    assert (answer.status_code, answer.json()["field"].split(".")[0]) == (422, "facts"), answer.content


def test_without_a_key_nothing_is_told(client, schemes):
    assert client.get("/api/v1/schemes").status_code == 401
    assert client.post("/api/v1/schemes/entitlement", {}, content_type="application/json").status_code == 401
