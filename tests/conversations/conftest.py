"""A citizen with WhatsApp: what they send goes in as a gateway would hand it over, what they are answered comes back."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from sunwai.citizens.models import Citizen
from sunwai.conversations.actions import Update, take_in
from sunwai.conversations.enums import IncomingKind
from sunwai.conversations.jobs import handle_waiting
from sunwai.conversations.models import Conversation
from sunwai.core import clock, options
from sunwai.core.models import Setting
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message
from tests.world import MONDAY

numbers = count(1)


class Chat:
    """One sender in a chat with the helpline."""

    def __init__(self, mobile):
        self.mobile = mobile
        self.at = MONDAY + timedelta(days=1)

    def send(self, said, *, later=timedelta(seconds=10), provider_id=None):
        """Something of any kind, stored but not dealt with yet."""
        self.at += later
        update = Update(
            provider="whatsapp-cloud",
            provider_id=provider_id or f"wamid.{next(numbers)}",
            channel=Channel.WHATSAPP,
            kind=IncomingKind.MESSAGE,
            sender=self.mobile,
            sent_at=self.at,
            said=said,
            raw={"as": "it came"},
        )
        return take_in([update], now=self.at)

    def hears(self, said, **given):
        """What is answered."""
        before = Message.objects.filter(to=self.mobile, event=Event.DIALOGUE).count()
        self.send(said, **given)
        with clock.frozen(self.at):
            handle_waiting()
        answers = Message.objects.filter(to=self.mobile, event=Event.DIALOGUE).order_by("pk")[before:]
        assert len(answers) <= 1
        return answers[0] if answers else None

    def writes(self, text, **given):
        """The words of the answer."""
        answer = self.hears({"kind": "text", "text": text}, **given)
        return answer.text if answer else None

    def presses(self, code, title="…", **given):
        """The words of the answer to a button or row."""
        answer = self.hears({"kind": "choice", "id": code, "title": title}, **given)
        return answer.text if answer else None

    @property
    def choices(self):
        """The codes of what can be pressed now."""
        latest = Message.objects.filter(to=self.mobile, event=Event.DIALOGUE).latest("pk").content
        return [one["id"] for one in latest.get("buttons") or latest.get("rows") or []]

    @property
    def place(self):
        return Conversation.objects.get(sender=self.mobile).place


@pytest.fixture
def chat(world):
    """The citizen of the world on their phone."""
    return Chat(world.citizen.mobile)


@pytest.fixture
def stranger(world):
    """Somebody whom the helpline does not know."""
    assert not Citizen.objects.filter(mobile="9777777777").exists()
    return Chat("9777777777")


@pytest.fixture
def filing_is_on(db):
    Setting.objects.create(key="whatsapp.filing", value=True)
    options.forget()
    yield
    options.forget()
