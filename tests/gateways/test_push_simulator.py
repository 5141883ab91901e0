"""From telling a citizen to the push service over HTTP: what it takes, what it refuses, what it sees."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from sunwai.citizens.models import Citizen
from sunwai.core import clock, providers
from sunwai.gateways.push import vapid
from sunwai.gateways.push.simulator import _bytes, new_device
from sunwai.gateways.push.vapid import Vapid, headers_of, sealed
from sunwai.messages.actions import load_templates, tell_citizen
from sunwai.messages.devices import add_device
from sunwai.messages.enums import Event, MessageState
from sunwai.messages.models import PushSubscription
from tests.gateways.test_push import Browser, push
from tests.messages.test_telling import FACTS
from tests.simulated_network import connected, run_jobs


@pytest.fixture
def service(live_server, settings, tmp_path):
    """Our own server as the push service, which has asked nobody to wait yet."""
    load_templates()
    providers._made.cache_clear()
    settings.SIMULATED_PUSH = tmp_path / "push"
    settings.PUSH_SIMULATORS = [f"{live_server.url}/"]
    with connected(settings, live_server.url) as address:
        yield address


@pytest.fixture
def citizen(db):
    return Citizen.objects.create(mobile="9800000001", created_at=clock.now())


def told_on(citizen, name=""):
    add_device(person=citizen, keys=new_device(name), label="x", language="hi", now=clock.now())
    message = tell_citizen(citizen=citizen, event=Event.REGISTERED, now=clock.now(), **FACTS)
    run_jobs()
    message.refresh_from_db()
    return message


def test_a_notice_reaches_the_push_service_which_sees_nothing_of_it(service, citizen, client):
    message = told_on(citizen)
    assert (message.channel, message.state, message.provider) == ("push", MessageState.SENT, "vapid")
    page = client.get("/simulators/push").content.decode()
    assert "TTL 1800" in page
    assert "Urgency high" in page
    assert "4812" not in re.sub(r'href="[^"]*"', "", page).partition("sim-mails")[2]


def test_a_device_that_is_gone_is_forgotten(service, citizen):
    message = told_on(citizen, "gone")
    assert message.state == MessageState.FAILED
    assert PushSubscription.objects.get().gone_at is not None


def test_a_push_service_that_is_busy_is_tried_later(service, citizen):
    message = told_on(citizen, "busy")
    assert (message.state, message.failures) == (MessageState.QUEUED, ["vapid: 1 failed"])


def test_the_browser_reads_what_went_over_the_network(service, settings):
    browser = Browser(new_device().endpoint)
    Vapid().send(push(browser))
    (file,) = settings.SIMULATED_PUSH.glob("*.json")
    assert browser.read(_bytes(json.loads(file.read_text())["body"]))["url"] == "/c/481209375/"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "vapid t=x.y.z,k=AAAA"}, 403),
        ({"TTL": ""}, 400),
        ({"Content-Encoding": "aesgcm"}, 415),
    ],
)
def test_what_is_wrong_is_refused(service, changes, status):
    device = new_device()
    headers = headers_of(push(), device.endpoint) | changes
    content = sealed({"a": "b"}, device._asdict())
    assert httpx.post(device.endpoint, content=content, headers=headers).status_code == status


def test_a_signature_for_another_push_service_is_refused(service):
    device = new_device()
    headers = headers_of(push(), "https://fcm.googleapis.com/x")
    assert httpx.post(device.endpoint, content=b"x", headers=headers).status_code == 403


def test_what_is_too_long_is_refused(service):
    device = new_device()
    headers = headers_of(push(), device.endpoint)
    assert httpx.post(device.endpoint, content=b"x" * 4097, headers=headers).status_code == 413


def test_another_key_than_the_one_of_the_browser_is_refused(service, settings, monkeypatch):
    browser = Browser(new_device().endpoint)
    real = vapid._signer()
    other = vapid.Vapid02()
    other.generate_keys()
    monkeypatch.setattr(vapid, "_signer", lambda: other)
    headers = headers_of(push(browser), browser.keys["endpoint"])
    monkeypatch.setattr(vapid, "_signer", lambda: real)
    answer = httpx.post(browser.keys["endpoint"], content=b"x", headers=headers)
    assert (answer.status_code, answer.text) == (403, "not the key of this subscription")
