"""What the messages need of the outside world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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


class ProviderFailed(Exception):
    """The provider did not take the message.

    Attributes:
        final: the message is to blame (wrong number, refused text): no provider and no later try can help.
            Otherwise the provider is to blame, and another one or a later try may succeed.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class SmsProvider(Protocol):
    """An SMS gateway. `send` is called from several threads at once and never inside a transaction."""

    name: str

    def send(self, sms: Sms) -> str:
        """Hand over one SMS.

        Returns:
            The provider's own number of it, by which receipts name it; empty where it gave none.

        Raises:
            ProviderFailed: it was not taken.
        """
        ...
