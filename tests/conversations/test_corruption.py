"""A corruption complaint in a chat: taken where it is switched on; nothing of it is kept there or said back."""

from __future__ import annotations

import json

import pytest

from sunwai.conversations.models import Conversation, Incoming
from sunwai.core import options
from sunwai.core.models import Setting
from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Draft, Grievance
from sunwai.messages.enums import Channel
from sunwai.messages.models import Message

STORY = "कनिष्ठ अभियंता मीटर के पाँच हज़ार माँगते हैं"


@pytest.fixture
def corruption_is_on(filing_is_on):
    Setting.objects.create(key="whatsapp.corruption", value=True)
    options.forget()


def file_it(chat):
    return [
        chat.presses("do:bribe", "कोई रिश्वत माँगता है"),
        chat.writes(STORY),
        chat.writes("rampayli"),
        chat.writes("1"),
        chat.presses("proof:", "आगे"),
        chat.presses("send:", "दर्ज करें"),
    ]


@pytest.mark.usefixtures("corruption_is_on")
def test_only_the_number_comes_back(chat, world):
    answers = file_it(chat)

    case = Grievance.objects.get()
    assert (case.kind, case.channel, case.text, case.citizen) == (
        Kind.CORRUPTION,
        Channel.WHATSAPP,
        STORY,
        None,
    )
    assert case.spoken_reference in answers[-1]
    for text in Message.objects.values_list("text", flat=True):
        for word in ("पाँच हज़ार", "रिश्वत मांगी", "अभियंता", "सतर्कता"):
            assert word not in text
    said = [list(row) for row in Incoming.objects.values_list("said", "raw")]
    kept = json.dumps([said, Conversation.objects.get().data], ensure_ascii=False)
    assert "हज़ार" not in kept
    assert "sealed" not in kept
    draft = Draft.objects.get()
    assert (draft.citizen, draft.data) == (None, {})


@pytest.mark.usefixtures("corruption_is_on")
def test_a_location_is_not_kept(chat, world):
    chat.presses("do:bribe")
    chat.writes(STORY)
    chat.hears({"kind": "location", "latitude": 21.7, "longitude": 80.0})
    assert "spot" not in Draft.objects.get().data


@pytest.mark.usefixtures("filing_is_on")
def test_it_has_a_switch_of_its_own(chat, world):
    assert "रिश्वत" not in chat.writes("menu")
    assert "181" in chat.presses("do:bribe")
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("corruption_is_on")
def test_an_ordinary_complaint_afterwards_is_ordinary(chat, world):
    chat.presses("do:bribe")
    chat.presses("do:menu")
    chat.presses("do:file")
    assert "sealed" not in Conversation.objects.get().data
