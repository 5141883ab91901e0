"""DigiLocker looks for a paper and opens it: only what is good, only for whom it is, only when signed."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.urls import reverse

from sunwai.core import clock
from sunwai.gateways.digilocker import simulator, wire
from sunwai.gateways.digilocker.issuer import signature_of, uri_of
from sunwai.janseva.actions.deciding import revoke_certificate
from sunwai.janseva.enums import EventKind
from sunwai.janseva.models import Service
from sunwai.janseva.selectors import open_paper, timeline_of
from tests.world import MONDAY

KEY = "a key"
pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture(autouse=True)
def locker(settings):
    settings.DIGILOCKER = {"org_id": "locker", "key": KEY, "issuer": "in.gov.mp.cmhelpline"}


@pytest.fixture
def paper(office):
    Service.objects.filter(code="income-certificate").update(digilocker_type="INCER")
    certificate = office.issued()
    certificate.refresh_from_db()
    return certificate


def looked_for(certificate, **other):
    return {"DocType": "INCER", "FullName": "Sita Bai", "UDF1": certificate.code} | other


def send(client, page, body, signed=None, **headers):
    given = {"X-Digilocker-Hmac": signature_of(KEY, body) if signed is None else signed}
    return client.post(reverse(page), body, content_type="application/xml", headers=given | headers)


def look(client, certificate, **other):
    body = simulator.request_of("PullURIRequest", looked_for(certificate, **other))
    return simulator.read_answer(send(client, "digilocker-uri", body).content)


def open_uri(client, uri, **other):
    body = simulator.request_of("PullDocRequest", {"URI": uri}, **other)
    return simulator.read_answer(send(client, "digilocker-document", body).content)


def pulls(certificate):
    return timeline_of(certificate.application).filter(kind=EventKind.PULLED).count()


def test_a_paper_is_found_by_its_code_and_its_holders_name(client, paper):
    answer = look(client, paper)
    assert answer["status"] == "1"
    assert answer["URI"] == f"in.gov.mp.cmhelpline-INCER-{paper.code}"
    assert base64.b64decode(answer["DocContent"]) == open_paper(paper)
    assert 'status="A"' in base64.b64decode(answer["DataContent"]).decode()
    assert pulls(paper) == 1


@pytest.mark.parametrize("name", ["सीता बाई", "BAI SITA", "  sita   bai "])
def test_the_name_counts_in_any_script_and_order(client, paper, name):
    assert look(client, paper, FullName=name)["status"] == "1"


@pytest.mark.parametrize(
    "other",
    [
        {"FullName": "Gita Bai"},
        {"FullName": "Sita"},
        {"FullName": ""},
        {"UDF1": "abcdefghjkmnpqrs"},
        {"UDF1": ""},
        {"DocType": "RSCER"},
        {"DocType": ""},
    ],
)
def test_what_is_not_theirs_is_not_there(client, paper, other):
    answer = look(client, paper, **other)
    assert answer == {"status": "0"}
    assert pulls(paper) == 0


def test_what_is_void_is_given_to_nobody(client, office, paper):
    uri = uri_of(paper)
    assert open_uri(client, uri)["status"] == "1"
    revoke_certificate(application=paper.application, words="x", actor=office.tehsildar, now=MONDAY)
    assert look(client, paper) == {"status": "0"} == open_uri(client, uri)


def test_a_kind_that_digilocker_does_not_know_is_not_given(client, paper):
    Service.objects.update(digilocker_type="")
    assert look(client, paper, DocType="") == {"status": "0"}


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("pdf", {"DocContent"}), ("xml", {"DataContent"}), ("both", {"DocContent", "DataContent"})],
)
def test_what_lies_in_the_locker_is_opened_in_the_wanted_form(client, paper, wanted, given):
    answer = open_uri(client, uri_of(paper), format=wanted)
    assert set(answer) == given | {"status"}


@pytest.mark.parametrize(
    "uri", ["", "in.gov.other-INCER-x", "in.gov.mp.cmhelpline-INCER-x", "in.gov.mp.cmhelpline"]
)
def test_an_address_that_is_none_of_ours_opens_nothing(client, paper, uri):
    assert open_uri(client, uri) == {"status": "0"}


def test_what_is_not_signed_is_refused(client, paper):
    body = simulator.request_of("PullURIRequest", looked_for(paper))
    for signed in ("", "x", signature_of("another key", body), signature_of(KEY, body + b" ")):
        assert send(client, "digilocker-uri", body, signed=signed).status_code == 401
    assert pulls(paper) == 0


@pytest.mark.parametrize(
    "other",
    [{"orgId": "somebody"}, {"keyhash": "0" * 64}, {"ts": "2026-11-23T08:00:00+05:30"}, {"ts": "soon"}],
)
def test_a_signed_request_of_somebody_or_some_time_else_is_refused(client, paper, other):
    body = simulator.request_of("PullURIRequest", looked_for(paper), **other)
    assert send(client, "digilocker-uri", body).status_code == 401


def test_an_old_request_cannot_be_sent_again(client, paper, now):
    body = simulator.request_of("PullURIRequest", looked_for(paper))
    with clock.frozen(now + timedelta(minutes=16)):
        assert send(client, "digilocker-uri", body).status_code == 401


@pytest.mark.parametrize(
    "body", [b"", b"<x", b"<PullURIRequest/>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>']
)
def test_what_cannot_be_read_is_refused(client, body):
    assert send(client, "digilocker-uri", body).status_code == 400


def test_without_a_key_nobody_is_let_in(client, paper, settings):
    settings.DIGILOCKER = {"org_id": "", "key": "", "issuer": ""}
    body = b"<PullURIRequest/>"
    assert send(client, "digilocker-uri", body, signed=signature_of("", body)).status_code == 401


def test_aadhaar_and_photograph_are_dropped_at_once():
    body = simulator.request_of("PullURIRequest", {"UID": "234123412346", "Photo": "x", "UDF1": "y"})
    assert set(wire.read(body).details) == {"UDF1", "DigiLockerId"}
