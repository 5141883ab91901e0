"""Some centres name a message by one base when they take it and by another in its receipt: 1A2B, then 6699."""

from __future__ import annotations

from django.conf import settings


def as_submitted(number: str) -> str:
    """The number of a submit_sm_resp, as we keep it."""
    return _plain(number, settings.SMS_SMPP["id_bases"][:1])


def as_receipted(number: str) -> str:
    """The number that a receipt names, as we keep it."""
    return _plain(number, settings.SMS_SMPP["id_bases"][1:])


def _plain(number: str, base: tuple[int, ...]) -> str:
    """In base ten, without zeros before it, where the setting says in which base it came; else as it came."""
    number = number.strip()
    try:
        return str(int(number, base[0])) if base else number
    except ValueError:
        return number
