"""Missed calls: what they set off, and how often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from sunwai.calls.actions.campaigns import (
    EndsBeforeItBegins,
    NothingToAnswer,
    NumberTaken,
    load_campaigns,
    note_missed_call,
    run_campaign,
    write_campaign,
)
from sunwai.calls.enums import CallbackReason, CampaignKind, Route
from sunwai.calls.models import Callback, Campaign, Number
from sunwai.citizens.models import Language
from sunwai.core.errors import NotAllowed
from sunwai.core.models import Setting
from sunwai.messages.enums import Event
from sunwai.messages.models import Message, Template
from tests.calls.outgoing.conftest import CALLER
from tests.world import MONDAY

MINUTE = timedelta(minutes=1)


def text(language=Language.HINDI, said="बीज 1 जून से मिलेंगे। -सीएम हेल्पलाइन 181"):
    template = Template(
        event=Event.CAMPAIGN, language=language, text=said, registered_text=said, dlt_template="13"
    )
    template.full_clean()
    template.save()
    return template


@pytest.fixture
def write(world):
    def write(campaign=None, **given):
        fields = {
            "name": "बीज",
            "digits": "07552550181",
            "queue": None,
            "greeting_hi": "",
            "greeting_en": "",
            "sms_hi": None,
            "sms_en": None,
            "calls_back": True,
            "since": MONDAY,
            "until": None,
            "actor": world.supervisor,
            "now": MONDAY,
        }
        return write_campaign(campaign=campaign, **(fields | given))

    return write


@pytest.fixture
def running(world, write):
    def running(**given):
        return run_campaign(campaign=write(**given), runs=True, actor=world.supervisor, now=MONDAY)

    return running


def test_a_missed_call_is_answered_by_sms_and_called_back(running, general):
    campaign = running(sms_hi=text(), queue=general)
    callback = note_missed_call(number=f"+91{CALLER}", campaign=campaign, now=MONDAY)

    message = Message.objects.get()
    assert (message.to, message.template, message.urgent) == (CALLER, campaign.sms_hi, True)
    assert (callback.campaign, callback.reason, callback.route) == (
        campaign,
        CallbackReason.MISSED,
        Route.CALLBACK,
    )
    assert (callback.queue, callback.needs_agent) == (general, True)


def test_without_a_queue_prompts_answer(running):
    assert note_missed_call(number=CALLER, campaign=running(), now=MONDAY).needs_agent is False


def test_again_within_minutes_is_the_same_call(running):
    campaign = running(sms_hi=text())
    first = note_missed_call(number=CALLER, campaign=campaign, now=MONDAY)
    assert note_missed_call(number=CALLER, campaign=campaign, now=MONDAY + 9 * MINUTE) == first
    assert Message.objects.count() == 1

    note_missed_call(number=CALLER, campaign=campaign, now=MONDAY + 11 * MINUTE)
    assert Message.objects.count() == 2
    assert Callback.objects.count() == 1, "still to be called"


def test_a_number_gets_only_so_many_messages_in_a_day(running):
    campaign = running(sms_hi=text())
    for hour in range(6):
        note_missed_call(number=CALLER, campaign=campaign, now=MONDAY + timedelta(hours=hour))
    assert Message.objects.count() == 3

    Setting.objects.create(key="calls.missed_sms_per_day", value=4)
    note_missed_call(number="9876500002", campaign=campaign, now=MONDAY)
    assert Message.objects.count() == 4


def test_the_message_speaks_the_citizens_language(world, running):
    campaign = running(sms_hi=text(), sms_en=text(Language.ENGLISH, "Seed from 1 June. -CM Helpline 181"))
    world.citizen.language = "en"
    world.citizen.save()
    note_missed_call(number=world.citizen.mobile, campaign=campaign, now=MONDAY)
    note_missed_call(number=CALLER, campaign=campaign, now=MONDAY)

    assert list(Message.objects.order_by("pk").values_list("language", flat=True)) == ["en", "hi"]


def test_a_campaign_that_does_not_run_answers_nothing(world, write, running):
    stopped = write(sms_hi=text())
    over = running(digits="1800111", until=MONDAY + MINUTE)
    for campaign in (stopped, over):
        assert note_missed_call(number=CALLER, campaign=campaign, now=MONDAY + 2 * MINUTE) is None
    assert not Message.objects.exists()


def test_a_landline_gets_no_sms_and_a_withheld_number_no_call(running):
    campaign = running(sms_hi=text())
    assert note_missed_call(number="01123456789", campaign=campaign, now=MONDAY)
    assert note_missed_call(number="", campaign=campaign, now=MONDAY) is None
    assert not Message.objects.exists()


def test_several_texts_of_campaigns_are_in_use_beside_each_other(world):
    text()
    text(said="एक और पाठ -सीएम हेल्पलाइन 181")
    with pytest.raises(ValidationError):
        Template(event=Event.CAMPAIGN, language="hi", text="नमस्ते {reference}").full_clean()


def test_what_is_refused(world, write):
    campaign = write()
    assert Number.objects.get(pk="07552550181").route == Route.MISSED
    assert campaign.is_running is False
    with pytest.raises(NumberTaken):
        write()
    Number.objects.update_or_create(digits="1091", defaults={"route": Route.WOMEN})
    with pytest.raises(NumberTaken):
        write(digits="1091")
    with pytest.raises(NothingToAnswer):
        write(campaign, calls_back=False)
    with pytest.raises(EndsBeforeItBegins):
        write(campaign, until=MONDAY)
    for verb in (
        lambda: write(campaign, actor=world.agent),
        lambda: run_campaign(campaign=campaign, runs=True, actor=world.agent, now=MONDAY),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_the_shipped_campaign_is_made_once(world):
    Campaign.objects.all().delete()
    assert (load_campaigns(now=MONDAY), load_campaigns(now=MONDAY)) == (1, 0)
    assert Campaign.objects.get().kind == CampaignKind.CLOSURE
