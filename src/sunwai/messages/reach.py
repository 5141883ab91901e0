"""Who can be reached how: the facts that `choice` weighs, read for many messages at once, and how they change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sunwai.casework.action import action
from sunwai.citizens.models import Citizen
from sunwai.core.options import option
from sunwai.core.providers import providers
from sunwai.messages.choice import Facts, Prices
from sunwai.messages.devices import with_notice
from sunwai.messages.enums import Approval, Channel
from sunwai.messages.models import Message, Reach
from sunwai.messages.selectors import whatsapp_template

WINDOW = timedelta(hours=24)  # Meta, "customer service window"
FAILED_FOR = timedelta(days=30)  # a number without WhatsApp may get it

# channel → port of `core.providers`
PORTS: dict[str, str] = {
    Channel.SMS: "sms",
    Channel.WHATSAPP: "whatsapp",
    Channel.EMAIL: "email",
    Channel.PUSH: "push",
}


def configured_channels() -> frozenset[str]:
    """The channels for which somebody stands ready here."""
    return frozenset(channel for channel, port in PORTS.items() if providers(port))


def possible_channels(reach: Reach) -> frozenset[str]:
    """The channels that a citizen can choose: those that would lead to them."""
    return (
        configured_channels() - {Channel.PUSH} - (frozenset() if reach.email_verified_at else {Channel.EMAIL})
    )


def reach_of(citizen: Citizen) -> Reach:
    """How `citizen` can be reached; not written yet where nothing is known."""
    return Reach.objects.filter(mobile=citizen.mobile).first() or Reach(mobile=citizen.mobile or "")


def facts_of(messages: Sequence[Message], *, now: datetime) -> list[Facts]:
    """What is known about the reader of each message. Three queries, however many there are; none where all is SMS."""
    configured = configured_channels()
    if configured <= {Channel.SMS}:
        return [Facts(configured=configured)] * len(messages)
    known = Reach.objects.in_bulk({message.to for message in messages})
    noticed = with_notice(messages) if Channel.PUSH in configured else set()
    return [
        replace(_facts(message, known.get(message.to), configured, now), has_push=message.pk in noticed)
        for message in messages
    ]


def prices_of(message: Message) -> Prices:
    """What it would cost by each channel (settings)."""
    return Prices(
        sms=option("cost.sms_part") * message.parts,
        whatsapp=option("cost.whatsapp"),
        email=option("cost.email"),
    )


def open_window(*, mobile: str, at: datetime, agrees: bool = True) -> None:
    """They wrote to us by WhatsApp: free texts go through for a day. In the caller's transaction.

    An older word never shortens the window.

    Args:
        agrees: whether they let us write of our own accord; not after "stop".
    """
    reach, is_new = Reach.objects.select_for_update().get_or_create(
        mobile=mobile, defaults={"whatsapp_since": at if agrees else None, "window_until": at + WINDOW}
    )
    if is_new:
        return
    reach.window_until = max(reach.window_until or at, at + WINDOW)
    reach.whatsapp_since = (reach.whatsapp_since or at) if agrees else None
    reach.whatsapp_failed_at = None
    reach.save(update_fields=["window_until", "whatsapp_since", "whatsapp_failed_at"])


def leave_whatsapp(*, mobile: str) -> None:
    """They want no more WhatsApp from us ("stop"); from then on it is SMS. In the caller's transaction."""
    Reach.objects.filter(mobile=mobile).update(whatsapp_since=None)
    Reach.objects.filter(mobile=mobile, preferred=Channel.WHATSAPP).update(preferred="")


def note_unreachable(*, mobile: str, channel: Channel, now: datetime) -> None:
    """The provider says that `mobile` cannot be reached by `channel`. In the caller's transaction."""
    column = {Channel.WHATSAPP: "whatsapp_failed_at", Channel.EMAIL: "email_bounced_at"}.get(channel)
    if column:
        Reach.objects.filter(mobile=mobile).update(**{column: now})


@action
def prefer_channel(*, mobile: str, channel: Channel | None, now: datetime) -> Reach:
    """The citizen chooses how they are told; None: whatever costs least. Choosing WhatsApp is agreeing to it."""
    reach, _is_new = Reach.objects.select_for_update().get_or_create(mobile=mobile)
    reach.preferred = channel or ""
    if channel == Channel.WHATSAPP:
        reach.whatsapp_since = reach.whatsapp_since or now
        reach.whatsapp_failed_at = None
    reach.save()
    return reach


def _facts(message: Message, reach: Reach | None, configured: frozenset[str], now: datetime) -> Facts:
    tried = {message.fallback_of.channel} if message.fallback_of else set()
    if reach is None:
        return Facts(tried=tried, configured=configured)
    template = whatsapp_template(message.event, message.language)
    return Facts(
        preferred=reach.preferred,
        has_whatsapp=reach.whatsapp_since is not None,
        whatsapp_failed=reach.whatsapp_failed_at is not None and now - reach.whatsapp_failed_at < FAILED_FOR,
        window_is_open=reach.window_until is not None and reach.window_until > now,
        has_template=template is not None and template.approval == Approval.APPROVED,
        has_email=bool(reach.email and reach.email_verified_at),
        email_failed=reach.email_bounced_at is not None,
        tried=tried,
        configured=configured,
    )
