"""A message as its channel carries it: the words it gets when the channel is settled, the form in which it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sunwai.core.options import option
from sunwai.messages import whatsapp
from sunwai.messages.devices import devices_for
from sunwai.messages.enums import Channel, Event
from sunwai.messages.mail import STOP, heading_of, letter, page_of
from sunwai.messages.models import Message, Reach
from sunwai.messages.ports import Email, Outgoing, Push, Sms, WhatsApp
from sunwai.messages.selectors import whatsapp_template
from sunwai.messages.texts import count_parts, in_long
from sunwai.messages.tokens import token_of

SHOWN = "push"  # purpose of the marks by which a device says that it showed a notice


def put_on_channel(message: Message, channel: Channel, *, window_is_open: bool) -> None:
    """Give `message` the words of `channel`; it is not saved. An answer in a chat has its own already."""
    message.channel = channel
    if channel == Channel.WHATSAPP and message.event != Event.DIALOGUE:
        _put_on_whatsapp(message, window_is_open=window_is_open)
    elif channel == Channel.EMAIL and message.template:
        message.text = in_long(message.template.text, message.variables)


def as_sent_by(messages: Sequence[Message]) -> list[Outgoing]:
    """Each message in the form in which its channel's providers take it."""
    addresses = _addresses(messages)
    return [FORMS[Channel(message.channel)](message, addresses) for message in messages]


@dataclass(frozen=True)
class Addresses:
    """Where people are reached other than by their mobile: their e-mail by it, their devices by the message."""

    email: Mapping[str, str]
    devices: Mapping[int, tuple[dict[str, str], ...]]


def _put_on_whatsapp(message: Message, *, window_is_open: bool) -> None:
    template = whatsapp_template(message.event, message.language)
    if template:
        message.text = in_long(template.text, message.variables)
    if window_is_open or template is None:
        message.content = whatsapp.for_event(message.event, message.language, message.variables)
    else:
        message.content = whatsapp.from_template(
            template.provider_name, template.text, message.event, message.language, message.variables
        )


def _addresses(messages: Sequence[Message]) -> Addresses:
    by_email = {message.to for message in messages if message.channel == Channel.EMAIL}
    known = Reach.objects.in_bulk(by_email) if by_email else {}
    return Addresses(
        email={mobile: reach.email for mobile, reach in known.items()},
        devices=devices_for([message for message in messages if message.channel == Channel.PUSH]),
    )


def _as_sms(message: Message, addresses: Addresses) -> Sms:
    template = message.template
    return Sms(
        to=message.to,
        text=message.text,
        unicode=count_parts(message.text).encoding == "UCS-2",
        is_code=message.event == Event.OTP,
        dlt_entity=template.dlt_entity if template else "",
        dlt_header=template.dlt_header if template else "",
        dlt_template=template.dlt_template if template else "",
        our_id=message.pk,
    )


def _as_whatsapp(message: Message, addresses: Addresses) -> WhatsApp:
    content = message.content or whatsapp.text()
    return WhatsApp(to=message.to, text=message.text, content=content, our_id=message.pk)


def _as_email(message: Message, addresses: Addresses) -> Email:
    stop_url = "" if message.urgent else page_of(STOP, message.pk, message.language)
    said = letter(message.event, message.text, message.language, message.variables, stop_url=stop_url)
    return Email(
        to=addresses.email.get(message.to, ""),
        subject=said.subject,
        text=said.text,
        html=said.html,
        language=message.language,
        stop_url=stop_url,
        our_id=message.pk,
    )


def _as_push(message: Message, addresses: Addresses) -> Push:
    """A notice. A citizen's is of no use once the SMS in its place has gone out, an officer's for a day."""
    minutes = 24 * 60 if message.user_id else option("contact.fallback_minutes")
    return Push(
        to=message.to,
        subscriptions=addresses.devices.get(message.pk, ()),
        data={
            "title": heading_of(message.event, message.language),
            "body": message.text,
            "lang": message.language,
            "url": message.variables.get("link", ""),
            "tag": f"{message.event}:{message.case_id or ''}",
            "token": token_of(message.pk, SHOWN),
        },
        seconds=minutes * 60,
        urgent=message.urgent,
        our_id=message.pk,
    )


FORMS: dict[Channel, Callable[[Message, Addresses], Outgoing]] = {
    Channel.SMS: _as_sms,
    Channel.WHATSAPP: _as_whatsapp,
    Channel.EMAIL: _as_email,
    Channel.PUSH: _as_push,
}
