"""Encrypted fields and blind indexes, with keys that live outside the database."""

from __future__ import annotations

import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(text: str) -> bytes:
    """`text` under the newest key."""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(text.encode())


def decrypt(token: bytes | memoryview) -> str:
    """The text behind `token`, under whichever key it was written.

    Raises:
        cryptography.fernet.InvalidToken: none of the keys fits.
    """
    return _fernet(tuple(settings.FIELD_KEYS)).decrypt(bytes(token)).decode()


def blind_index(text: str) -> bytes:
    """A keyed fingerprint (32 bytes) by which an encrypted value can be found but not read.

    It is made with the oldest key, which a rotation keeps, so that old rows are still found.
    """
    return hmac.digest(settings.FIELD_KEYS[-1].encode(), text.encode(), hashlib.sha256)


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
