"""Notices as a push service takes them and as the browser, and only it, reads them."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from types import SimpleNamespace

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from py_vapid.jwt import decode

from sunwai.core import clock
from sunwai.gateways.push import vapid
from sunwai.gateways.push.vapid import Vapid, public_key
from sunwai.messages.ports import ProviderFailed, Push, Sent

FCM = "https://fcm.googleapis.com/fcm/send/abc"
MOZILLA = "https://updates.push.services.mozilla.com/wpush/v2/abc"
DATA = {"title": "काम शुरू हुआ", "body": "आपकी शिकायत 4812 0937 5 पर काम शुरू हुआ।", "url": "/c/481209375/"}


def text(content):
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Browser:
    """A subscription with the keys that only the browser has."""

    def __init__(self, endpoint=FCM):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"sixteen bytes ok"
        point = self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.keys = {"endpoint": endpoint, "p256dh": text(point), "auth": text(self.secret)}

    def read(self, content):
        return json.loads(
            http_ece.decrypt(content, private_key=self.private, auth_secret=self.secret, version="aes128gcm")
        )


def push(*browsers, **given):
    return Push(
        to="9800000001",
        subscriptions=tuple(browser.keys for browser in browsers),
        data=DATA,
        seconds=1800,
        our_id=7,
        **given,
    )


@pytest.fixture
def services(monkeypatch):
    """Push services that answer by host; what they got."""
    got, answers = [], {}

    def handle(request):
        got.append(request)
        answer = answers.get(request.url.host, 201)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(answer)

    client = httpx.Client(transport=httpx.MockTransport(handle))
    monkeypatch.setattr(vapid, "client", lambda seconds: client)
    return SimpleNamespace(got=got, answers=answers)


def test_only_the_browser_can_read_it(services):
    browser, other = Browser(), Browser()
    assert Vapid().send(push(browser)) == Sent("7", [])
    (request,) = services.got
    assert browser.read(request.content) == DATA
    assert b"4812" not in request.content
    with pytest.raises(http_ece.ECEException):
        other.read(request.content)


def test_what_the_push_service_learns(services):
    Vapid().send(push(Browser(), urgent=True))
    headers = services.got[0].headers
    assert (headers["TTL"], headers["Urgency"]) == ("1800", "high")
    assert headers["Content-Encoding"] == "aes128gcm"
    assert Vapid02.verify(headers["Authorization"])
    token, key = (part.partition("=")[2] for part in headers["Authorization"].split(" ")[1].split(","))
    assert key == public_key()
    claims = decode(token, key)
    assert (claims["aud"], claims["sub"]) == (
        "https://fcm.googleapis.com",
        "mailto:helpline@sunwai.example",
    )
    assert datetime.fromtimestamp(claims["exp"], clock.IST) > clock.now()


def test_the_key_of_the_browser_is_ours():
    point = base64.urlsafe_b64decode(public_key() + "=")
    assert (len(point), point[0]) == (65, 4)


def test_each_device_counts_for_itself(services):
    services.answers["fcm.googleapis.com"] = 410
    gone, alive = Browser(), Browser(MOZILLA)
    assert Vapid().send(push(gone, alive)) == Sent("7", [FCM])
    assert alive.read(services.got[1].content) == DATA


@pytest.mark.parametrize(
    ("answer", "final", "gone", "said"),
    [
        (404, True, [FCM], "1 gone"),
        (410, True, [FCM], "1 gone"),
        (403, True, [], "1 refused"),
        (413, True, [], "1 refused"),
        (301, True, [], "1 refused"),
        (429, False, [], "1 failed"),
        (500, False, [], "1 failed"),
        (503, False, [], "1 failed"),
        (httpx.ConnectError("x"), False, [], "1 failed"),
        (httpx.ReadTimeout("x"), False, [], "1 failed"),
    ],
)
def test_where_no_device_is_reached(services, answer, final, gone, said):
    services.answers["fcm.googleapis.com"] = answer
    with pytest.raises(ProviderFailed) as failed:
        Vapid().send(push(Browser()))
    assert (failed.value.final, list(failed.value.gone), str(failed.value)) == (final, gone, said)


def test_without_a_device_it_is_told_in_another_way(services):
    with pytest.raises(ProviderFailed, match="no device") as failed:
        Vapid().send(push())
    assert failed.value.final


def test_a_push_service_that_asks_us_to_wait_is_left_alone(services):
    services.answers["fcm.googleapis.com"] = httpx.Response(429, headers={"Retry-After": "60"})
    provider = Vapid()
    for _ in range(3):
        with pytest.raises(ProviderFailed):
            provider.send(push(Browser()))
    assert len(services.got) == 1
    assert provider.send(push(Browser(MOZILLA)))  # another one is not meant


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com.example/x",
        "https://notfcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://fcm.googleapis.com:8443/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "file:///etc/passwd",
        "https://[",
        "",
    ],
)
def test_nothing_is_sent_to_an_address_that_is_no_push_service(services, endpoint):
    with pytest.raises(ProviderFailed, match="1 refused"):
        Vapid().send(push(Browser(endpoint)))
    assert services.got == []
