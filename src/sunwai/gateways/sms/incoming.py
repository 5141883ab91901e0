"""SMS of citizens, handed to those who read them."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module


def hand_over(
    *, provider: str, provider_id: str, sender: str, text: str, received_at: datetime, now: datetime
) -> None:
    """Hand over one whole SMS. The same `provider_id` means the same SMS.

    Args:
        sender: as the operator writes it, with or without the country's number.

    Raises:
        ModuleNotFoundError: nobody reads them in this installation.
    """
    actions = import_module("sunwai.conversations.actions")
    actions.take_in_sms(
        provider=provider, provider_id=provider_id, sender=sender, text=text, received_at=received_at, now=now
    )
