"""What can be asked for, where, and in which format."""

from __future__ import annotations

import pytest
from lxml import etree

from sunwai.api.models import Jurisdiction
from sunwai.core import options
from sunwai.core.models import Setting
from sunwai.offices.models import Category
from tests.api.open311.conftest import QUESTIONS, V2, refused


def test_discovery_leads_to_the_endpoint_in_both_formats(anybody, settings):
    found = anybody.client.get("/open311/discovery.json").json()
    document = etree.fromstring(anybody.client.get("/open311/discovery.xml").content)

    assert found["endpoints"][0]["url"] == f"{settings.PUBLIC_URL}/open311/v2"
    assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert document.tag == "discovery"
    assert document.xpath("endpoints/endpoint/formats/format/text()") == ["text/xml", "application/json"]


def test_public_subjects_are_listed_and_no_others(anybody):
    Category.objects.filter(code="energy.transformer").update(is_public=False)
    Category.objects.filter(code="vigilance.bribe").update(is_public=True)  # against all rules

    listed = anybody.get("services.json").json()

    assert [service["service_code"] for service in listed] == ["energy.no-supply", "revenue.mutation"]
    assert listed[0] == {
        "service_code": "energy.no-supply",
        "service_name": "No electricity",
        "description": "energy › No electricity. The first officer answers within 3 working days.",
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": "energy",
    }


def test_xml_says_the_same_as_json(anybody):
    answer = anybody.get("services.xml", reads="hi")
    document = etree.fromstring(answer.content)

    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert document.xpath("/services/service/service_name/text()")[0] == "बिजली नहीं आ रही"
    assert document.xpath("/services/service/metadata/text()")[0] == "false"


def test_the_questions_of_a_subject_are_its_attributes(anybody, questions):
    said = anybody.get("services/energy.no-supply.json").json()
    document = etree.fromstring(anybody.get("services/energy.no-supply.xml").content)

    assert anybody.get("services.json").json()[0]["metadata"] is True
    assert said["service_code"] == "energy.no-supply"
    assert [one["datatype"] for one in said["attributes"]] == ["datetime", "singlevaluelist"]
    assert said["attributes"][1]["values"] == [{"key": "yes", "name": "Yes"}, {"key": "no", "name": "No"}]
    assert said["attributes"][0]["description"] == QUESTIONS[0]["en"]
    assert document.xpath("attributes/attribute/values/value/key/text()") == ["yes", "no"]


@pytest.mark.parametrize("code", ["vigilance.bribe", "energy.unicorns", "%00"])
def test_what_is_not_public_has_no_definition(anybody, code):
    assert refused(anybody.get(f"services/{code}.json")) == (404, "service_code was not found.")


def test_a_jurisdiction_is_named_where_there_is_more_than_one(anybody, world):
    Jurisdiction.objects.create(code="balaghat.mp.gov.in", place=world.district)

    assert refused(anybody.get("services.json")) == (400, "jurisdiction_id was not provided.")
    assert anybody.get("services.json", jurisdiction_id="balaghat.mp.gov.in").status_code == 200
    assert anybody.get("services.json", jurisdiction_id="mp.gov.in").status_code == 200


def test_an_unknown_jurisdiction_is_not_found(anybody, world):
    Jurisdiction.objects.create(code="balaghat.mp.gov.in", place=world.district, is_active=False)

    for name in ("balaghat.mp.gov.in", "nowhere.gov.in"):
        for path in ("services.xml", "services/energy.no-supply.xml", "requests.xml"):
            answer = anybody.get(path, jurisdiction_id=name)
            assert refused(answer) == (404, "jurisdiction_id was not found.")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("v2/nothing.json", "application/json"), ("v2/nothing.xml", "text/xml"), ("", "text/xml")],
)
def test_an_unknown_address_is_an_error_of_the_specification(client, db, path, kind):
    answer = client.get(f"/open311/{path}")

    assert answer["Content-Type"].startswith(kind)
    assert refused(answer)[0] == 404
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_another_method_is_refused_and_those_that_are_taken_are_named(client, world):
    answer = client.put(f"{V2}/requests.json")

    assert (refused(answer)[0], answer["Allow"]) == (405, "GET, HEAD, POST")


def test_who_has_no_key_asks_so_often_a_minute(anybody, world):
    Setting.objects.create(key="open311.per_minute", value=2)
    options.forget()

    answers = [anybody.get("services.json") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert refused(answers[2])[0] == 429
    assert answers[2]["Retry-After"] == "60"


def test_a_key_is_not_held_to_the_limit_of_the_address(filer, world):
    Setting.objects.create(key="open311.per_minute", value=1)
    options.forget()

    assert {filer.get("services.json").status_code for _ in range(3)} == {200}
