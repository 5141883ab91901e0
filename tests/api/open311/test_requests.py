"""Service requests: filed with a key, read by everybody, and never a word of who they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import etree

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.api.models import Jurisdiction
from sunwai.citizens.models import Citizen
from sunwai.grievances.actions.work import resolve, take_up
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from sunwai.messages.models import Message
from sunwai.offices.models import Category
from sunwai.places.models import Place
from tests.api.open311.conftest import Open311, refused
from tests.world import photo_file

SECRETS = ("9800000001", "राधा", "रामलाल", "9876543210", "तीन दिन")


def test_a_request_is_filed_for_the_citizen_of_the_phone(filer, world, questions):
    answer = filer.file(
        lat="21.7612345",
        long="80.1234567",
        **{"attribute[since]": "2026-11-20T00:00:00Z", "attribute[all]": "yes", "attribute[colour]": "red"},
    )

    (said,), case = answer.json(), Grievance.objects.get()
    assert (answer.status_code, said["service_request_id"]) == (200, case.reference)
    assert said["service_notice"] == (
        "Rampayli, Waraseoni tehsil, Balaghat. It is with: Junior Engineer, Waraseoni."
    )
    assert (case.citizen.mobile, case.citizen.name) == ("9800000001", "राधा बाई")
    assert (case.channel, case.place, case.latitude) == (Channel.API, world.village, 21.7612345)
    assert case.answers == {"since": "2026-11-20", "all": True}
    assert Message.objects.filter(citizen=case.citizen).exists()


def test_the_answer_to_a_request_in_xml(filer):
    document = etree.fromstring(filer.file(ending="xml").content)

    assert document.findtext("request/service_request_id") == Grievance.objects.get().reference
    assert document.find("request/token") is None


@pytest.mark.parametrize(
    ("change", "status", "description"),
    [
        ({"service_code": ""}, 400, "service_code was not provided."),
        ({"service_code": "energy.unicorns"}, 404, "service_code was not found."),
        ({"service_code": "vigilance.bribe"}, 404, "service_code was not found."),
        ({"phone": ""}, 400, "phone was not provided."),
        ({"phone": "12"}, 400, "Please give a mobile number of ten digits, for example 98765 43210."),
        ({"description": " "}, 400, "description was not provided."),
        ({"description": "x" * 4001}, 400, "description cannot be read: > 4000"),
        ({"description": "a\0b"}, 400, "description cannot be read: NUL"),
        ({"address_id": ""}, 400, "lat, long / address_string / address_id was not provided."),
        ({"address_id": "village:nowhere"}, 404, "address_id was not found."),
        ({"lat": "21"}, 400, "long was not provided."),
        ({"lat": "nan", "long": "80"}, 400, "lat cannot be read: nan"),
        ({"lat": "91", "long": "80"}, 400, "lat cannot be read: 91"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url cannot be read: http(s)://…"),
        ({"jurisdiction_id": "nowhere.gov.in"}, 404, "jurisdiction_id was not found."),
        ({"attribute[since]": "yesterday"}, 400, "Please check this answer: Since when?"),
    ],
)
def test_what_cannot_be_filed_says_why_and_nothing_is_filed(filer, questions, change, status, description):
    assert refused(filer.file(**change)) == (status, description)
    assert not Grievance.objects.exists()
    assert not Citizen.objects.filter(mobile="9800000001").exists()


def test_filing_needs_a_live_key_with_the_scope(anybody, filer, client, world):
    reader = Open311(client, world, ApiScope.READ)
    no_key = "api_key is missing or not valid."

    assert refused(anybody.file()) == (403, no_key)
    assert refused(anybody.file(api_key="sunwai_x_y")) == (403, no_key)
    assert refused(reader.file()) == (403, "This api_key is not for this.")
    ApiKey.objects.update(revoked_at=world.citizen.created_at)
    assert refused(filer.file()) == (403, no_key)
    assert not Grievance.objects.exists()


def test_the_place_is_found_by_its_name(filer, world):
    filer.file(address_id="", address_string="ग्राम रामपायली, तहसील वारासिवनी, जिला बालाघाट")

    assert Grievance.objects.get().place == world.village


@pytest.mark.parametrize("address", ["Rampayli, Balaghat, Lalbarra", "Rampayli Waraseoni Hatta"])
def test_a_name_that_does_not_fit_whole_is_asked_back(filer, world, address):
    status, description = refused(filer.file(address_id="", address_string=address))

    assert status == 400
    assert world.village.code in description
    assert not Grievance.objects.exists()


def test_a_position_alone_leads_to_the_place_beside_it_or_nowhere(filer, world):
    Place.objects.filter(pk=world.village.pk).update(latitude=21.76, longitude=80.12)

    filer.file(address_id="", lat="21.77", long="80.12")
    status, _said = refused(filer.file(address_id="", lat="22.5", long="80.12"))

    assert (Grievance.objects.get().place, status) == (world.village, 400)


def test_a_place_must_lie_in_the_jurisdiction(filer, world):
    Jurisdiction.objects.create(code="waraseoni.mp.gov.in", place=world.town)

    status, said = refused(filer.file(jurisdiction_id="waraseoni.mp.gov.in"))

    assert (status, said) == (
        400,
        "Rampayli, Waraseoni tehsil, Balaghat does not lie in this jurisdiction.",
    )
    assert not Grievance.objects.exists()


def test_a_photo_comes_with_the_form_and_is_cleaned(filer):
    filer.file(media=photo_file())

    (upload,) = [one.upload for one in Grievance.objects.get().attachments.all()]
    assert (upload.content_type, upload.uploaded_by_id) == ("image/jpeg", filer.key.pk)


def test_what_is_no_photo_is_refused_with_the_request(filer, tmp_path):
    script = tmp_path / "x.jpg"
    script.write_bytes(b"#!/bin/sh")
    with script.open("rb") as file:
        assert refused(filer.file(media=file))[0] == 400
    assert not Grievance.objects.exists()


def test_the_address_of_a_picture_is_kept_as_words_and_nothing_is_fetched(filer):
    filer.file(media_url="http://169.254.169.254/latest/meta-data")  # a network call would fail the test

    assert Grievance.objects.get().text.endswith("Picture: http://169.254.169.254/latest/meta-data")


def test_the_same_request_twice_makes_one_case(filer):
    first, second = (filer.file(idempotency_key="a1").json() for _ in range(2))

    assert first == second
    assert refused(filer.file(idempotency_key="a1", description="और बात"))[0] == 400
    assert Grievance.objects.count() == 1


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def case(filer):
    filer.file(lat="21.7612345", long="80.1234567")
    return Grievance.objects.get()


def test_everybody_reads_subject_place_and_state_and_never_who_or_what_they_said(anybody, case):
    for path in (f"requests/{case.reference}", "requests", "servicerequestupdates"):
        for ending in ("json", "xml"):
            answer = anybody.get(f"{path}.{ending}")
            text = answer.content.decode()
            assert case.reference in text
            assert [secret for secret in (*SECRETS, "21.76", "80.12") if secret in text] == []

    assert anybody.get(f"requests/{case.reference}.json").json() == [
        {
            "service_request_id": case.reference,
            "status": "open",
            "status_notes": "Registered",
            "service_name": "No electricity",
            "service_code": "energy.no-supply",
            "description": "No electricity: Rampayli, Waraseoni tehsil, Balaghat",
            "agency_responsible": "energy: Junior Engineer, Waraseoni",
            "service_notice": None,
            "requested_datetime": "2026-11-23T11:00:00+05:30",
            "updated_datetime": anybody.get("requests.json").json()[0]["updated_datetime"],
            "expected_datetime": case.due_at.astimezone().isoformat(),
            "address": "Rampayli, Waraseoni tehsil, Balaghat",
            "address_id": case.place.code,
            "zipcode": None,
            "lat": None,
            "long": None,
            "media_url": None,
        }
    ]


def test_who_filed_reads_the_words_and_the_spot(filer, client, world, case):
    own = filer.get(f"requests/{case.reference}.json").json()[0]
    others = Open311(client, world, ApiScope.READ).get(f"requests/{case.reference}.json").json()[0]

    assert (own["description"], own["lat"]) == (case.text, 21.7612345)
    assert (others["lat"], case.text in others["description"]) == (None, False)


@pytest.mark.parametrize("hide", ["subject", "sensitive", "sealed"])
def test_what_is_not_public_is_nowhere(anybody, world, case, hide):
    if hide == "sealed":
        case = world.register(code="vigilance.bribe")
        Category.objects.filter(code="vigilance.bribe").update(is_public=True, sensitivity="normal")
    elif hide == "sensitive":
        Category.objects.filter(pk=case.category_id).update(sensitivity="sensitive")
    else:
        Category.objects.filter(pk=case.category_id).update(is_public=False)

    assert refused(anybody.get(f"requests/{case.reference}.json"))[0] == 404
    assert refused(anybody.get(f"tokens/{case.reference}.json"))[0] == 404
    for path in ("requests", "servicerequestupdates"):
        assert case.reference not in anybody.get(f"{path}.json").content.decode()
    assert anybody.get("requests.json", service_request_id=case.reference).json() == []


@pytest.mark.parametrize("number", ["123456789", "0", "x", "%00"])
def test_an_unknown_number_is_not_found(anybody, case, number):
    assert refused(anybody.get(f"requests/{number}.json"))[0] == 404


def test_a_token_is_the_number(anybody, case):
    said = anybody.get(f"tokens/{case.reference}.json").json()

    assert said == [{"service_request_id": case.reference, "token": case.reference}]


@pytest.fixture
def three(world, now):
    """Cases of three days, newest last; the second is of another subject and taken up, the third in another place."""
    cases = [
        world.register(now=now - timedelta(days=100)),
        world.register(code="revenue.mutation", now=now - timedelta(days=10)),
        world.register(place=world.town, now=now - timedelta(days=1)),
    ]
    take_up(grievance=cases[1], actor=world.officer("patwari"), now=now)
    return cases


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [2, 1]),  # of the last 90 days
        ({"service_code": "revenue.mutation,energy.unicorns"}, [1]),
        ({"status": "open"}, [2, 1]),
        ({"status": "in_progress"}, [1]),
        ({"status": "closed"}, []),
        ({"status": "CLOSED,IN PROGRESS"}, [1]),
        ({"start_date": "2026-11-20T00:00:00Z"}, [2]),
        ({"end_date": "2026-11-20T00:00:00%2B05:30"}, [1]),
        ({"end_date": "2026-11-01T00:00:00Z"}, [0]),
        ({"start_date": "2026-08-01T00:00:00Z", "end_date": "2026-09-01T00:00:00Z"}, [0]),
        ({"page_size": 1}, [2]),
        ({"page_size": 1, "page": 2}, [1]),
        ({"page_size": 1, "page": 3}, []),
        ({"jurisdiction_id": "mp.gov.in"}, [2, 1]),
    ],
)
def test_requests_are_found_by_subject_time_and_status(anybody, three, query, found):
    query = {name: str(value).replace("%2B", "+") for name, value in query.items()}

    listed = [row["service_request_id"] for row in anybody.get("requests.json", **query).json()]

    assert listed == [three[number].reference for number in found]


def test_numbers_win_over_all_other_arguments(anybody, three):
    numbers = ",".join(case.reference for case in three[:2])

    listed = anybody.get("requests.json", service_request_id=numbers, status="closed").json()

    assert [row["service_request_id"] for row in listed] == [three[1].reference, three[0].reference]


def test_a_jurisdiction_shows_its_own(anybody, world, three):
    Jurisdiction.objects.create(code="waraseoni.mp.gov.in", place=world.town)

    listed = anybody.get("requests.json", jurisdiction_id="waraseoni.mp.gov.in").json()
    elsewhere = anybody.get(f"requests/{three[1].reference}.json", jurisdiction_id="waraseoni.mp.gov.in")

    assert [row["service_request_id"] for row in listed] == [three[2].reference]
    assert refused(elsewhere)[0] == 404


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"start_date": "2026-06-01T00:00:00"},
        {"start_date": "yesterday"},
        {"end_date": "0001-01-01T00:00:00Z"},
        {"start_date": "9999-12-31T23:59:59-12:00"},
        {"status": "lost"},
        {"page": "0"},
        {"page": "1000"},
        {"page_size": "1001"},
    ],
)
def test_a_list_that_cannot_be_made_says_why(anybody, three, query):
    assert refused(anybody.get("requests.xml", **query))[0] == 400


def test_what_an_officer_calls_solved_is_open_until_the_citizen_was_asked(anybody, world, now, case):
    je = world.officer("je")
    resolve(grievance=case, words="तार जोड़ा", proof=[world.photo(je)], actor=je, now=now)

    plain = anybody.get(f"requests/{case.reference}.json").json()[0]
    extended = anybody.get(f"requests/{case.reference}.json", extended_statuses="true").json()[0]

    assert (plain["status"], extended["status"]) == ("open", "in_progress")
    assert plain["status_notes"] == "Reported solved: is it really done?"
