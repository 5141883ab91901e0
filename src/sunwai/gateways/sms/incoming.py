"""SMS of citizens, handed to those who read them."""

from __future__ import annotations

import re
from datetime import datetime

from sunwai.citizens.mobile import NotAMobile, parse
from sunwai.conversations.actions import take_in_sms


def hand_over(
    *, provider: str, provider_id: str, sender: str, text: str, received_at: datetime, now: datetime
) -> None:
    """Hand over one whole SMS. The same `provider_id` means the same SMS.

    Args:
        sender: as the operator writes it, with or without the country's number.
    """
    take_in_sms(
        provider=provider,
        provider_id=provider_id,
        sender=_plain(sender),
        text=text,
        received_at=received_at,
        now=now,
    )


def _plain(sender: str) -> str:
    """Ten digits of an Indian mobile, +… of another number, else as it came: short codes and names send SMS too."""
    try:
        return parse(sender)
    except NotAMobile:
        digits = re.sub(r"\D", "", sender)
        return f"+{digits}" if len(digits) > 10 else sender
