"""A citizen chooses how they are told."""

from __future__ import annotations

import re

import pytest

from sunwai.gateways.push.simulator import new_device
from sunwai.gateways.push.vapid import public_key
from sunwai.messages.enums import Event
from sunwai.messages.models import Message, PushPreference, PushSubscription, Reach
from sunwai.messages.tokens import token_of
from tests.world import MONDAY

PAGE = "/tell-me/"


@pytest.fixture
def mine(visitor, world):
    return visitor.sign_in(world.citizen)


def said(answer):
    return answer.content.decode()


def test_who_is_not_signed_in_signs_in_and_comes_back(visitor):
    answer = visitor.post(PAGE, do="way", way="sms")
    assert answer["Location"] == "/sign-in/?next=%2Ftell-me%2F"
    assert not Reach.objects.exists()


def test_a_channel_is_chosen_and_given_up_again(mine):
    assert mine.post(PAGE, do="way", way="sms")["Location"] == PAGE
    assert Reach.objects.get().preferred == "sms"
    assert re.search(r'value="sms"[^>]* checked', said(mine.get(PAGE)))
    mine.post(PAGE, do="way", way="auto")
    assert Reach.objects.get().preferred == ""


@pytest.mark.parametrize("way", ["email", "whatsapp", "pigeon", ""])
def test_what_leads_nowhere_is_not_offered(mine, way, settings):
    settings.PROVIDERS = settings.PROVIDERS | {"whatsapp": []}
    assert f'name="way" value="{way}"' not in said(mine.get(PAGE))
    assert mine.post(PAGE, do="way", way=way).status_code == 422
    assert not Reach.objects.filter(preferred=way).exists()


def test_an_address_is_given_and_proved(mine, another):
    answer = mine.post(PAGE, do="address", email="sita@example.org")
    assert answer["Location"] == PAGE
    asked = Message.objects.get(event=Event.EMAIL_ADDRESS)
    assert "sita@example.org" in said(mine.get(PAGE))
    link = asked.variables["link"].partition("/tell-me/")[2]

    assert "<form" in said(another.get(f"/tell-me/{link}"))
    assert Reach.objects.get().email_verified_at is None
    assert "sita@example.org" in said(another.post(f"/tell-me/{link}"))
    reach = Reach.objects.get()
    assert (reach.email_verified_at, reach.preferred) == (MONDAY, "email")
    assert 'value="email"' in said(mine.get(PAGE))


@pytest.mark.parametrize("email", ["", "sita", "sita@", "सीता@example.org", "a@b.c\r\nBcc: x@y.z"])
def test_what_is_no_address_is_said_so(mine, email):
    answer = mine.post(PAGE, do="address", email=email)
    assert answer.status_code == 422
    assert "govuk-error-message" in said(answer)
    assert not Message.objects.filter(event=Event.EMAIL_ADDRESS).exists()


def test_an_address_is_asked_again_and_removed(mine):
    mine.post(PAGE, do="address", email="sita@example.org")
    mine.post(PAGE, do="again")
    assert Message.objects.filter(event=Event.EMAIL_ADDRESS).count() == 2
    mine.post(PAGE, do="remove")
    assert Reach.objects.get().email == ""


def test_a_mail_that_came_back_is_said_so(mine, world):
    Reach.objects.create(
        mobile=world.citizen.mobile, email="a@example.org", email_verified_at=MONDAY, email_bounced_at=MONDAY
    )
    assert "लौट आया" in said(mine.get(PAGE))


def test_a_mail_program_ends_the_mails_by_one_post_without_a_cookie(world, client_class):
    Reach.objects.create(
        mobile=world.citizen.mobile, email="a@example.org", email_verified_at=MONDAY, preferred="email"
    )
    world.register()
    message = Message.objects.get()
    page = f"/tell-me/stop/{token_of(message.pk, 'stop')}/"
    strict = client_class(enforce_csrf_checks=True)
    assert strict.get(page).status_code == 200
    assert Reach.objects.get().email == "a@example.org"
    answer = strict.post(page, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Reach.objects.get().email == ""


@pytest.mark.parametrize("page", ["email", "stop"])
def test_a_link_that_is_none_says_what_to_do(visitor, page):
    answer = visitor.post(f"/tell-me/{page}/1-aaaaaaaaaaaaaaaa/")
    assert answer.status_code == 422
    assert "sw-notice--warning" in said(answer)


def test_confirming_needs_the_page(world, client_class):
    strict = client_class(enforce_csrf_checks=True)
    assert strict.post("/tell-me/email/1-aaaaaaaaaaaaaaaa/").status_code == 403


# ── On this device ───────────────────────────────────────────────────────────────────────────────────────
def add(mine, **keys):
    given = new_device()._asdict() | keys
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    return mine.client.post(PAGE, {"do": "device", **given}, headers={"User-Agent": agent})


def test_a_device_is_added_named_and_removed(mine, world):
    page = said(mine.get(PAGE))
    assert f'data-push="{public_key()}" hidden' in page
    assert "<noscript>" in page
    assert add(mine)["Location"] == PAGE
    device = PushSubscription.objects.get()
    assert (device.citizen, device.label, device.language) == (world.citizen, "Chrome, Android", "hi")
    assert "Chrome, Android" in said(mine.get(PAGE))
    mine.post(PAGE, do="device-off", device=device.pk)
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("changed", [{"endpoint": "https://10.0.0.1/x"}, {"auth": ""}])
def test_what_is_no_device_is_refused(mine, changed):
    assert add(mine, **changed).status_code == 422
    assert not PushSubscription.objects.exists()


def test_notices_are_switched_off_one_by_one(mine, world):
    add(mine)
    mine.post(PAGE, do="notices", notice=["taken_up", "otp", "officer_new"])
    muted = set(PushPreference.objects.get(citizen=world.citizen).muted)
    assert "taken_up" not in muted
    assert {"interim_note", "reopened"} <= muted
    assert muted.isdisjoint({"otp", "officer_new", "closure_question"})
    page = said(mine.get(PAGE))
    assert re.search(r'value="taken_up"[^>]* checked', page)
    assert not re.search(r'value="interim_note"[^>]* checked', page)


def test_where_no_notices_are_sent_none_are_offered(mine, settings):
    settings.PROVIDERS = settings.PROVIDERS | {"push": []}
    assert "data-push" not in said(mine.get(PAGE))


@pytest.mark.parametrize("number", ["", "x", "-1", "\u0967", "99999999999999999999"])
def test_a_device_that_is_none_is_not_removed(mine, number):
    add(mine)
    assert mine.post(PAGE, do="device-off", device=number).status_code in {302, 422}
    assert PushSubscription.objects.exists()
