"""The simulated SMSC of the demo, reached by our own client, with the phones of the page behind it."""

from __future__ import annotations

import asyncio
import socket
import threading

import httpx
import pytest
from django.test import Client

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.providers import _made
from sunwai.gateways.models import SimulatedIncoming, SimulatedSms, SmsBehaviour
from sunwai.gateways.sms import smsc_simulator
from sunwai.gateways.sms.simulator import set_behaviour
from sunwai.gateways.sms.smsc_simulator import SimulatedSmsc
from sunwai.messages.actions import load_templates, tell_citizen
from sunwai.messages.delivery import deliver_due
from sunwai.messages.enums import Event, MessageState
from tests.live_process import live_process
from tests.messages.test_telling import FACTS
from tests.simulated_network import connected, run_jobs
from tests.smsc_server import eventually, is_listening

SMPP = "sunwai.gateways.sms.smpp.provider:Smpp"


@pytest.fixture
def centre(transactional_db, settings, monkeypatch):
    """The simulated SMSC on a free port, and our client as the only provider."""
    load_templates()
    monkeypatch.setattr(smsc_simulator, "REPORT_AFTER", 0.05)
    monkeypatch.setattr(smsc_simulator, "LOOK_SECONDS", 0.05)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.SMS_SMPP = settings.SMS_SMPP | {"port": port}
    settings.PROVIDERS = settings.PROVIDERS | {"sms": [SMPP]}
    settings.SMS_TIMEOUT = 5.0
    loop = asyncio.new_event_loop()
    running = loop.create_task(SimulatedSmsc().run())
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([running])))
    thread.start()
    eventually(lambda: is_listening(port))
    yield _made(SMPP)
    _made(SMPP).close()
    loop.call_soon_threadsafe(running.cancel)
    thread.join()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


@pytest.fixture
def citizen(transactional_db):
    return Citizen.objects.create(mobile="9800000001", created_at=clock.now())


@pytest.fixture
def read_by(monkeypatch):
    came = []
    monkeypatch.setattr("sunwai.gateways.sms.parts.hand_over", lambda **given: came.append(given))
    return came


def tell(citizen, **given):
    message = tell_citizen(citizen=citizen, event=Event.REGISTERED, now=clock.now(), **FACTS | given)
    deliver_due(most=1, only=[message.pk])
    message.refresh_from_db()
    return message


def state(message):
    message.refresh_from_db()
    return message.state


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_text_arrives_as_it_was_written_and_is_reported(centre, citizen, language):
    message = tell(citizen, language=language)

    sms = SimulatedSms.objects.get()
    assert (sms.provider, sms.text, sms.sender, sms.to) == ("smpp", message.text, "SUNWAI", citizen.mobile)
    assert sms.provider_id == message.provider_id
    eventually(lambda: state(message) == MessageState.DELIVERED)


def test_what_cannot_be_delivered_is_reported(centre, citizen):
    set_behaviour(citizen.mobile, SmsBehaviour.UNDELIVERED)
    message = tell(citizen)
    eventually(lambda: state(message) == MessageState.UNDELIVERED)


@pytest.mark.parametrize(
    ("behaviour", "expected", "failure"),
    [
        (SmsBehaviour.BUSY, MessageState.QUEUED, "smpp: ESME_RSYSERR: error of the centre"),
        (SmsBehaviour.REFUSE, MessageState.FAILED, "smpp: ESME_RINVDSTADR: invalid number"),
        (SmsBehaviour.TIME_OUT, MessageState.QUEUED, "smpp: no answer in time"),
    ],
)
def test_a_bad_network(centre, citizen, settings, behaviour, expected, failure):
    settings.SMS_TIMEOUT = 1.0
    set_behaviour("", behaviour)
    message = tell(citizen)
    assert (message.state, message.failures) == (expected, [failure])
    assert not SimulatedSms.objects.exists()


def test_what_is_not_registered_is_refused_for_good(centre, citizen):
    message = tell_citizen(citizen=citizen, event=Event.REGISTERED, now=clock.now(), **FACTS)
    message.text += "!"
    message.save()
    deliver_due(most=1, only=[message.pk])
    assert state(message) == MessageState.FAILED


def test_a_centre_that_is_down_refuses_to_bind(centre, citizen, client):
    client.post("/simulators/sms/gateway", {"gateway": "smpp", "state": "down"})
    message = tell(citizen)
    assert message.failures == ["smpp: not bound: bind_transceiver_resp, status 0xd"]


@pytest.mark.parametrize("said", ["1", "हमारे गाँव में तीन दिन से बिजली नहीं आ रही है। " * 4])
def test_what_somebody_writes_on_the_page_comes_in_by_smpp(centre, client, read_by, said):
    centre.session().keep()
    answer = client.post("/simulators/sms/write", {"sender": "9800000001", "text": said})
    assert answer.status_code == 302

    eventually(lambda: SimulatedIncoming.objects.get().taken_at)
    (came,) = read_by
    assert (came["provider"], came["sender"], came["text"]) == ("smpp", "919800000001", said.strip())
    assert "मिल गया" in client.get("/simulators/sms").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{"sender": "1", "text": "x"}, {"sender": "9800000001", "text": " "}, {}])
def test_nonsense_is_not_written(client, given):
    assert client.post("/simulators/sms/write", given).status_code == 400
    assert client.post("/simulators/sms/gateway", {"gateway": "no-such"}).status_code == 400
    assert not SimulatedIncoming.objects.exists()


def test_where_smpp_is_off_it_comes_in_by_http(live_server, settings, client, read_by):
    with connected(settings, live_server.url):
        client.post("/simulators/sms/write", {"sender": "9800000001", "text": "बिजली नहीं है"})
        run_jobs()
    (came,) = read_by
    assert (came["provider"], came["sender"], came["text"]) == (
        "generic-http",
        "+919800000001",
        "बिजली नहीं है",
    )
    assert SimulatedIncoming.objects.get().taken_at


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "token", "status"),
    [
        ({"id": "1", "from": "9800000001", "text": "x"}, "demo-receipts", 200),
        ({"MsgID": "1", "Mobile": "9800000001", "Message": "x"}, "demo-receipts", 200),
        ({"id": "1", "from": "9800000001", "text": "x"}, "another", 401),
        ({"from": "9800000001", "text": "x"}, "demo-receipts", 400),
        ({"id": "1", "from": "9" * 30, "text": "x"}, "demo-receipts", 400),
    ],
)
def test_an_sms_by_http(read_by, said, token, status):
    answer = Client().post(
        "/hooks/sms/generic-http/incoming", said, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == status
    assert len(read_by) == (1 if status == 200 else 0)
    assert Client().post("/hooks/sms/no-such/incoming", said).status_code == 404


def test_it_runs_in_the_live_process_of_a_demo(transactional_db):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with live_process(SUNWAI_SMPP_PORT=str(port)) as address:
        eventually(lambda: is_listening(port))
        assert httpx.get(f"{address}/live/health").status_code == 200
