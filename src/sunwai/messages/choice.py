"""The one place that decides how somebody is told: on which channel, in which language, at what hour, and why.

Language and hour are settled when a message is written, the channel when it is about to leave: only then is it known
whether the chat is still open and which provider is awake. What does not arrive goes on to the next channel
(`delivery.fall_back`); SMS, which needs no consent and no app, is the last.

>>> facts = Facts(preferred="", has_whatsapp=True, window_is_open=True)
>>> choose(Event.TAKEN_UP, facts, Prices(sms=30, whatsapp=12, email=1)).channel
<Channel.WHATSAPP: 'whatsapp'>
>>> choose(Event.OTP, facts, Prices(sms=30, whatsapp=12, email=1)).channel
<Channel.SMS: 'sms'>
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from sunwai.messages.enums import TO_STAFF, URGENT_EVENTS, Channel, Event
from sunwai.messages.hours import next_allowed

# In which order channels of the same price are tried.
ORDER = (Channel.PUSH, Channel.WHATSAPP, Channel.EMAIL, Channel.SMS)
LAST = Channel.SMS
# What goes by one channel, whatever its reader likes. A code opens the door: it goes to the number itself. Others
# answer on the way on which somebody came, or ask about the way itself.
ONLY_BY: dict[Event, Channel] = {
    Event.OTP: Channel.SMS,
    Event.CALL_TRIED: Channel.SMS,
    Event.CAMPAIGN: Channel.SMS,
    Event.STATUS: Channel.SMS,
    Event.SMS_HELP: Channel.SMS,
    Event.DIALOGUE: Channel.WHATSAPP,
    Event.EMAIL_ADDRESS: Channel.EMAIL,
    **dict.fromkeys(TO_STAFF, Channel.PUSH),
}
# Asks for an answer or runs a time limit: a notice that is swiped away would not do.
NOT_BY_PUSH = frozenset({Event.CLOSURE_QUESTION, Event.CLOSURE_REMINDER, Event.CLOSURE_NOTICE, Event.SCHEME})
# What a citizen can be told of on their phone, and so can switch off there.
BY_PUSH = tuple(event for event in Event if event not in NOT_BY_PUSH and event not in ONLY_BY)


class Why(models.TextChoices):
    """What spoke for or against a channel."""

    PREFERRED = "preferred", _("what the citizen chose")
    CHEAPEST = "cheapest", _("costs least of what is possible")
    ONLY = "only", _("the only way for this")
    POSSIBLE = "possible", _("possible, another one is preferred or cheaper")
    NOT_FOR_THIS = "not_for_this", _("not for this kind of message")
    NO_CONSENT = "no_consent", _("the citizen has not agreed to it")
    NO_ADDRESS = "no_address", _("no address is known")
    NO_TEMPLATE = "no_template", _("the chat is closed and no approved text is there")
    UNREACHABLE = "unreachable", _("did not reach the citizen lately")
    TRIED = "tried", _("did not arrive by it")
    NO_PROVIDER = "no_provider", _("not configured here")


@dataclass(frozen=True)
class Facts:
    """What is known of one reader and one message.

    Attributes:
        preferred: channel that the reader chose; empty where they chose none.
        has_whatsapp: they agreed to WhatsApp, and it did reach them when last tried.
        window_is_open: they wrote within 24 hours, so free texts are let through and cost nothing.
        has_template: an approved WhatsApp template is there for this event in their language.
        has_push: one of their devices shows notices, and this event is not switched off there.
        tried: channels by which it did not arrive.
    """

    preferred: str = ""
    has_whatsapp: bool = False
    whatsapp_failed: bool = False
    window_is_open: bool = False
    has_template: bool = False
    has_email: bool = False
    email_failed: bool = False
    has_push: bool = False
    tried: Collection[str] = ()
    configured: Collection[str] = frozenset(ORDER)

    @property
    def lets_whatsapp_through(self) -> bool:
        """Whether WhatsApp would take the message."""
        return self.window_is_open or self.has_template


@dataclass(frozen=True)
class Prices:
    """What one message costs, in paise: the SMS with all its parts, WhatsApp outside the window, an e-mail."""

    sms: int
    whatsapp: int
    email: int


@dataclass(frozen=True)
class Verdict:
    """What was thought of one channel; `paise` where it is possible."""

    channel: Channel
    why: Why
    paise: int | None = None


@dataclass(frozen=True)
class Decision:
    """By which channel, and what was thought of each."""

    channel: Channel
    verdicts: tuple[Verdict, ...]

    def as_rows(self) -> list[dict[str, object]]:
        """As kept with the message."""
        return [
            {"channel": str(one.channel), "why": str(one.why), "paise": one.paise} for one in self.verdicts
        ]


def choose(event: Event, facts: Facts, prices: Prices) -> Decision:
    """The channel for a message about `event`.

    The reader's own choice comes first, then what costs least; where nothing is possible it is SMS.
    """
    against = {channel: _against(channel, event, facts) for channel in ORDER}
    costs = {channel: _paise(channel, facts, prices) for channel in ORDER}
    possible = [channel for channel in ORDER if against[channel] is None]
    best = _best(possible, facts, costs, ONLY_BY.get(event, LAST))
    verdicts = tuple(
        Verdict(channel, reason)
        if (reason := against[channel])
        else Verdict(channel, _for(channel, best, possible, facts), costs[channel])
        for channel in ORDER
    )
    return Decision(best, verdicts)


def when(event: Event, now: datetime, *, urgent: bool = False) -> tuple[bool, datetime]:
    """Whether it is urgent, and from when it may be sent: what is not urgent waits for the calling hours."""
    urgent = urgent or event in URGENT_EVENTS
    return urgent, now if urgent else next_allowed(now)


def explained(rows: list[dict[str, object]] | None) -> list[str]:
    """A kept decision in the reader's words, one line a channel."""
    return [
        f"{Channel(str(row['channel'])).label}: {Why(str(row['why'])).label}"
        + (f" (₹{int(str(row['paise'])) / 100:.2f})" if row.get("paise") is not None else "")
        for row in rows or []
    ]


