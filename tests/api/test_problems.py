"""Whatever goes wrong under /api/ is a problem document in the reader's language, never a page."""

from __future__ import annotations

import pytest
from django.conf import settings

from sunwai.api.v1 import timeline
from sunwai.grievances.models import Grievance
from tests.api.conftest import GRIEVANCES

PROBLEM = "application/problem+json"


def said(answer):
    """Status and title of a problem that says the same in both."""
    assert answer["Content-Type"] == PROBLEM, answer.content
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["detail"]
    return answer.status_code, document["title"]


@pytest.mark.parametrize(
    "path", ["/api/", "/api/nothing", "/api/v1/", "/api/v1/nothing", "/api/v2/grievances"]
)
def test_an_unknown_address_is_a_problem(client, db, path):
    assert said(client.get(path)) == (404, "not-found")


@pytest.mark.parametrize(
    ("language", "sentence", "content_language"),
    [
        ("en", "There is no such thing, or it is not yours to see.", "en"),
        ("hi", "ऐसा कुछ नहीं है", "hi"),
        ("fr", "ऐसा कुछ नहीं है", "hi"),
    ],
)
def test_even_there_the_readers_language_is_spoken(client, db, language, sentence, content_language):
    answer = client.get("/api/v1/nothing", headers={"accept-language": language})

    assert sentence in answer.json()["detail"]
    assert answer["Content-Language"] == content_language
    assert "Accept-Language" in answer["Vary"]


def test_a_method_that_is_not_taken_is_named_with_those_that_are(program):
    answer = program.client.delete(GRIEVANCES)

    assert said(answer) == (405, "method-not-allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"text": "\xd8"}', b"[" * 100_000])
def test_what_is_not_json_is_a_problem(program, body):
    answer = program.client.post(
        GRIEVANCES,
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {program.text}", "accept-language": "en"},
    )

    assert said(answer) == (400, "refused")
    assert answer.json()["detail"] == "The request cannot be read. Send JSON in UTF-8."


def test_half_a_character_is_refused(program):
    answer = program.client.post(
        GRIEVANCES,
        b'{"mobile": "9800000001", "category": "energy.no-supply", "place": "x", "text": "\\ud800"}',
        content_type="application/json",
        headers={"authorization": f"Bearer {program.text}"},
    )

    assert said(answer) == (422, "invalid-input")
    assert answer.json()["field"] == "text"


def test_a_body_of_another_type_is_refused(program):
    answer = program.client.post(
        GRIEVANCES, {"text": "x"}, headers={"authorization": f"Bearer {program.text}"}
    )  # multipart

    assert said(answer) == (415, "not-json")
    assert not Grievance.objects.exists()


def test_an_aadhaar_number_is_refused(program):
    answer = program.file(text="मेरा आधार 2341 2341 2346 है")

    assert said(answer) == (422, "aadhaar-not-here")
    assert not Grievance.objects.exists()


def test_a_body_too_large_is_refused(program):
    answer = program.file(text="क" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)

    assert said(answer) == (413, "too-large")
    assert not Grievance.objects.exists()


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_ours_tells_nothing_of_the_inside(program, monkeypatch, settings, debug):
    reference = program.file().json()["reference"]
    settings.DEBUG = debug
    program.client.raise_request_exception = False

    def fails(*_):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(timeline, "find_by_reference", fails)
    answer = program.client.get(
        f"{GRIEVANCES}/{reference}/timeline",
        headers={"authorization": f"Bearer {program.text}", "accept-language": "en"},
    )

    assert said(answer) == (500, "server-error")
    assert answer.json()["detail"] == "Something went wrong on our side. Please try again later."


def test_pages_for_people_are_left_alone(client, db):
    answer = client.get("/nothing")

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
