"""Programs file cases and follow them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.grievances.actions.work import take_up
from sunwai.grievances.models import Grievance, SealedIdentity
from sunwai.messages.enums import Channel
from sunwai.messages.models import Message
from sunwai.offices.models import Category
from tests.api.conftest import GRIEVANCES, Program

PROBLEM = "application/problem+json"


def test_a_case_is_filed_and_goes_to_the_officer_whose_job_it_is(program, world):
    answer = program.file()

    said, case = answer.json(), Grievance.objects.get()
    assert answer.status_code == 201
    assert said["reference"] == case.reference
    assert (said["state"], said["level"], said["source_reference"]) == ("open", 1, "JP-77")
    assert said["officer"] == {
        "code": f"je@{world.tehsil.code}",
        "name_hi": "कनिष्ठ अभियंता, वारासिवनी",
        "name_en": "Junior Engineer, Waraseoni",
    }
    assert (case.channel, case.citizen.mobile) == (Channel.API, "9800000001")
    assert Message.objects.filter(citizen=case.citizen).exists()  # the citizen is told the number


def test_the_answer_says_why_this_officer_in_the_language_that_is_asked_for(program):
    hindi = program.file().json()
    english = program.read(hindi["reference"], reads="en").json()

    assert "कनिष्ठ अभियंता" in hindi["explanation"]
    assert "Junior Engineer" in english["explanation"]


def test_a_case_is_followed(program, world, now):
    reference = program.file().json()["reference"]
    take_up(grievance=Grievance.objects.get(), actor=world.officer("je"), now=now)

    assert program.read(reference).json()["state"] == "in_progress"


def test_the_same_request_twice_makes_one_case(program):
    first, second = program.file(idempotency_key="a1"), program.file(idempotency_key="a1")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Grievance.objects.count() == 1


def test_one_idempotency_key_is_not_for_two_requests(program):
    program.file(idempotency_key="a1")

    answer = program.file(idempotency_key="a1", text="और बात", reads="en")

    assert answer.status_code == 422
    assert answer.json()["title"] == "idempotency-key-reused"
    assert answer.json()["field"] == "Idempotency-Key"
    assert "another request" in answer.json()["detail"]
    assert Grievance.objects.count() == 1


def test_two_programs_may_choose_the_same_idempotency_key(program, client, world):
    other = Program(client, world)

    assert program.file(idempotency_key="a1").status_code == 201
    assert other.file(idempotency_key="a1").status_code == 201


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"place": "village:nowhere"}, "unknown-place", "place"),
        ({"category": "energy.unicorns"}, "category-not-in-use", "category"),
        ({"category": "vigilance.bribe"}, "category-not-in-use", "category"),
        ({"kind": "corruption"}, "category-not-in-use", "category"),
        ({"mobile": "1234567890"}, "not-a-mobile", "mobile"),
        ({"mobile": "98"}, "invalid-input", "mobile"),
        ({"text": "   "}, "missing", "text"),
        ({"text": ""}, "invalid-input", "text"),
        ({"text": "ok\x00"}, "invalid-input", "text"),
        ({"answers": {"hours": "x\x00"}}, "invalid-input", "answers"),
        ({"answers": {"hours": "since long"}}, "answer-invalid", "answers"),
        ({"latitude": 91}, "invalid-input", "latitude"),
        ({"language": "fr"}, "invalid-input", "language"),
        ({"kind": "poem"}, "invalid-input", "kind"),
    ],
)
def test_what_is_wrong_is_named(program, wrong, code, field):
    hours = {"code": "hours", "kind": "number", "hi": "कितने घंटे से?", "en": "How many hours?"}
    Category.objects.filter(code="energy.no-supply").update(questions=[hours])

    answer = program.file(**wrong)

    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == PROBLEM
    said = answer.json()
    assert (said["title"], said["field"], said["status"]) == (code, field, 422)
    assert said["type"] == f"urn:sunwai:problem:{code}"
    assert said["detail"]
    assert not Grievance.objects.exists()


def test_a_district_is_too_wide(program, world):
    answer = program.file(place=world.district.code)

    assert (answer.status_code, answer.json()["field"]) == (422, "place")


def test_what_is_not_json_is_a_problem_too(program):
    answer = program.client.post(
        GRIEVANCES, "{", content_type="application/json", headers={"authorization": f"Bearer {program.text}"}
    )

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize(
    ("language", "said"),
    [("hi", "कृपया गाँव, वार्ड या शहर चुनें"), ("en", "Please choose the village, ward or town")],
)
def test_errors_speak_the_language_that_is_asked_for(program, world, language, said):
    assert said in program.file(place=world.district.code, reads=language).json()["detail"]


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer nonsense", "Bearer sunwai_abc_def", "Basic eDp5"])
def test_without_a_key_nothing_opens(client, world, token):
    headers = {"authorization": token} if token else {}

    for answer in (
        client.get(f"{GRIEVANCES}/123456789", headers=headers),
        client.post(GRIEVANCES, {}, content_type="application/json", headers=headers),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_revoked_key_opens_nothing(program):
    ApiKey.objects.update(revoked_at=timezone.now())

    assert program.file().status_code == 401


def test_a_key_does_only_what_it_is_for(client, world):
    reader, filer = (Program(client, world, [scope]) for scope in (ApiScope.READ, ApiScope.FILE))

    filed = filer.file()

    assert filed.status_code == 201
    assert reader.file().status_code == 403
    assert filer.read(filed.json()["reference"]).status_code == 403


def test_a_program_sees_only_what_it_filed(program, client, world):
    reference = program.file().json()["reference"]
    from_the_portal = world.register()

    stranger = Program(client, world)

    assert program.read(reference).status_code == 200
    for answer in (stranger.read(reference), program.read(from_the_portal.reference), program.read("0")):
        assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)


def test_who_reports_corruption_is_sealed(program):
    answer = program.file(category="vigilance.bribe", kind="corruption")

    case = Grievance.objects.get()
    assert answer.status_code == 201
    assert case.citizen is None
    assert SealedIdentity.objects.filter(grievance=case).exists()
    for text in (answer.content.decode(), program.read(case.reference).content.decode()):
        assert "9800000001" not in text
        assert "राधा" not in text


def test_the_use_of_a_key_is_noted(program, now):
    program.file()

    assert ApiKey.objects.get().last_used_at == now
