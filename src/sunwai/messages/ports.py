"""What the messages need of the outside world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Sms:
    """One SMS as a provider must send it."""

    to: str  # ten digits
    text: str
    unicode: bool
    dlt_entity: str
    dlt_header: str
    dlt_template: str
    our_id: int


class ProviderFailed(Exception):
    """The provider did not take the message.

    Attributes:
        final: trying again cannot help (wrong number, refused text).
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class SmsProvider(Protocol):
    """An SMS gateway."""

    name: str

    def send(self, sms: Sms) -> str:
        """Hand over one SMS.

        Returns:
            The provider's own number of it, by which receipts name it.

        Raises:
            ProviderFailed: it was not taken.
        """
        ...
