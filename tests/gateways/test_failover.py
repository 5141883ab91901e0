"""Two gateways: when the one by HTTP is down, SMS go by SMPP (an SMSC that nobody of us wrote); then back again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.providers import _made
from sunwai.gateways import health as gateways
from sunwai.messages.actions import load_templates, tell_citizen
from sunwai.messages.delivery import deliver_due
from sunwai.messages.enums import Event, MessageState
from sunwai.messages.models import ProviderCall, ProviderHealth
from tests.messages.test_telling import FACTS
from tests.simulated_network import connected
from tests.smsc_server import Smsc
from tests.world import MONDAY

BOTH = ["sunwai.gateways.sms.mobile_seva:MobileSeva", "sunwai.gateways.sms.smpp.provider:Smpp"]


@pytest.fixture
def network(live_server, settings):
    """Mobile Seva as simulated by our own server, and an SMSC."""
    load_templates()
    with Smsc() as smsc, connected(settings, live_server.url):
        settings.PROVIDERS = settings.PROVIDERS | {"sms": BOTH}
        settings.SMS_SMPP = settings.SMS_SMPP | {"port": smsc.port, "password": "secret"}
        try:
            yield smsc
        finally:
            _made(BOTH[1]).close()


@pytest.fixture
def citizen(db):
    return Citizen.objects.create(mobile="9800000001", created_at=MONDAY)


def tell(citizen, at):
    """A message told and sent at this moment."""
    with clock.frozen(at):
        message = tell_citizen(citizen=citizen, event=Event.REGISTERED, now=at, **FACTS)
        deliver_due(most=1, only=[message.pk])
    message.refresh_from_db()
    return message


def asked(message):
    return list(
        ProviderCall.objects.filter(message=message).order_by("pk").values_list("provider", "outcome")
    )


def switch(client, state):
    client.post("/simulators/sms/gateway", {"gateway": "mobile-seva", "state": state})


def test_http_is_down_and_sms_go_by_smpp_until_it_is_back(network, citizen, client):
    assert asked(tell(citizen, MONDAY)) == [("mobile-seva", "taken")]

    switch(client, "down")
    for second in range(3):
        message = tell(citizen, MONDAY + timedelta(seconds=second))
        assert asked(message) == [("mobile-seva", "failed"), ("smpp", "taken")]
        assert (message.state, message.provider) == (MessageState.SENT, "smpp")
        assert message.failures == ["mobile-seva: HTTP 503"]
    assert ProviderHealth.objects.get().name == "mobile-seva"

    resting = tell(citizen, MONDAY + timedelta(seconds=5))
    assert asked(resting) == [("smpp", "taken")], "one that fails is put last"
    assert "".join(part["text"] for part in network.all("submit")[:3]) == message.text

    probe = tell(citizen, MONDAY + timedelta(seconds=40))
    assert asked(probe) == [("mobile-seva", "failed"), ("smpp", "taken")], "one message looks"

    switch(client, "up")
    back = tell(citizen, MONDAY + timedelta(minutes=10))
    assert asked(back) == [("mobile-seva", "taken")]
    assert not ProviderHealth.objects.exists()


def test_a_report_by_smpp_finds_its_message(network, citizen, client):
    switch(client, "down")
    message = tell(citizen, MONDAY)
    network.do(deliver={"esm_class": 4, "short_message": f"id:{message.provider_id} stat:DELIVRD"})
    network.expect("delivered")
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED


def test_a_number_that_is_wrong_is_given_up_and_asked_of_nobody_else(network, citizen, client):
    switch(client, "down")
    network.do(set={"statuses": [0x0B]})
    message = tell(citizen, MONDAY)
    assert message.state == MessageState.FAILED
    assert asked(message) == [("mobile-seva", "failed"), ("smpp", "refused")]


def test_both_are_down_and_the_message_waits(network, citizen, client):
    switch(client, "down")
    network.do(set={"statuses": [0x08]})
    message = tell(citizen, MONDAY)
    assert message.state == MessageState.QUEUED
    assert message.failures == ["mobile-seva: HTTP 503", "smpp: ESME_RSYSERR: error of the centre"]


def test_the_check_says_whether_the_centre_is_there(network, settings):
    def line():
        return {name: (ok, says) for name, ok, says in gateways.check()}["sms smpp"]

    assert line()[0] is True
    settings.SMS_SMPP = settings.SMS_SMPP | {"system_id": ""}
    assert line()[0] is False
    assert "system_id" in line()[1]
    settings.SMS_SMPP = settings.SMS_SMPP | {"system_id": "x", "port": 9}
    assert line()[0] is False
