"""By which channel a citizen is told, and the reason that is kept with it."""

from __future__ import annotations

import pytest

from sunwai.messages.choice import Facts, Prices, Why, choose, explained
from sunwai.messages.enums import Channel, Event

PRICES = Prices(sms=30, whatsapp=13, email=1)
CHATTING = Facts(has_whatsapp=True, window_is_open=True)
QUIET = Facts(has_whatsapp=True, has_template=True)
WITH_EMAIL = Facts(preferred="email", has_email=True)
WITH_PUSH = Facts(has_push=True)

# fmt: off
CASES = [
    # event                 what is known                                            channel             why
    (Event.TAKEN_UP,         Facts(),                                                Channel.SMS,      Why.ONLY),
    (Event.TAKEN_UP,         CHATTING,                                               Channel.WHATSAPP, Why.CHEAPEST),
    (Event.TAKEN_UP,         QUIET,                                                  Channel.WHATSAPP, Why.CHEAPEST),
    (Event.TAKEN_UP,         Facts(has_whatsapp=True),                               Channel.SMS,      Why.ONLY),
    (Event.TAKEN_UP,         Facts(preferred="sms", has_whatsapp=True, window_is_open=True), Channel.SMS, Why.PREFERRED),
    (Event.TAKEN_UP,         Facts(window_is_open=True),                             Channel.SMS,      Why.ONLY),
    (Event.TAKEN_UP,         Facts(has_whatsapp=True, has_template=True, whatsapp_failed=True), Channel.SMS, Why.ONLY),
    (Event.TAKEN_UP,         Facts(has_whatsapp=True, window_is_open=True, tried={"whatsapp"}), Channel.SMS, Why.ONLY),
    (Event.TAKEN_UP,         Facts(has_whatsapp=True, window_is_open=True, configured={"sms"}), Channel.SMS, Why.ONLY),
    (Event.TAKEN_UP,         WITH_EMAIL,                                             Channel.EMAIL,    Why.PREFERRED),
    (Event.TAKEN_UP,         Facts(has_email=True),                                  Channel.SMS,      Why.ONLY),
    (Event.TAKEN_UP,         Facts(preferred="email", has_email=True, email_failed=True), Channel.SMS, Why.ONLY),
    (Event.TAKEN_UP,         WITH_PUSH,                                              Channel.PUSH,     Why.CHEAPEST),
    (Event.CLOSURE_QUESTION, WITH_PUSH,                                              Channel.SMS,      Why.ONLY),
    (Event.CLOSURE_QUESTION, CHATTING,                                               Channel.WHATSAPP, Why.CHEAPEST),
    (Event.OTP,              CHATTING,                                               Channel.SMS,      Why.ONLY),
    (Event.DIALOGUE,         Facts(),                                                Channel.WHATSAPP, Why.ONLY),
]
# fmt: on


@pytest.mark.parametrize(("event", "facts", "channel", "why"), CASES)
def test_preference_comes_first_then_the_price(event, facts, channel, why):
    decision = choose(event, facts, PRICES)
    assert decision.channel == channel
    assert {one.channel: one.why for one in decision.verdicts}[channel] == why


def test_a_short_sms_can_be_cheaper_than_a_template():
    assert choose(Event.TAKEN_UP, QUIET, Prices(sms=12, whatsapp=13, email=1)).channel == Channel.SMS


def test_each_channel_says_why_it_was_not_taken():
    decision = choose(Event.TAKEN_UP, Facts(has_whatsapp=True), PRICES)
    assert {one.channel: (one.why, one.paise) for one in decision.verdicts} == {
        Channel.PUSH: (Why.NO_ADDRESS, None),
        Channel.WHATSAPP: (Why.NO_TEMPLATE, None),
        Channel.EMAIL: (Why.NO_ADDRESS, None),
        Channel.SMS: (Why.ONLY, 30),
    }


def test_the_decision_is_kept_and_told_in_words():
    lines = explained(choose(Event.TAKEN_UP, CHATTING, PRICES).as_rows())
    assert len(lines) == 4
    assert "(₹0.00)" in lines[1]
    assert "(₹0.30)" in lines[3]
