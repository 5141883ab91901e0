"""Editors: they write, another publishes; they come to nothing else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.schemes.actions import note_unanswered
from sunwai.schemes.enums import AskedBy
from sunwai.schemes.models import OpenQuestion, Scheme, SchemeChange
from tests.schemes.conftest import read_schemes_of_one
from tests.world import MONDAY


@pytest.fixture
def scheme(world):
    return Scheme.objects.create(
        **read_schemes_of_one(), code="invented", department=world.category().department
    )


@pytest.fixture
def editors(world, client_class):
    """Two browsers, an editor in each."""
    found = []
    for number in (1, 2):
        user = world.new_user(f"editor-{number}", Role.EDITOR)
        User.objects.filter(pk=user.pk).update(is_demo=True)
        browser = client_class()
        browser.force_login(User.objects.get(pk=user.pk))
        found.append(browser)
    return found


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


def filled(browser, scheme, **changes):
    """What the form sends as it stands, but for `changes`."""
    form = browser.get(reverse("admin:scheme_edit", args=[scheme.code])).context["form"]
    given = {name: form[name].value() for name in form.fields}
    plain = {name: "" if value is None else value for name, value in given.items()}
    return plain | {"rules": form["rules"].value(), "why": "विभाग का पत्र"} | changes


def propose(browser, scheme, **changes):
    return browser.post(reverse("admin:scheme_edit", args=[scheme.code]), filled(browser, scheme, **changes))


def test_one_writes_and_another_publishes(editors, scheme):
    answer = propose(editors[0], scheme, fee_hi="50 रुपये", fee_en="50 rupees", also="पहला नाम\n\nदूसरा नाम")
    assert answer.status_code == 302
    change = SchemeChange.objects.get()
    assert change.columns == {"fee_hi": "50 रुपये", "fee_en": "50 rupees", "also": ["पहला नाम", "दूसरा नाम"]}
    page = editors[1].get(answer["Location"]).content.decode()
    assert "50 रुपये" in page
    assert "कोई फीस नहीं" in page
    assert 'value="publish"' not in editors[0].get(answer["Location"]).content.decode()
    editors[0].post(answer["Location"], {"do": "publish"})
    scheme.refresh_from_db()
    assert scheme.fee_hi == "कोई फीस नहीं"
    editors[1].post(answer["Location"], {"do": "publish"})
    scheme.refresh_from_db()
    assert (scheme.fee_hi, scheme.also) == ("50 रुपये", ["पहला नाम", "दूसरा नाम"])


def test_the_order_of_boxes_is_no_change(editors, scheme):
    Scheme.objects.update(verify=["time", "gets"])
    answer = propose(editors[0], scheme, fee_hi="50 रुपये")
    assert answer.status_code == 302
    assert set(SchemeChange.objects.get().columns) == {"fee_hi"}


def test_what_was_never_checked_is_listed(editors, scheme):
    page = editors[0].get("/admin/schemes/scheme/?checked_on__isempty=1").content.decode()
    assert "गढ़ी हुई योजना" in page
    assert (
        "गढ़ी हुई योजना" not in editors[0].get("/admin/schemes/scheme/?checked_on__isempty=0").content.decode()
    )


def test_what_is_wrong_is_said_and_what_was_typed_stays(editors, scheme):
    answer = propose(editors[0], scheme, short_hi="(कोष्ठक) में", rules='[{"fact": "wealth"}]')
    assert answer.status_code == 422
    assert "(कोष्ठक) में" in answer.content.decode()
    assert "wealth" in answer.content.decode()
    assert not SchemeChange.objects.exists()


def test_a_new_scheme_is_written(editors, scheme):
    given = filled(editors[0], scheme, code="another-one", name_hi="दूसरी योजना", name_en="Another")
    answer = editors[0].post(reverse("admin:scheme_new"), given)
    assert answer.status_code == 302, answer.context["form"].errors
    editors[1].post(answer["Location"], {"do": "publish"})
    assert Scheme.objects.get(code="another-one").name_en == "Another"


def test_a_question_is_answered_or_left_aside(editors, scheme):
    for text in ("झटपट बिजूका", "मंगल ग्रह"):
        note_unanswered(text=text, asked_by=AskedBy.PORTAL, now=MONDAY)
    page = editors[0].get(reverse("admin:schemes")).content.decode()
    assert "झटपट बिजूका" in page
    first, second = OpenQuestion.objects.order_by("pk")
    editors[0].post(reverse("admin:scheme_question", args=[first.pk]), {"scheme": "invented"})
    editors[0].post(reverse("admin:scheme_question", args=[second.pk]))
    assert list(OpenQuestion.objects.order_by("pk").values_list("state", flat=True)) == [
        "answered",
        "dismissed",
    ]
    scheme.refresh_from_db()
    assert "झटपट बिजूका" in scheme.needs


def test_an_editor_comes_to_schemes_and_to_nothing_else(editors, scheme, world):
    browser = editors[0]
    start = browser.get("/admin/").content.decode()
    assert "/admin/directory/" in start
    assert "/admin/accounts/user/" not in start
    assert browser.get("/staff/home/")["Location"] == "/admin/directory/"
    for open_ in (
        "/admin/directory/",
        "/admin/schemes/scheme/",
        f"/admin/schemes/scheme/{scheme.pk}/history/",
    ):
        assert browser.get(open_).status_code == 200
    case = world.register()
    for shut in (
        "/desk/", "/office/", "/floor/", f"/office/c/{case.reference}/", "/admin/accounts/user/",
        "/admin/core/setting/", "/admin/central/", "/admin/flows/", "/admin/prompts/", "/admin/accounts/accesslog/",
        "/admin/sunwai_messages/message/", "/admin/webhooks/endpoint/",
    ):  # fmt: skip
        assert browser.get(shut).status_code == 403, shut


def test_the_history_says_who(editors, scheme):
    answer = propose(editors[0], scheme, fee_hi="50 रुपये")
    editors[1].post(answer["Location"], {"do": "publish"})
    page = editors[0].get(f"/admin/schemes/scheme/{scheme.pk}/history/").content.decode()
    assert "editor-2" in page
    assert "50 रुपये" in page
