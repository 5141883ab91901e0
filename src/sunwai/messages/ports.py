"""What the messages need of the outside world: one port a channel, one way to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class Sms:
    """One SMS as a provider must send it."""

    to: str  # ten digits
    text: str
    unicode: bool
    is_code: bool  # a one-time code: providers send these by a faster way
    dlt_entity: str
    dlt_header: str
    dlt_template: str
    our_id: int


@dataclass(frozen=True, kw_only=True)
class WhatsApp:
    """One WhatsApp message.

    Attributes:
        to: ten digits.
        content: what the reader sees, in our own words for it (`messages.whatsapp`): a text, buttons, a list, a file
            or an approved template.
    """

    to: str
    text: str
    content: dict[str, Any] = field(default_factory=dict)
    our_id: int


@dataclass(frozen=True, kw_only=True)
class Email:
    """One e-mail, in plain text and the same as a page.

    Attributes:
        to: address.
        stop_url: where its reader ends such e-mails, by one POST; empty where they cannot be ended.
    """

    to: str
    subject: str
    text: str
    html: str
    language: str
    stop_url: str = ""
    our_id: int


@dataclass(frozen=True, kw_only=True)
class Push:
    """One notice on all devices on which its reader asked for notices.

    Attributes:
        subscriptions: endpoint and keys of each device (W3C Push API).
        data: title, body and address to open, as the service worker shows them.
        seconds: how long the push service keeps it for a device that is off.
        urgent: it wakes a device that saves its battery.
    """

    to: str
    subscriptions: tuple[dict[str, str], ...]
    data: dict[str, Any]
    seconds: int
    urgent: bool = False
    our_id: int

    @property
    def text(self) -> str:
        """What is said."""
        return str(self.data.get("body", ""))


Outgoing = Sms | WhatsApp | Email | Push


class ProviderFailed(Exception):
    """The provider did not take the message.

    Attributes:
        final: the message is to blame (wrong number, refused text): no provider and no later try can help.
            Otherwise the provider is to blame, and another one or a later try may succeed.
        gone: endpoints of devices that will never be reached again.
    """

    def __init__(self, reason: str, *, final: bool = False, gone: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.final = final
        self.gone = gone


@dataclass(frozen=True)
class Sent:
    """A message was taken: the provider's number of it, and of its devices those that will never be reached again."""

    number: str
    gone: Sequence[str] = ()


class Provider[Kind: Outgoing](Protocol):
    """A gateway of one channel. `send` is called from several threads at once and never inside a transaction."""

    name: str

    def send(self, message: Kind, /) -> str | Sent:
        """Hand over one message.

        Returns:
            The provider's own number of it, by which receipts name it; empty where it gave none. As `Sent` where
            there is more to say.

        Raises:
            ProviderFailed: it was not taken.
        """
        ...


SmsProvider = Provider[Sms]
