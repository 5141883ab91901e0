"""The administrator's screens of webhooks: what is shown once, what each button does, what is refused."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from sunwai.core.encryption import decrypt
from sunwai.webhooks.delivery import deliver_due
from sunwai.webhooks.enums import DeliveryState, EndpointState, EventType, Hears
from sunwai.webhooks.models import Delivery, Endpoint
from sunwai.webhooks.noticing import notice_events
from tests.webhooks.conftest import FakeReceiver, new_endpoint
from tests.world import MONDAY

ADD = "/admin/webhooks/endpoint/add/"
TYPED = {"url": "https://program.example/hook", "description": "a program", "hears": Hears.ALL}


@pytest.fixture
def endpoint(world):
    return new_endpoint(world.administrator)


@pytest.fixture
def receiver(monkeypatch):
    fake = FakeReceiver()
    monkeypatch.setattr("sunwai.webhooks.delivery.providers", lambda port: [fake])
    return fake


def shown_secret(page):
    return re.search(r"whsec_[\w+/=]+", page.content.decode())[0]


def do(admin, endpoint, what):
    return admin.post(reverse("admin:webhooks_endpoint_do", args=[endpoint.pk, what]), follow=True)


def test_a_new_endpoint_shows_its_secret_once(admin):
    page = admin.post(ADD, TYPED, follow=True)

    endpoint = Endpoint.objects.get()
    assert shown_secret(page) == decrypt(endpoint.secret)
    for again in (f"/admin/webhooks/endpoint/{endpoint.pk}/change/", "/admin/webhooks/endpoint/"):
        assert "whsec_" not in admin.get(again).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"url": "http://program.example/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"hears": Hears.KEY}, "__all__"),
        ({"types": ["grievance.no_such"]}, "types"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(admin, typed, field):
    page = admin.post(ADD, TYPED | typed)

    assert field in page.context["adminform"].form.errors
    assert not Endpoint.objects.exists()


def test_an_edit_keeps_the_secret_and_stands_in_the_history(admin, endpoint):
    before = bytes(endpoint.secret)
    admin.post(
        f"/admin/webhooks/endpoint/{endpoint.pk}/change/",
        TYPED | {"description": "another", "types": [EventType.CLOSED]},
    )
    endpoint.refresh_from_db()
    assert (endpoint.types, bytes(endpoint.secret)) == ([EventType.CLOSED], before)
    history = admin.get(f"/admin/webhooks/endpoint/{endpoint.pk}/history/").content.decode()
    assert "a program → another" in history
    assert "secret" not in history


def test_a_test_event_is_sent_and_its_answer_read(admin, endpoint, receiver):
    do(admin, endpoint, "test")
    deliver_due()

    page = admin.get(f"/admin/webhooks/delivery/?endpoint__id__exact={endpoint.pk}").content.decode()
    assert "sunwai.test" in page
    delivery = Delivery.objects.get()
    page = admin.get(f"/admin/webhooks/delivery/{delivery.pk}/change/").content.decode()
    assert delivery.event.uid in page
    assert "ok" in page


def test_a_new_secret_is_shown_and_the_old_one_signs_as_well(admin, endpoint):
    old = decrypt(endpoint.secret)
    new = shown_secret(do(admin, endpoint, "rotate"))

    endpoint.refresh_from_db()
    assert endpoint.keys(MONDAY) == [new, old]


def test_disabling_and_enabling(admin, endpoint):
    do(admin, endpoint, "disable")
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.DISABLED
    refused = do(admin, endpoint, "test").content.decode()
    assert "बंद" in refused
    assert not Delivery.objects.exists()

    do(admin, endpoint, "enable")
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.ACTIVE


def test_what_failed_is_sent_again_from_a_day_on(admin, world, endpoint, receiver):
    world.register()
    notice_events(now=MONDAY)
    receiver.answers = [410]
    deliver_due()
    do(admin, endpoint, "enable")
    address = reverse("admin:webhooks_endpoint_replay", args=[endpoint.pk])
    admin.post(address, {"since": "no day"})
    assert Delivery.objects.get().state == DeliveryState.GIVEN_UP

    page = admin.post(address, {"since": "2026-11-23T00:00"}, follow=True)
    assert "1" in page.content.decode()
    assert Delivery.objects.get().state == DeliveryState.PENDING


def test_one_delivery_is_sent_again(admin, world, endpoint, receiver):
    world.register()
    notice_events(now=MONDAY)
    deliver_due()
    delivery = Delivery.objects.get()
    admin.post(reverse("admin:webhooks_delivery_replay", args=[delivery.pk]))
    deliver_due()
    assert receiver.numbers == [f"evt_{delivery.number}"] * 2


def test_the_start_page_says_that_an_endpoint_was_disabled(admin, world, endpoint, receiver):
    assert "errornote" not in admin.get("/admin/").content.decode()
    world.register()
    notice_events(now=MONDAY)
    receiver.answers = [410]
    deliver_due()

    page = admin.get("/en/admin/").content.decode()
    assert "it answered that it is gone (410)" in page
    assert f"/admin/webhooks/endpoint/{endpoint.pk}/change/" in page


@pytest.mark.parametrize(("kind", "type_"), [("type", EventType.REGISTERED), ("type", "sunwai.test")])
def test_deliveries_are_narrowed_by_what_was_told(admin, world, endpoint, kind, type_):
    world.register()
    notice_events(now=MONDAY)
    do(admin, endpoint, "test")
    page = admin.get(f"/admin/webhooks/delivery/?{kind}={type_}")
    assert [row.event.type for row in page.context["cl"].queryset] == [type_]
