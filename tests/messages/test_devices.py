"""Who asked for notices gets them on their devices, but of what they switched off; what nobody saw goes out by SMS."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen
from sunwai.gateways.push.simulator import new_device
from sunwai.messages.actions import tell_citizen
from sunwai.messages.devices import (
    MOST_DEVICES,
    Keys,
    NotADevice,
    add_device,
    choose_notices,
    devices_of,
    remove_device,
)
from sunwai.messages.enums import Channel, Event, MessageState
from sunwai.messages.fallback import fall_back
from sunwai.messages.jobs import send_waiting
from sunwai.messages.models import Message, PushSubscription
from sunwai.messages.ports import ProviderFailed, Sent
from sunwai.messages.reach import facts_of, prefer_channel
from tests.messages.conftest import NOON, FakeProvider
from tests.messages.test_telling import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates", "noon")]


class Devices(FakeProvider):
    """A push provider that says of some devices that they are gone."""

    gone: tuple[str, ...] = ()

    def send(self, push):
        super().send(push)
        return Sent(str(push.our_id), self.gone)


@pytest.fixture
def sms(use_providers):
    return use_providers(FakeProvider("sms-one"))


@pytest.fixture
def vapid(use_providers, sms):
    fake = Devices("vapid")
    use_providers(fake, port="push")
    return fake


def add(person, keys=None, **given):
    fields = {"label": "Chrome, Android", "language": "hi", "now": NOON}
    return add_device(person=person, keys=keys or new_device(), **fields | given)


@pytest.fixture
def device(citizen):
    return add(citizen)


def tell(citizen, event=Event.TAKEN_UP):
    return tell_citizen(citizen=citizen, event=event, case_id=1, now=NOON, **FACTS)


def test_a_notice_costs_nothing_and_comes_first(citizen, device, vapid, sms):
    message = tell(citizen)
    send_waiting()
    (one,) = vapid.sent
    assert [keys["endpoint"] for keys in one.subscriptions] == [device.endpoint]
    assert one.data["title"] == "अधिकारी ने काम शुरू किया"
    assert "4812 0937 5" in one.data["body"]
    assert one.data["url"].endswith("/c/481209375/")
    assert one.seconds == 30 * 60
    message.refresh_from_db()
    assert (message.channel, message.provider, message.provider_id) == (
        Channel.PUSH,
        "vapid",
        str(message.pk),
    )
    assert sms.sent == []


def test_all_devices_of_a_person_and_no_other(citizen, device, vapid):
    second = add(citizen)
    add(Citizen.objects.create(mobile="9800000002", created_at=NOON))
    tell(citizen)
    send_waiting()
    assert {keys["endpoint"] for keys in vapid.sent[0].subscriptions} == {device.endpoint, second.endpoint}


def test_what_is_switched_off_comes_by_sms(citizen, device, vapid, sms):
    choose_notices(person=citizen, muted=[Event.TAKEN_UP])
    tell(citizen)
    tell(citizen, Event.INTERIM_NOTE)
    send_waiting()
    assert len(sms.sent) == 1
    assert [one.data["tag"] for one in vapid.sent] == ["interim_note:1"]


def test_the_closure_question_is_no_notice(citizen, device, vapid, sms):
    tell(citizen, Event.CLOSURE_QUESTION)
    send_waiting()
    assert (len(vapid.sent), len(sms.sent)) == (0, 1)


def test_who_chose_sms_gets_sms(citizen, device, vapid, sms):
    prefer_channel(mobile=citizen.mobile, channel=Channel.SMS, now=NOON)
    tell(citizen)
    send_waiting()
    assert (len(vapid.sent), len(sms.sent)) == (0, 1)


def shown(client, push, what="shown"):
    body = json.dumps({"token": push.data["token"]})
    return client.post(f"/hooks/push/{what}", body, content_type="text/plain")


def test_what_the_device_showed_has_arrived(citizen, device, vapid, client):
    message = tell(citizen)
    send_waiting()
    for _ in range(2):
        assert shown(client, vapid.sent[0]).status_code == 200
    message.refresh_from_db()
    assert message.state == MessageState.DELIVERED
    assert fall_back(now=NOON + timedelta(hours=1)) == 0
    shown(client, vapid.sent[0], "opened")
    message.refresh_from_db()
    assert message.state == MessageState.READ


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"token": 7}', '{"token": "7-aaaaaaaaaaaaaaaa"}', "\0" * 5000]
)
def test_what_is_no_receipt_changes_nothing(citizen, device, vapid, client, body):
    message = tell(citizen)
    send_waiting()
    assert client.post("/hooks/push/shown", body, content_type="text/plain").status_code == 401
    assert client.post("/hooks/push/thrown", body, content_type="text/plain").status_code == 404
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_what_no_device_showed_in_time_goes_out_by_sms(citizen, device, vapid, sms):
    tell(citizen)
    send_waiting()
    assert fall_back(now=NOON + timedelta(minutes=29)) == 0
    assert fall_back(now=NOON + timedelta(minutes=31)) == 1
    Message.objects.update(not_before=NOON)
    send_waiting()
    assert (len(vapid.sent), len(sms.sent)) == (1, 1)


def test_a_device_that_is_gone_is_forgotten(citizen, device, vapid, sms):
    vapid.gone = (device.endpoint,)
    tell(citizen)
    send_waiting()
    assert PushSubscription.objects.get().gone_at == NOON
    tell(citizen, Event.INTERIM_NOTE)
    send_waiting()
    assert (len(vapid.sent), len(sms.sent)) == (1, 1)


def test_where_all_are_gone_it_goes_out_by_sms_at_once(citizen, device, sms, use_providers):
    failing = FakeProvider("vapid", ProviderFailed("1 gone", final=True, gone=[device.endpoint]))
    use_providers(failing, port="push")
    tell(citizen)
    send_waiting()
    assert PushSubscription.objects.get().gone_at == NOON
    assert fall_back(now=NOON) == 1


def test_a_browser_tells_who_allowed_it_last(citizen):
    keys = new_device()
    officer = User.objects.create_user("officer", "x")
    add(citizen, keys)
    add(officer, keys)
    assert not devices_of(citizen).exists()
    assert devices_of(officer).count() == 1


def test_of_many_devices_the_oldest_go(citizen):
    for number in range(MOST_DEVICES + 2):
        add(citizen, label=str(number), now=NOON + timedelta(minutes=number))
    labels = list(devices_of(citizen).values_list("label", flat=True))
    assert labels == [str(number) for number in range(MOST_DEVICES + 1, 1, -1)]


def test_nobody_removes_the_device_of_another(citizen, device):
    stranger = Citizen.objects.create(mobile="9800000002", created_at=NOON)
    remove_device(person=stranger, device_id=device.pk)
    remove_device(person=User.objects.create_user("officer", "x"), device_id=device.pk)
    assert devices_of(citizen).exists()
    remove_device(person=citizen, device_id=device.pk)
    assert not devices_of(citizen).exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "https://10.0.0.1/x"},
        {"endpoint": ""},
        {"p256dh": ""},
        {"p256dh": "AAAA"},
        {"auth": "!!"},
        {"auth": "A" * 40},
        {"auth": "क"},
    ],
)
def test_what_is_no_device_is_refused(citizen, changed):
    with pytest.raises(NotADevice):
        add(citizen, Keys(**new_device()._asdict() | changed))
    assert not PushSubscription.objects.exists()


def test_many_messages_are_looked_up_at_once(citizen, device, vapid, django_assert_num_queries):
    messages = [tell(citizen) for _ in range(5)]
    with django_assert_num_queries(2):
        assert {facts.has_push for facts in facts_of(messages, now=NOON)} == {True}
