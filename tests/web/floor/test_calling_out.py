"""Callbacks and campaigns on the floor."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.calls.actions.callbacks import ask_callback, end_try, start_try
from sunwai.calls.actions.campaigns import note_missed_call
from sunwai.calls.enums import CallbackReason, CallbackState, CallState, Outcome, Route, Tried
from sunwai.calls.models import Call, Callback, Campaign
from sunwai.messages.enums import Event, MessageState
from sunwai.messages.models import Message, Template
from tests.calls_world import women_queue
from tests.world import MONDAY

CALLERS = ["9876500001", "9876500002"]
FORM = {
    "name": "बीज की जानकारी",
    "digits": "1800 233 181",
    "calls_back": "on",
    "since": "2026-11-23T10:00",
    "until": "",
}


@pytest.fixture
def floor(client, world):
    world.supervisor.is_demo = True
    world.supervisor.save()
    client.force_login(world.supervisor)
    return client


def text():
    return Template.objects.create(event=Event.CAMPAIGN, language="hi", text="बीज 1 जून से। -सीएम हेल्पलाइन 181")


@pytest.fixture
def campaign(floor):
    floor.post("/floor/campaigns/new/", FORM | {"sms_hi": text().pk})
    return Campaign.objects.get(number="1800233181")


def ring(campaign, number, at=MONDAY, **given):
    """A missed call, as the calls process writes it down."""
    Call.objects.create(
        line_id=f"{number}-{at}",
        route=Route.MISSED,
        number=number,
        campaign=campaign,
        state=CallState.ENDED,
        outcome=Outcome.MISSED,
        began_at=at,
        ended_at=at,
        **given,
    )
    return note_missed_call(number=number, campaign=campaign, now=at)


def said(answer):
    return answer.content.decode()


# ── Callbacks ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_hides_numbers_and_what_is_confidential(floor):
    ask_callback(number=CALLERS[0], reason=CallbackReason.ASKED, now=MONDAY)
    ask_callback(number=CALLERS[1], reason=CallbackReason.ASKED, queue=women_queue(), now=MONDAY)
    page = said(floor.get("/floor/callbacks/"))

    assert "xxxxxx0001" in page
    assert CALLERS[0] not in page
    assert "0002" not in page


def test_by_reason(floor):
    ask_callback(number=CALLERS[0], reason=CallbackReason.ASKED, now=MONDAY)
    ask_callback(number=CALLERS[1], reason=CallbackReason.FAULT, now=MONDAY)
    page = said(floor.get("/floor/callbacks/?reason=fault"))

    assert "0001" not in page
    assert "0002" in page


def test_sooner_and_off_the_list(floor):
    callback = ask_callback(number=CALLERS[0], reason=CallbackReason.ASKED, now=MONDAY)
    start_try(callback=callback, now=MONDAY)
    end_try(callback=callback, result=Tried.BUSY, now=MONDAY)
    floor.post(f"/floor/callbacks/{callback.pk}/", {"do": "now"})
    callback.refresh_from_db()
    assert callback.not_before == MONDAY

    floor.post(f"/floor/callbacks/{callback.pk}/", {"do": "cancel"})
    callback.refresh_from_db()
    assert callback.state == CallbackState.CANCELLED


# ── Campaigns ────────────────────────────────────────────────────────────────────────────────────────────


def test_written_started_stopped(floor, campaign):
    assert (campaign.is_running, campaign.number.route) == (False, Route.MISSED)
    floor.post(f"/floor/campaigns/{campaign.pk}/run/", {"do": "start"})
    campaign.refresh_from_db()
    assert campaign.is_running
    floor.post(f"/floor/campaigns/{campaign.pk}/edit/", FORM | {"name": "नया नाम", "digits": "1800233181"})
    floor.post(f"/floor/campaigns/{campaign.pk}/run/", {"do": "stop"})
    campaign.refresh_from_db()
    assert (campaign.name, campaign.is_running, campaign.sms_hi) == ("नया नाम", False, None)


def test_what_was_typed_survives_a_refusal(floor, campaign):
    answer = floor.post("/floor/campaigns/new/", FORM)

    assert answer.status_code == 422
    assert "बीज की जानकारी" in said(answer)
    assert Campaign.objects.filter(number="1800233181").count() == 1


def test_the_figures(floor, campaign, world):
    Campaign.objects.update(is_running=True)
    campaign.refresh_from_db()
    for hours in (0, 1, 2):
        callback = ring(campaign, CALLERS[0], MONDAY + timedelta(hours=hours), district=world.district)
    ring(campaign, CALLERS[1])
    Message.objects.filter(pk=Message.objects.first().pk).update(state=MessageState.DELIVERED)
    start_try(callback=callback, now=MONDAY)
    end_try(callback=callback, result=Tried.REACHED, now=MONDAY)

    shown = floor.get(f"/floor/campaigns/{campaign.pk}/").context
    assert (shown["missed"], shown["numbers"]) == (4, 2)
    assert [(row["calls"], row["numbers"], row["share"]) for row in shown["hours"]] == [
        (1, 1, 50),
        (1, 1, 50),
        (2, 2, 100),
    ]
    assert [row["calls"] for row in shown["days"]] == [4]
    assert shown["districts"] == [(world.district, 3), (None, 1)]
    assert shown["sms"] == {"written": 4, "sent": 1, "delivered": 1, "failed": 0}
    assert (shown["called"], shown["reached"], shown["waiting"]) == (1, 1, 1)
    assert Callback.objects.count() == 2


def test_the_table_of_calls_hides_numbers(floor, campaign, world):
    ring(campaign, CALLERS[0], district=world.district)
    answer = floor.get(f"/floor/campaigns/{campaign.pk}/calls.csv")
    lines = b"".join(answer).decode().splitlines()

    assert len(lines) == 2
    assert "xxxxxx0001" in lines[1]
    assert "बालाघाट" in lines[1]
    assert CALLERS[0] not in lines[1]
