"""How an app's citizen is reached: asked to be called, told by which channel."""

from __future__ import annotations

import pytest

from sunwai.accounts.models import ApiScope
from sunwai.calls.models import Callback, DoNotDisturb
from sunwai.messages.enums import Event
from sunwai.messages.models import Message, Reach
from tests.api.test_citizen_app import App

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(client, world):
    return App(client, world, [ApiScope.APP]).sign_in(world.citizen)


def test_a_call_is_asked_for_and_taken_back(app, world):
    case = world.register()
    assert app.ask("get", "/citizen/callback").json() == {"asked": False, "not_before": None}
    answer = app.ask("put", "/citizen/callback", reference=case.reference)
    assert answer.status_code == 200, answer.content
    assert answer.json()["asked"]
    assert Callback.objects.get().grievance == case
    assert app.ask("delete", "/citizen/callback").status_code == 204
    assert not app.ask("get", "/citizen/callback").json()["asked"]
    assert app.ask("delete", "/citizen/callback").status_code == 204


def test_a_call_about_the_case_of_another_is_not_found(app, world):
    foreign = world.register(citizen=world.new_citizen())
    assert app.ask("put", "/citizen/callback", reference=foreign.reference).status_code == 404
    assert not Callback.objects.exists()


def test_asking_all_day_is_too_many(app, world):
    answers = [app.ask("put", "/citizen/callback").status_code for _time in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert Callback.objects.count() == 1


def test_the_way_is_chosen_and_what_leads_nowhere_is_not_offered(app, world):
    before = app.ask("get", "/citizen/reach").json()
    assert (before["way"], before["email"], before["undisturbed"]) == ("auto", "", False)
    assert "email" not in before["possible"]
    assert app.ask("patch", "/citizen/reach", way="sms").json()["way"] == "sms"
    refused = app.ask("patch", "/citizen/reach", way="email")
    assert (refused.status_code, refused.json()["field"]) == (422, "way")
    assert app.ask("patch", "/citizen/reach", way="auto").json()["way"] == "auto"


def test_an_address_is_asked_whether_it_is_theirs_and_given_up(app, world):
    answer = app.ask("patch", "/citizen/reach", email="sita@example.org")
    assert (answer.json()["email"], answer.json()["email_is_theirs"]) == ("sita@example.org", False)
    assert Message.objects.filter(event=Event.EMAIL_ADDRESS).count() == 1
    assert app.ask("patch", "/citizen/reach", email="").json()["email"] == ""
    refused = app.ask("patch", "/citizen/reach", email="सीता@उदाहरण")
    assert (refused.status_code, refused.json()["title"]) == (422, "not-an-address")
    assert not Reach.objects.exclude(email="").exists()


def test_calls_of_our_own_accord_are_refused_and_allowed_again(app, world):
    assert app.ask("patch", "/citizen/reach", undisturbed=True).json()["undisturbed"]
    assert DoNotDisturb.objects.filter(number=world.citizen.mobile).exists()
    assert not app.ask("patch", "/citizen/reach", undisturbed=False).json()["undisturbed"]
