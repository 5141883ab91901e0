"""The simulated program that is told by webhooks, reached over HTTP as a real one is."""

from __future__ import annotations

import pytest
from django.test import Client

from sunwai.core import clock
from sunwai.gateways.health import check
from sunwai.gateways.models import HookBehaviour, SimulatedHook, SimulatedReceiver
from sunwai.gateways.webhooks.simulator import connect_receiver
from sunwai.webhooks.actions import send_test
from sunwai.webhooks.delivery import deliver_due
from sunwai.webhooks.enums import DeliveryState, EndpointState
from sunwai.webhooks.models import Delivery, Endpoint
from sunwai.webhooks.signing import new_secret
from tests.simulated_network import connected
from tests.world import World

PAGE = "/simulators/webhooks"


@pytest.fixture
def told(live_server, settings):
    """Our own server as the program outside; the endpoint of the demo."""
    world = World()
    with connected(settings, live_server.url):
        connect_receiver(now=clock.now())
        yield world, Endpoint.objects.get()


def send(told):
    world, endpoint = told
    sent = send_test(endpoint=endpoint, actor=world.administrator, now=clock.now())
    assert deliver_due() == 1
    sent.refresh_from_db()
    return sent


def test_what_comes_is_checked_and_shown(told, client):
    sent = send(told)

    assert (sent.state, sent.status) == (DeliveryState.DELIVERED, 200)
    page = client.get(PAGE).content.decode()
    assert sent.event.uid in page
    assert "sunwai.test" in page
    assert SimulatedHook.objects.get().problem == ""


def test_with_another_secret_it_refuses(told, client):
    assert client.post(f"{PAGE}/set", {"behaviour": "take", "secret": new_secret()}).status_code == 302
    sent = send(told)
    assert (sent.state, sent.status) == (DeliveryState.PENDING, 401)
    assert SimulatedHook.objects.get().problem == "No matching signature found"


@pytest.mark.parametrize(
    ("behaviour", "status", "state"),
    [
        (HookBehaviour.FAIL, 500, EndpointState.ACTIVE),
        (HookBehaviour.REDIRECT, 302, EndpointState.ACTIVE),
        (HookBehaviour.GONE, 410, EndpointState.DISABLED),
    ],
)
def test_it_can_be_told_to_fail(told, behaviour, status, state):
    SimulatedReceiver.objects.update(behaviour=behaviour)
    assert send(told).status == status
    assert Endpoint.objects.get().state == state
    assert SimulatedHook.objects.count() == 1


def test_an_endpoint_that_is_gone_is_a_line_of_the_check(told):
    lines = {name: (ok, says) for name, ok, says in check()}
    assert lines["webhooks"][0] is True
    SimulatedReceiver.objects.update(behaviour=HookBehaviour.GONE)
    send(told)
    lines = {name: (ok, says) for name, ok, says in check()}
    assert lines["webhooks"][0] is False
    assert "Simulated program" in lines["webhooks"][1]


def test_a_demo_that_moved_to_another_port_is_found_again(told, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:1"
    connect_receiver(now=clock.now())
    assert Endpoint.objects.get().url == "http://127.0.0.1:1/simulators/webhooks/receive"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", [{}, {"behaviour": "take", "secret": "x"}, {"behaviour": "take"}, {"behaviour": "no-such"}]
)
def test_nonsense_is_refused(client, typed):
    before = list(SimulatedReceiver.objects.values())
    assert client.post(f"{PAGE}/set", typed).status_code == 400
    assert list(SimulatedReceiver.objects.values()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"{", b"[]"])
def test_whatever_is_posted_is_kept_and_refused(body):
    unsigned = Client().post(f"{PAGE}/receive", body, content_type="application/json")
    assert (unsigned.status_code, SimulatedHook.objects.count()) == (401, 0)
    headers = {"webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,x"}
    answer = Client().post(f"{PAGE}/receive", body, content_type="application/json", headers=headers)
    assert (answer.status_code, SimulatedHook.objects.get().status) == (401, 401)
    assert Client().get(PAGE).status_code == 200
    assert not Delivery.objects.exists()
