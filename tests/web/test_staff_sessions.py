"""How long staff stay signed in, at how many places, what becomes of what they typed, and whose password opens work."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from sunwai.accounts.actions import make_administrator
from sunwai.accounts.models import User
from sunwai.core import clock, options
from sunwai.core.models import Setting
from sunwai.grievances.enums import EventKind
from sunwai.web.staff.sessions import TYPED

PASSWORD = "correct horse battery"
OWN = "brown cow under a tree"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def officer(world):
    """Invented, so that a password alone signs in."""
    user = world.officer("je")
    user.is_demo = True
    user.save()
    return user


def sign_in(client, user, password=PASSWORD, **more):
    return client.post("/staff/login/", {"login": user.username, "password": password} | more)


def said(page):
    return [str(message) for message in page.context["messages"]]


def later(now, **time):
    return clock.frozen(now + timedelta(**time))


# ── Without a click ──────────────────────────────────────────────────────────────────────────────────────


def test_who_does_nothing_for_half_an_hour_signs_in_again_and_is_told_why(client, officer, now):
    sign_in(client, officer)
    assert client.get("/office/").status_code == 200

    with later(now, minutes=31):
        away = client.get("/office/")

        assert away.url == "/staff/login/?next=/office/"
        assert said(client.get(away.url)) == [
            "30 मिनट से आपने कुछ नहीं किया, इसलिए आप साइन आउट हो गए। कृपया फिर साइन इन करें।"
        ]


def test_every_click_begins_the_half_hour_anew(client, officer, now):
    sign_in(client, officer)
    for minutes in (0, 25, 50, 75):
        with later(now, minutes=minutes):
            assert client.get("/office/").status_code == 200


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(client, officer, now):
    sign_in(client, officer)
    client.get("/office/")
    for minutes in (10, 20, 29):
        with later(now, minutes=minutes):
            assert client.get("/office/", headers={"sec-fetch-dest": "empty"}).status_code == 200

    with later(now, minutes=31):
        assert client.get("/office/").status_code == 302


def test_the_time_is_a_setting(client, officer, now):
    Setting.objects.create(key="staff.idle_minutes", value=60)
    options.forget()
    sign_in(client, officer)
    client.get("/office/")

    with later(now, minutes=59):
        assert client.get("/office/").status_code == 200


def test_a_citizens_session_is_not_ended_so(client, world, now):
    session = client.session
    session["citizen_id"] = world.citizen.pk
    session.save()
    client.get("/mine/")

    with later(now, minutes=120):
        assert client.get("/mine/").status_code == 200


def test_what_an_officer_had_written_is_there_after_signing_in_again(client, officer, world, now):
    case = world.register()
    note = f"/office/c/{case.reference}/note/"
    sign_in(client, officer)
    client.get("/office/")

    with later(now, minutes=31):
        away = client.post(note, {"words": "लाइनमैन को भेजा है", "csrfmiddlewaretoken": "x"})
        assert away.url == f"/staff/login/?next={note}"
        back = sign_in(client, officer, next=note)
        assert back.url == note
        page = client.get(back.url)

        assert page.status_code == 200
        assert "लाइनमैन को भेजा है" in page.content.decode()
        assert "यह आपका लिखा हुआ है। यह अभी भेजा नहीं गया है: कृपया अब भेजें।" in said(page)
        assert not case.events().filter(kind=EventKind.INTERIM_NOTE).exists()
        assert client.get(note).status_code == 302  # once


def test_what_one_had_written_is_not_shown_to_another_who_signs_in_there(client, officer, world, now):
    case = world.register()
    note = f"/office/c/{case.reference}/note/"
    above = world.officer("ae")
    User.objects.filter(pk=above.pk).update(is_demo=True)
    sign_in(client, officer)
    client.get("/office/")

    with later(now, minutes=31):
        client.post(note, {"words": "लाइनमैन को भेजा है"})
        sign_in(client, above, next=note)

        assert client.get(note).url == f"/office/c/{case.reference}/?act=note"


def test_no_password_is_kept_in_a_session(client, officer, now):
    sign_in(client, officer)
    client.get("/office/")

    with later(now, minutes=31):
        client.post("/staff/password/change/", {"oldpassword": PASSWORD, "password1": OWN, "password2": OWN})

    assert TYPED not in client.session


# ── At several places ────────────────────────────────────────────────────────────────────────────────────


def test_the_oldest_of_too_many_sessions_ends_and_both_sides_are_told(officer):
    places = [Client() for _ in range(4)]
    for place in places:
        sign_in(place, officer)

    assert [place.get("/office/").status_code for place in places] == [302, 200, 200, 200]
    assert said(places[0].get("/staff/login/")) == [
        "आपने दूसरी जगह साइन इन किया, इसलिए यहाँ से आप साइन आउट हो गए।"
    ]


def test_the_new_place_is_told_too(officer):
    for _ in range(3):
        sign_in(Client(), officer)
    fourth = Client()
    sign_in(fourth, officer)

    assert "आप बहुत जगह साइन इन थे। सबसे पुरानी जगह से आपको साइन आउट कर दिया गया।" in said(fourth.get("/office/"))


def test_how_many_is_a_setting_and_others_are_left_alone(officer, world):
    Setting.objects.create(key="staff.sessions", value=1)
    options.forget()
    first, second, other = Client(), Client(), Client()
    agent = world.agent
    User.objects.filter(pk=agent.pk).update(is_demo=True)
    sign_in(other, agent)
    sign_in(first, officer)
    sign_in(second, officer)

    assert first.get("/office/").status_code == 302
    assert second.get("/office/").status_code == 200
    assert other.get("/desk/").status_code == 200


# ── Whose password it is ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def given(officer):
    """The officer has a password that an administrator knows."""
    officer.give_password("given by another")
    officer.save()
    return officer


def change(client, new, old="given by another"):
    return client.post("/staff/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def test_a_password_that_was_given_opens_nothing_but_its_change(client, given):
    sign_in(client, given, "given by another")

    for page in ("/office/", "/staff/home/"):
        assert client.get(page).url == "/staff/password/change/"
    assert "आपका अभी का पासवर्ड प्रशासक को पता है" in client.get("/staff/password/change/").content.decode()


def test_with_an_own_one_the_work_opens(client, given):
    sign_in(client, given, "given by another")

    assert change(client, OWN).url == "/staff/home/"
    assert client.get("/office/").status_code == 200
    assert sign_in(Client(), given, OWN).status_code == 302


def test_the_given_one_cannot_be_kept(client, given):
    sign_in(client, given, "given by another")

    page = change(client, "given by another")

    assert "कृपया दिए गए पासवर्ड से अलग पासवर्ड चुनें।" in page.content.decode()
    assert client.get("/office/").url == "/staff/password/change/"


def test_files_do_not_open_before_it_either(client, given, world):
    photo = world.photo(world.citizen)
    world.register(uploads=(photo,))
    sign_in(client, given, "given by another")

    assert client.get(f"/files/{photo.pk}").status_code == 404


def test_the_first_administrator_chooses_an_own_password_too(db):
    make_administrator(username="first", name="First")

    assert User.objects.get(username="first").password_was_given


# ── What an administrator does to a sign-in ──────────────────────────────────────────────────────────────


@pytest.fixture
def admin(world):
    TOTP.activate(world.administrator, generate_totp_secret())
    browser = Client()
    browser.force_login(world.administrator)
    return browser


def do(admin, action, user):
    return admin.post(
        reverse("admin:accounts_user_changelist"),
        {"action": action, "_selected_action": [user.pk]},
        follow=True,
    )


def history(admin, user):
    page = admin.get(reverse("admin:accounts_user_history", args=[user.pk]))
    return [(change.what, change.who) for change in page.context["changes"]]


def test_a_new_password_is_shown_once_signs_out_everywhere_and_is_written_down(admin, officer, client):
    sign_in(client, officer)

    [told] = said(do(admin, "reset_password", officer))

    password = told.rpartition(" ")[2]
    assert told.startswith("je का नया पासवर्ड, केवल अभी दिखाया जा रहा है: ")
    assert client.get("/office/").status_code == 302
    assert sign_in(Client(), officer).status_code == 200  # the old one is void
    assert sign_in(Client(), officer, password).status_code == 302
    assert ("नया पासवर्ड दिया गया", "administrator") in history(admin, officer)
    assert (
        password not in admin.get(reverse("admin:accounts_user_history", args=[officer.pk])).content.decode()
    )


def test_a_second_factor_taken_away_is_set_up_anew_and_is_written_down(admin, world):
    officer = world.officer("ae")
    TOTP.activate(officer, generate_totp_secret())

    do(admin, "reset_second_factor", officer)

    assert not Authenticator.objects.filter(user=officer).exists()
    assert ("दूसरी पहचान हटाई गई", "administrator") in history(admin, officer)
    browser = Client()
    browser.force_login(officer)
    assert browser.get("/office/").url == "/staff/mfa/totp/activate/"


# ── Locked out ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "बहुत बार ग़लत कोशिश हुई। कृपया दस मिनट रुककर फिर कोशिश करें।"),
        ("/en", "Too many wrong attempts. Please wait ten minutes and try again."),
    ],
)
def test_after_five_wrong_codes_even_the_right_one_must_wait(client, world, prefix, words):
    officer, secret = world.officer("je"), generate_totp_secret()
    TOTP.activate(officer, secret)
    client.post(f"{prefix}/staff/login/", {"login": officer.username, "password": PASSWORD})
    for _attempt in range(5):
        client.post(f"{prefix}/staff/mfa/authenticate/", {"code": "000000"})

    page = client.post(f"{prefix}/staff/mfa/authenticate/", {"code": pyotp.TOTP(secret).now()})

    assert page.status_code == 200
    assert words in page.content.decode()
    assert client.get("/office/").status_code == 302
