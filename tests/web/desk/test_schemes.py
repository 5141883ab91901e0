"""A call about schemes: what is read aloud, and what is written down of it."""

from __future__ import annotations

import pytest

from sunwai.schemes.models import Enquiry, OpenQuestion, Scheme
from tests.schemes.conftest import read_schemes_of_one

STRANGER = "9876543210"


@pytest.fixture
def scheme(world):
    return Scheme.objects.create(
        **read_schemes_of_one(), code="invented", department=world.category().department
    )


@pytest.fixture
def call(desk):
    return desk.take(STRANGER)


def test_what_fits_is_read_aloud_with_the_rest_folded(desk, call, scheme):
    page = desk.get(call, "schemes", q="budhape ki pention").content.decode()
    assert "परीक्षण के लिए है।</blockquote>" in page
    assert "<details" in page
    assert "जाँचें।" in page
    assert not Enquiry.objects.exists()


def test_what_was_asked_told_and_answered_is_written_down(desk, call, scheme):
    address = f"{desk.url(call, 'schemes')}?q=पेंशन"
    answer = desk.client.post(address, {"asked": f"पेंशन {STRANGER}", "told": ["invented"], "answered": "yes"})
    assert answer.status_code == 302
    row = Enquiry.objects.get()
    assert (row.call, row.asked, row.answered, list(row.schemes.all())) == (call.pk, "पेंशन", True, [scheme])
    page = desk.client.get(answer["Location"]).content.decode()
    assert '<option value="scheme" selected>' in page
    assert '<option value="informed" selected>' in page


def test_an_unanswered_question_goes_to_the_editors(desk, call, scheme):
    address = f"{desk.url(call, 'schemes')}?q=मंगल"
    assert desk.client.post(address, {"asked": "मंगल ग्रह", "answered": "no"}).status_code == 302
    assert (Enquiry.objects.get().answered, OpenQuestion.objects.get().text) == (False, "मंगल ग्रह")


def test_it_must_be_said_whether_it_was_answered(desk, call, scheme):
    answer = desk.client.post(f"{desk.url(call, 'schemes')}?q=पेंशन", {"asked": "पेंशन"})
    assert answer.status_code == 422
    assert not Enquiry.objects.exists()


def test_only_on_ones_own_call(desk, call, scheme, world, client):
    client.force_login(world.supervisor)
    assert client.get(desk.url(call, "schemes")).status_code == 404
    answer = client.post(desk.url(call, "schemes"), {"asked": "पेंशन", "answered": "no"})
    assert answer.status_code == 404
    assert not Enquiry.objects.exists()
