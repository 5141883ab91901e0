"""Whatever is sent, the answer is one of the specification, well-formed, and nothing of ours breaks."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.api.open311.conftest import V2

NAMES = (
    "jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "phone", "description",
    "media_url", "first_name", "status", "start_date", "end_date", "page", "page_size", "service_request_id",
    "update_id", "updated_datetime", "extended_statuses", "attribute[since]", "attribute[]", "api_key",
)  # fmt: skip
LIKELY = (
    "energy.no-supply", "9800000001", "21.7", "1e400", "-0", "NaN", "2026-11-23T00:00:00Z", "open,closed", "' OR 1=1 --",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "]]>", "\x0b\x1f", "\ufffe", "9999-12-31T23:59:59+14:00",
    "२०२६-११-२३", "%00", "../../etc/passwd", "0" * 300,
)  # fmt: skip
TEXTS = st.text(max_size=60) | st.sampled_from(LIKELY)
ARGUMENTS = st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=8)
GOING_ON = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(answer, ending):
    assert answer.status_code in {200, 400, 403, 404, 405, 429}, answer.content
    if ending == "xml":
        etree.fromstring(answer.content)
    else:
        json.loads(answer.content)


@GOING_ON
@given(query=ARGUMENTS, ending=st.sampled_from(["xml", "json"]))
def test_any_question_is_answered(filer, query, ending):
    for path in ("services", "requests", "servicerequestupdates"):
        check(filer.client.get(f"{V2}/{path}.{ending}", query, headers=filer.headers()), ending)


@GOING_ON
@given(name=TEXTS.filter(lambda text: "/" not in text), ending=st.sampled_from(["xml", "json"]))
def test_any_number_or_code_is_answered(filer, name, ending):
    for path in ("services", "requests", "tokens"):
        address = f"{V2}/{path}/{quote(name.encode('utf-8', 'replace'))}.{ending}"
        check(filer.client.get(address, headers=filer.headers()), ending)


@GOING_ON
@given(sent=ARGUMENTS, ending=st.sampled_from(["xml", "json"]))
def test_anything_may_be_posted(filer, world, sent, ending):
    body = filer.body() | sent
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in body.items()}
    for path in ("requests", "servicerequestupdates"):
        check(filer.client.post(f"{V2}/{path}.{ending}", sent, headers=filer.headers()), ending)


@GOING_ON
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/xml",
            "nonsense",
        ]
    ),
)
def test_any_bytes_may_be_posted(filer, body, kind):
    answer = filer.client.generic(
        "POST", f"{V2}/requests.xml", body, content_type=kind, headers=filer.headers()
    )
    check(answer, "xml")


@pytest.mark.parametrize("text", ["ठीक\x0bनहीं", "a\x00", "\ufffe<b>&amp;</b>"])
def test_words_that_xml_has_no_letters_for_do_not_break_it(filer, text):
    answer = filer.file(description=text)

    if answer.status_code == 200:
        check(filer.get("requests.xml"), "xml")
