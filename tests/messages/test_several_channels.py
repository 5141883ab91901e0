"""A message takes the channel that fits when it leaves, and another one where it does not arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.core import clock
from sunwai.messages.actions import answer_in_chat, record_receipt, tell_citizen, tell_mobile
from sunwai.messages.enums import Channel, Event, MessageState
from sunwai.messages.fallback import fall_back
from sunwai.messages.jobs import send_waiting
from sunwai.messages.models import Message, Reach, Template
from sunwai.messages.ports import ProviderFailed
from sunwai.messages.reach import leave_whatsapp, open_window, prefer_channel
from tests.messages.conftest import NOON, FakeProvider
from tests.messages.test_telling import FACTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates", "noon")]


@pytest.fixture
def sms(use_providers):
    return use_providers(FakeProvider("sms-one"))


@pytest.fixture
def whatsapp(use_providers, sms):
    fake = FakeProvider("cloud")
    use_providers(fake, port="whatsapp")
    return fake


def tell(citizen, event=Event.TAKEN_UP):
    return tell_citizen(citizen=citizen, event=event, case_id=1, now=NOON, **FACTS)


def sent(**wait):
    with clock.frozen(NOON + timedelta(**wait)):
        send_waiting()


def test_who_wrote_to_us_is_told_in_the_chat(citizen, sms, whatsapp):
    open_window(mobile=citizen.mobile, at=NOON - timedelta(hours=1))
    message = tell(citizen)
    sent()
    (one,) = whatsapp.sent
    assert sms.sent == []
    assert (one.to, one.content) == (citizen.mobile, {"kind": "text"})
    assert "*4812 0937 5*" in one.text
    message.refresh_from_db()
    assert (message.channel, message.text, message.state) == (Channel.WHATSAPP, one.text, MessageState.SENT)
    assert message.decision[1] == {"channel": "whatsapp", "why": "cheapest", "paise": 0}


def test_a_day_later_it_is_the_approved_template(citizen, sms, whatsapp):
    open_window(mobile=citizen.mobile, at=NOON - timedelta(hours=25))
    tell(citizen, Event.CLOSURE_QUESTION)
    sent()
    (one,) = whatsapp.sent
    assert one.content["name"] == "sunwai_closure_question"
    assert one.content["parameters"][0] == ["reference", "4812 0937 5"]
    assert one.content["payloads"] == ["yes:481209375", "no:481209375"]


def test_without_an_approved_template_it_is_an_sms(citizen, sms, whatsapp):
    Template.objects.filter(channel=Channel.WHATSAPP).update(approval="paused")
    open_window(mobile=citizen.mobile, at=NOON - timedelta(hours=25))
    tell(citizen)
    sent()
    assert whatsapp.sent == []
    assert len(sms.sent) == 1


def test_in_the_chat_the_closure_question_has_buttons(citizen, sms, whatsapp):
    open_window(mobile=citizen.mobile, at=NOON)
    tell(citizen, Event.CLOSURE_QUESTION)
    sent()
    assert [button["id"] for button in whatsapp.sent[0].content["buttons"]] == [
        "yes:481209375",
        "no:481209375",
    ]


def test_who_said_stop_gets_sms(citizen, sms, whatsapp):
    open_window(mobile=citizen.mobile, at=NOON)
    leave_whatsapp(mobile=citizen.mobile)
    tell(citizen)
    sent()
    assert (len(sms.sent), len(whatsapp.sent)) == (1, 0)


def test_who_chose_whatsapp_gets_it_without_having_written(citizen, sms, whatsapp):
    prefer_channel(mobile=citizen.mobile, channel=Channel.WHATSAPP, now=NOON)
    tell(citizen)
    sent()
    assert whatsapp.sent[0].content["kind"] == "template"


def test_a_code_goes_by_sms_whatever_was_chosen(citizen, sms, whatsapp):
    prefer_channel(mobile=citizen.mobile, channel=Channel.WHATSAPP, now=NOON)
    message = tell_mobile(mobile=citizen.mobile, event=Event.OTP, now=NOON, code="481209")
    sent()
    assert (len(sms.sent), len(whatsapp.sent)) == (1, 0)
    message.refresh_from_db()
    assert "481209" not in f"{message.text}{message.variables}{message.decision}"


@pytest.fixture
def by_whatsapp(citizen, sms, whatsapp):
    open_window(mobile=citizen.mobile, at=NOON)
    message = tell(citizen)
    sent()
    message.refresh_from_db()
    return message


def test_what_is_not_reported_as_delivered_goes_out_as_an_sms_once(by_whatsapp, sms):
    assert fall_back(now=NOON + timedelta(minutes=29)) == 0
    assert fall_back(now=NOON + timedelta(minutes=31)) == 1
    assert fall_back(now=NOON + timedelta(minutes=62)) == 0
    sent(minutes=31)
    assert len(sms.sent) == 1
    again = Message.objects.get(fallback_of=by_whatsapp)
    assert (again.channel, again.case_id, again.citizen_id) == (Channel.SMS, 1, by_whatsapp.citizen_id)
    assert again.decision[1]["why"] == "tried"
    assert again.text.endswith("-सीएम हेल्पलाइन 181")


@pytest.mark.parametrize("state", [MessageState.DELIVERED, MessageState.READ])
def test_what_arrived_goes_out_no_second_time(by_whatsapp, state):
    record_receipt(provider="cloud", provider_id=by_whatsapp.provider_id, state=state, now=NOON)
    assert fall_back(now=NOON + timedelta(minutes=31)) == 0


def test_what_is_reported_as_lost_goes_out_at_once_and_the_channel_is_left(by_whatsapp):
    record_receipt(
        provider="cloud",
        provider_id=by_whatsapp.provider_id,
        state=MessageState.UNDELIVERED,
        details={"errors": [131026]},
        unreachable=by_whatsapp.to,
        now=NOON,
    )
    assert Reach.objects.get().whatsapp_failed_at == NOON
    assert fall_back(now=NOON) == 1


def test_what_is_refused_for_good_goes_out_by_sms(citizen, sms, use_providers):
    use_providers(FakeProvider("cloud", ProviderFailed("131026", final=True)), port="whatsapp")
    open_window(mobile=citizen.mobile, at=NOON)
    tell(citizen)
    sent()
    assert fall_back(now=NOON) == 1
    sent()
    assert len(sms.sent) == 1


def test_an_sms_that_is_lost_has_no_further_way(citizen, sms):
    message = tell(citizen)
    sent()
    message.refresh_from_db()
    record_receipt(
        provider="sms-one", provider_id=message.provider_id, state=MessageState.UNDELIVERED, now=NOON
    )
    assert fall_back(now=NOON + timedelta(hours=1)) == 0


def test_read_counts_more_than_delivered_in_whatever_order_they_come(by_whatsapp):
    for state in (MessageState.READ, MessageState.DELIVERED, MessageState.UNDELIVERED):
        record_receipt(provider="cloud", provider_id=by_whatsapp.provider_id, state=state, now=NOON)
    by_whatsapp.refresh_from_db()
    assert by_whatsapp.state == MessageState.READ


def test_answers_in_a_chat_keep_their_order_while_the_provider_is_down(citizen, sms, use_providers):
    down = FakeProvider("cloud", ProviderFailed("HTTP 503"), "taken")
    use_providers(down, port="whatsapp")
    for words in ("one", "two", "three"):
        answer_in_chat(mobile=citizen.mobile, text=words, content={"kind": "text"}, language="hi", now=NOON)
    answer_in_chat(mobile="9800000002", text="to another", content={"kind": "text"}, language="hi", now=NOON)
    sent()
    assert [one.text for one in down.sent] == ["one", "to another"]
    for minute in range(1, 4):
        sent(minutes=minute)
    assert [one.text for one in down.sent if one.to == citizen.mobile] == ["one", "one", "two", "three"]


def test_an_answer_in_a_chat_never_becomes_an_sms(citizen, sms, use_providers):
    use_providers(FakeProvider("cloud", ProviderFailed("131047", final=True)), port="whatsapp")
    answer_in_chat(mobile=citizen.mobile, text="one", content={"kind": "text"}, language="hi", now=NOON)
    sent()
    assert fall_back(now=NOON + timedelta(hours=1)) == 0
    assert sms.sent == []


def test_where_only_sms_is_configured_nobody_is_looked_up(citizen, sms, django_assert_num_queries):
    from sunwai.messages.reach import facts_of

    with django_assert_num_queries(0):
        assert facts_of([Message(to=citizen.mobile)], now=NOON)[0].configured == {Channel.SMS}
