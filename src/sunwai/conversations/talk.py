"""One conversation while something that was said is dealt with: who speaks, what is kept, what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sunwai.citizens.models import Citizen
from sunwai.conversations.enums import Place
from sunwai.conversations.heard import Choice
from sunwai.conversations.models import Conversation
from sunwai.core.options import option
from sunwai.messages import whatsapp

AS_BUTTONS = whatsapp.MOST_BUTTONS


@dataclass
class Reply:
    """What is answered: a text with, perhaps, choices.

    Attributes:
        choices: code and title of each; the third, if any, is said under it in a list.
        button: the word on the button that opens the list of more than three.
    """

    text: str
    choices: Sequence[tuple[str, str] | tuple[str, str, str]] = ()
    button: str = ""
    asks_location: bool = False

    @property
    def content(self) -> dict[str, Any]:
        """As a WhatsApp message shows it."""
        if self.asks_location:
            return whatsapp.ask_location()
        if not self.choices:
            return whatsapp.text()
        if len(self.choices) <= AS_BUTTONS and all(len(one) == 2 for one in self.choices):
            return whatsapp.buttons([(one[0], one[1]) for one in self.choices])
        rows = [(one[0], one[1], one[2] if len(one) > 2 else "") for one in self.choices]
        return whatsapp.listed(self.button, rows)

    @property
    def understood(self) -> list[Choice]:
        """What the next digit or word may stand for."""
        return [(one[0], one[1]) for one in self.choices]


@dataclass
class Talk:
    """The state of one conversation in hand.

    Attributes:
        mobile: ten digits; empty where the sender's number is not Indian.
        citizen: who that is on record; None: nobody yet, who gets what is public.
        said_before: sentences that go before the next question ("Thank you …").
        leaves_no_words: what was said is not kept.
    """

    conversation: Conversation
    mobile: str
    citizen: Citizen | None
    now: datetime
    said_before: list[str] = field(default_factory=list)
    leaves_no_words: bool = False

    @property
    def language(self) -> str:
        """`hi` or `en`."""
        return str(self.conversation.language)

    @property
    def data(self) -> dict[str, Any]:
        """What was said so far; kept."""
        data: dict[str, Any] = self.conversation.data
        return data

    @property
    def may_file(self) -> bool:
        """Whether complaints are taken here, and from this sender."""
        return bool(option("whatsapp.filing") and self.mobile)

    @property
    def may_accuse(self) -> bool:
        """Whether complaints about corruption are taken here, and from this sender."""
        return bool(self.may_file and option("whatsapp.corruption"))

    @property
    def is_sealed(self) -> bool:
        """Whether what is being filed is about corruption: nothing of it is kept in the chat or said back."""
        return bool(self.data.get("sealed"))

    def say(self, sentence: str) -> None:
        """Say this before the next question."""
        self.said_before.append(sentence)

    def go(self, place: Place, *, answer_within: timedelta | None = None) -> Place:
        """On to another place; an answer that does not come in time is taken as it stands (`dialogue.time_out`)."""
        self.conversation.due_at = self.now + answer_within if answer_within else None
        return place
