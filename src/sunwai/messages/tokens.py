"""Marks that travel with a message and come back: a bounce, a wish to get no more, "it was shown".

A mark names its message and one purpose and is bound to both by the secret key; small letters and digits only, because
mail servers fold what stands before the @.

>>> message_of(token_of(4812, "bounce"), "bounce")
4812
>>> message_of(token_of(4812, "bounce"), "stop")
"""

from __future__ import annotations

import base64
import hmac
import re

from django.utils.crypto import salted_hmac

LETTERS = 16  # 80 bits
TOKEN = re.compile(rf"([1-9][0-9]{{0,17}})-([a-z2-7]{{{LETTERS}}})")


def token_of(message_id: int, purpose: str) -> str:
    """The mark of the message with this id for `purpose`, at most 35 characters."""
    return f"{message_id}-{_seal(message_id, purpose)}"


def message_of(token: str, purpose: str) -> int | None:
    """The id of the message whose mark for `purpose` this is; None where we did not make it."""
    found = TOKEN.fullmatch(token)
    if found is None:
        return None
    number = int(found[1])
    return number if hmac.compare_digest(_seal(number, purpose), found[2]) else None


def _seal(message_id: int, purpose: str) -> str:
    made = salted_hmac(f"messages.tokens.{purpose}", str(message_id), algorithm="sha256")
    return base64.b32encode(made.digest()).decode().lower()[:LETTERS]
