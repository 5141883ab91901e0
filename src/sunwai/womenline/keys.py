"""Envelope encryption: each case has a key of its own, which stands beside it, wrapped under keys outside the database.

`settings.WOMENLINE_KEYS` (newest first) wrap; AES-256-GCM does both. What a text is about (its place and the number of
its case) is sealed along with it, so that no text of one case opens in another. A rotation wraps the keys of cases anew
(`actions.keys.rewrap`) and touches no text.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE, MARK = 12, 8  # bytes
ABOUT_KEYS = b"sunwai womenline case key"


class KeyMissing(Exception):
    """None of the keys at hand opens this; it was changed, or its key is gone."""


class Safe:
    """Seals and opens what belongs to one case."""

    def __init__(self, key: bytes, wrapped: bytes) -> None:
        self.wrapped = wrapped
        self._cipher = AESGCM(key)

    @classmethod
    def new(cls) -> Self:
        """With a fresh key."""
        key = AESGCM.generate_key(256)
        return cls(key, _wrap(key))

    @classmethod
    def of(cls, wrapped: bytes | memoryview) -> Self:
        """The one whose wrapped key this is.

        Raises:
            KeyMissing: see there.
        """
        return cls(_unwrap(bytes(wrapped)), bytes(wrapped))

    def seal(self, what: Any, about: str) -> bytes:
        """`what` (of JSON) sealed; it opens only with the same `about`."""
        nonce = os.urandom(NONCE)
        text = json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + self._cipher.encrypt(nonce, text, about.encode())

    def open(self, sealed: bytes | memoryview, about: str) -> Any:
        """What was sealed.

        Raises:
            KeyMissing: see there.
        """
        given = bytes(sealed)
        try:
            return json.loads(self._cipher.decrypt(given[:NONCE], given[NONCE:], about.encode()))
        except InvalidTag as error:
            raise KeyMissing from error


def is_wrapped_newest(wrapped: bytes | memoryview) -> bool:
    """Whether the newest key wrapped it."""
    return bytes(wrapped)[:MARK] == _mark(_keys()[0])


def rewrapped(wrapped: bytes | memoryview) -> bytes:
    """The same key under the newest one.

    Raises:
        KeyMissing: see there.
    """
    return _wrap(_unwrap(bytes(wrapped)))


def fingerprint(number: str) -> bytes:
    """By which a number is found but not read: keyed, under the newest key."""
    return _fingerprint(_keys()[0], number)


def fingerprints(number: str) -> list[bytes]:
    """Under every key: while a rotation is under way, rows have either."""
    return [_fingerprint(key, number) for key in _keys()]


def _fingerprint(key: bytes, number: str) -> bytes:
    return hmac.digest(hashlib.sha256(b"number" + key).digest(), number.encode(), hashlib.sha256)


def _wrap(key: bytes) -> bytes:
    newest, nonce = _keys()[0], os.urandom(NONCE)
    return _mark(newest) + nonce + AESGCM(newest).encrypt(nonce, key, ABOUT_KEYS)


def _unwrap(wrapped: bytes) -> bytes:
    mark, nonce, sealed = wrapped[:MARK], wrapped[MARK : MARK + NONCE], wrapped[MARK + NONCE :]
    for key in _keys():
        if hmac.compare_digest(_mark(key), mark):
            try:
                return AESGCM(key).decrypt(nonce, sealed, ABOUT_KEYS)
            except InvalidTag as error:
                raise KeyMissing from error
    raise KeyMissing


def _mark(key: bytes) -> bytes:
    """Which key it was, without saying the key."""
    return hashlib.sha256(b"mark" + key).digest()[:MARK]


def _keys() -> list[bytes]:
    return [base64.urlsafe_b64decode(key) for key in settings.WOMENLINE_KEYS]
