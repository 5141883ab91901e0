"""Delivery reports from outside: only with the token, as often as they like."""

import json

import pytest

from sunwai.messages.enums import MessageState
from sunwai.messages.models import Receipt

pytestmark = pytest.mark.django_db
URL = "/hooks/sms/mobile-seva"


@pytest.fixture(autouse=True)
def tokens(settings):
    settings.SMS_MOBILE_SEVA = settings.SMS_MOBILE_SEVA | {"receipt_token": "right"}
    settings.SMS_GENERIC_HTTP = settings.SMS_GENERIC_HTTP | {"receipt_token": "other"}


def post_json(client, body, url=URL, token="right"):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = body if isinstance(body, str) else json.dumps(body)
    return client.post(url, body, content_type="application/json", headers=headers)


def stored():
    return list(Receipt.objects.values_list("provider", "provider_id", "state"))


def test_json_with_the_token_in_a_header(client):
    answer = post_json(client, {"id": "abc", "status": "DELIVRD"})
    assert (answer.status_code, answer.json()) == (200, {"new": True})
    assert stored() == [("mobile-seva", "abc", MessageState.DELIVERED)]


def test_a_form_with_the_token_in_the_path(client):
    answer = client.post(f"{URL}/right", {"MsgID": "abc", "Status": "UNDELIV"})
    assert answer.status_code == 200
    assert stored() == [("mobile-seva", "abc", MessageState.UNDELIVERED)]


def test_the_same_report_again_is_fine_and_changes_nothing(client):
    post_json(client, {"id": "abc", "status": "delivered"})
    answer = post_json(client, {"id": "abc", "status": "delivered"})
    assert (answer.status_code, answer.json()) == (200, {"new": False})
    assert len(stored()) == 1


@pytest.mark.parametrize("token", ["", "wrong", "other", "righ", "गलत"])
def test_without_its_own_token_nothing_is_believed(client, token):
    answer = client.post(f"{URL}/{token}" if token else URL, {"id": "abc", "status": "delivered"})
    assert answer.status_code == 401
    assert stored() == []


def test_where_no_token_is_set_nobody_gets_in(client, settings):
    settings.SMS_MOBILE_SEVA = settings.SMS_MOBILE_SEVA | {"receipt_token": ""}
    assert post_json(client, {"id": "abc", "status": "delivered"}, token="").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        {},
        {"id": "abc"},
        {"status": "delivered"},
        {"id": "abc", "status": "lost"},
        {"id": "a" * 81, "status": "delivered"},
    ],
)
def test_what_is_not_understood_is_said_so(client, body):
    assert post_json(client, body).status_code == 400
    assert stored() == []


def test_a_message_on_its_way_is_no_news(client):
    assert post_json(client, {"id": "abc", "status": "ENROUTE"}).status_code == 200
    assert stored() == []


def test_unknown_providers_and_other_methods(client):
    assert post_json(client, {}, url="/hooks/sms/nobody").status_code == 404
    assert client.get(URL).status_code == 405
