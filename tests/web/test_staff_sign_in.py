"""Staff sign in with a password and the code of an authenticator app; without the second nothing opens."""

from __future__ import annotations

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache

from sunwai.accounts.roles import Role

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def officer(world):
    return world.officer("je")


@pytest.fixture
def secret(officer):
    """The officer has set up an app with this key."""
    key = generate_totp_secret()
    TOTP.activate(officer, key)
    return key


def sign_in(client, user, password=PASSWORD, **more):
    return client.post("/staff/login/", {"login": user.username, "password": password} | more)


def open_set_up(client):
    """The set-up page; it asks for the password once more."""
    asked = client.get("/staff/mfa/totp/activate/")
    assert asked.url.startswith("/staff/reauthenticate/")
    return client.post(asked.url, {"password": PASSWORD}, follow=True)


def test_password_and_code_open_the_persons_own_work(client, officer, secret):
    asked = sign_in(client, officer)
    assert asked.url == "/staff/mfa/authenticate/"
    assert client.get("/office/").status_code == 302  # the password alone opens nothing

    done = client.post("/staff/mfa/authenticate/", {"code": pyotp.TOTP(secret).now()})

    assert client.get(done.url).url == "/office/"
    assert client.get("/office/").status_code == 200


def test_a_code_works_once(client, officer, secret):
    code = pyotp.TOTP(secret).now()
    sign_in(client, officer)
    client.post("/staff/mfa/authenticate/", {"code": code})
    client.post("/staff/logout/")
    sign_in(client, officer)

    again = client.post("/staff/mfa/authenticate/", {"code": code})

    assert again.status_code == 200
    assert "यह कोड सही नहीं है" in again.content.decode()


def test_without_a_second_factor_there_is_only_its_set_up(client, officer):
    sign_in(client, officer)

    for page in ("/office/", "/staff/home/"):
        assert client.get(page).url == "/staff/mfa/totp/activate/"
    assert Authenticator.objects.count() == 0


def test_setting_it_up_gives_recovery_codes_and_opens_the_work(client, officer):
    sign_in(client, officer)
    page = open_set_up(client)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    secret = page.context["form"].secret

    done = client.post("/staff/mfa/totp/activate/", {"code": pyotp.TOTP(secret).now()})

    assert done.url == "/staff/mfa/recovery-codes/"
    assert len(client.get(done.url).context["unused_codes"]) == 10
    assert client.get("/office/").status_code == 200


def test_the_key_is_not_readable_in_the_database(officer, secret):
    row = Authenticator.objects.get(user=officer)

    assert secret not in str(row.data)
    assert row.wrap().validate_code(pyotp.TOTP(secret).now())


def test_a_recovery_code_signs_in_once(client, officer):
    sign_in(client, officer)
    secret = open_set_up(client).context["form"].secret
    client.post("/staff/mfa/totp/activate/", {"code": pyotp.TOTP(secret).now()})
    code = client.get("/staff/mfa/recovery-codes/").context["unused_codes"][0]
    for expected in (302, 200):
        client.post("/staff/logout/")
        sign_in(client, officer)
        assert client.post("/staff/mfa/authenticate/", {"code": code}).status_code == expected


@pytest.mark.parametrize(
    ("mode", "is_demo", "opens"), [("demo", True, True), ("demo", False, False), ("production", True, False)]
)
def test_only_the_invented_people_of_a_demo_are_spared(client, officer, settings, mode, is_demo, opens):
    settings.MODE = mode
    officer.is_demo = is_demo
    officer.save()
    sign_in(client, officer)

    assert (client.get("/office/").status_code == 200) == opens


def test_a_wrong_password_says_the_same_whether_the_name_exists(client, officer):
    known = sign_in(client, officer, "wrong").context["form"].errors
    unknown = client.post("/staff/login/", {"login": "nobody", "password": "wrong"}).context["form"].errors

    assert known == unknown == {"__all__": ["उपयोगकर्ता नाम या पासवर्ड सही नहीं है।"]}


def test_the_name_that_was_typed_is_kept(client, officer):
    page = sign_in(client, officer, "wrong").content.decode()

    assert f'value="{officer.username}"' in page
    assert "wrong" not in page


def test_after_five_wrong_passwords_even_the_right_one_must_wait(client, officer):
    for _attempt in range(5):
        sign_in(client, officer, "wrong")

    page = sign_in(client, officer)

    assert page.status_code == 200
    assert page.context["form"].errors == {
        "__all__": ["बहुत बार ग़लत कोशिश हुई। कृपया दस मिनट रुककर फिर कोशिश करें।"]
    }


def test_the_limit_is_kept_where_all_processes_see_it(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def test_a_flood_from_one_address_is_stopped_in_the_readers_language(client, world):
    for number in range(40):
        page = client.post("/en/staff/login/", {"login": f"nobody{number}", "password": "wrong"})

    assert page.status_code == 429
    assert "Too many attempts" in page.content.decode()


def test_a_closed_account_does_not_open(client, officer):
    officer.is_active = False
    officer.save()

    assert "इस" not in sign_in(client, officer).headers.get("Location", "")
    assert client.get("/office/").url.startswith("/staff/login/")


def test_nobody_can_sign_up(client, world):
    page = client.post("/staff/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})

    assert "कर्मचारियों के खाते प्रशासक बनाते हैं" in page.content.decode()
    assert not type(world.agent).objects.filter(username="x").exists()


def test_after_signing_in_one_is_where_one_wanted_to_be(client, officer, secret):
    wanted = client.get("/office/approvals/").url
    assert wanted == "/staff/login/?next=/office/approvals/"
    sign_in(client, officer, next="/office/approvals/")

    assert (
        client.post("/staff/mfa/authenticate/", {"code": pyotp.TOTP(secret).now()}).url
        == "/office/approvals/"
    )


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMINISTRATOR])
def test_the_wrong_kind_of_work_is_refused_in_words(client, world, role):
    user = world.new_user("somebody", role)
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)

    page = client.get("/office/")

    assert page.status_code == 403
    assert "यह पेज आपके लिए नहीं है" in page.content.decode()


def test_the_session_ends_with_the_working_day(settings):
    assert settings.SESSION_COOKIE_AGE <= 12 * 60 * 60
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_fields_of_forms_that_are_not_ours_look_like_ours(client, officer):
    sign_in(client, officer)

    page = client.get("/staff/reauthenticate/?next=/staff/home/").content.decode()

    assert 'class="govuk-input"' in page
    assert "placeholder" not in page


def test_who_is_refused_can_still_go_to_their_own_work_and_sign_out(client, world):
    user = world.agent
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)

    page = client.get("/office/").content.decode()

    assert 'href="/desk/"' in page
    assert 'action="/staff/logout/"' in page
