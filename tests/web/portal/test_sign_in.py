"""Signing in with a one-time code."""

import pytest

from sunwai.citizens.models import Citizen
from sunwai.core.options import option
from sunwai.web.middleware import CITIZEN_KEY


def test_a_code_signs_in(visitor):
    response = visitor.sign_in_by_code("9876500001")

    assert response["Location"] == "/mine/"
    assert visitor.client.session[CITIZEN_KEY] == Citizen.objects.get(mobile="9876500001").pk


def test_the_session_has_a_new_key_afterwards(visitor):
    visitor.post("/sign-in/", mobile="9876500001")
    before = visitor.client.session.session_key
    visitor.post("/sign-in/code/", code=visitor.code_sent_to("9876500001"))

    assert visitor.client.session.session_key != before


def test_a_wrong_code_does_not(visitor):
    visitor.post("/sign-in/", mobile="9876500001")
    right = visitor.code_sent_to("9876500001")
    response = visitor.post("/sign-in/code/", code=str((int(right) + 1) % 10**6).zfill(6))

    assert "code" in response.context["form"].errors
    assert CITIZEN_KEY not in visitor.client.session


def test_what_is_no_mobile_is_explained(visitor):
    response = visitor.post("/sign-in/", mobile="12345")

    assert "mobile" in response.context["form"].errors
    assert 'value="12345"' in response.text  # what was typed is still there


def test_codes_are_not_sent_without_end(visitor):
    for _time in range(option("otp.per_mobile_hour")):
        assert visitor.post("/sign-in/", mobile="9876500001").status_code == 302

    assert visitor.post("/sign-in/", mobile="9876500001").context["form"].errors


def test_nothing_tells_whether_a_mobile_is_known(visitor, another, world):
    known = visitor.post("/sign-in/", mobile=world.citizen.mobile)
    unknown = another.post("/sign-in/", mobile="9876500001")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(visitor, elsewhere):
    assert visitor.sign_in_by_code("9876500001", next_page=elsewhere)["Location"] == "/mine/"


def test_it_leads_on_to_where_one_wanted(visitor):
    assert visitor.sign_in_by_code("9876500001", next_page="/en/file/you/")["Location"] == "/en/file/you/"


def test_without_a_mobile_there_is_no_code_page(visitor):
    assert visitor.get("/sign-in/code/")["Location"].startswith("/sign-in/")


def test_signing_out_forgets(visitor, world):
    visitor.sign_in(world.citizen)
    visitor.post("/sign-out/")

    assert CITIZEN_KEY not in visitor.client.session
    assert visitor.get("/mine/")["Location"] == "/sign-in/?next=%2Fmine%2F"


def test_signing_out_is_not_a_link(visitor):
    assert visitor.get("/sign-out/").status_code == 405