# ── What speaks against a channel, first that holds ──────────────────────────────────────────────────────
# fmt: off
AGAINST: dict[Channel, tuple[tuple[Why, Callable[[Event, Facts], bool]], ...]] = {
    Channel.PUSH: (
        (Why.NOT_FOR_THIS, lambda event, facts: event in NOT_BY_PUSH),
        (Why.NO_ADDRESS,   lambda event, facts: not facts.has_push),
    ),
    Channel.WHATSAPP: (
        (Why.NO_CONSENT,   lambda event, facts: not facts.has_whatsapp),
        (Why.UNREACHABLE,  lambda event, facts: facts.whatsapp_failed),
        (Why.NO_TEMPLATE,  lambda event, facts: not facts.lets_whatsapp_through),
    ),
    Channel.EMAIL: (
        (Why.NO_ADDRESS,   lambda event, facts: not facts.has_email),
        (Why.UNREACHABLE,  lambda event, facts: facts.email_failed),
        # An e-mail is read at home, if at all: only for who asked for it.
        (Why.POSSIBLE,     lambda event, facts: facts.preferred != Channel.EMAIL),
    ),
    Channel.SMS: (),
}
# fmt: on


def _against(channel: Channel, event: Event, facts: Facts) -> Why | None:
    if channel not in facts.configured and channel != LAST:
        return Why.NO_PROVIDER
    if only := ONLY_BY.get(event):
        return None if channel == only else Why.NOT_FOR_THIS
    if channel in facts.tried and channel != LAST:
        return Why.TRIED
    return next((why for why, holds in AGAINST[channel] if holds(event, facts)), None)


def _paise(channel: Channel, facts: Facts, prices: Prices) -> int:
    return {
        Channel.PUSH: 0,
        Channel.WHATSAPP: 0 if facts.window_is_open else prices.whatsapp,
        Channel.EMAIL: prices.email,
        Channel.SMS: prices.sms,
    }[channel]


def _best(possible: list[Channel], facts: Facts, costs: dict[Channel, int], otherwise: Channel) -> Channel:
    if facts.preferred in possible:
        return Channel(facts.preferred)
    return min(possible, key=lambda channel: costs[channel], default=otherwise)


def _for(channel: Channel, best: Channel, possible: list[Channel], facts: Facts) -> Why:
    if channel != best:
        return Why.POSSIBLE
    if len(possible) == 1:
        return Why.ONLY
    return Why.PREFERRED if channel == facts.preferred else Why.CHEAPEST
