"""Files encrypted at rest, readable from any place without decrypting what is before it.

Each file has a key of its own (AES-256-GCM), which stands in front, encrypted under the keys of `settings.FIELD_KEYS`:
a rotation of those costs nothing, and an old file opens as long as its key is among them. The content follows in chunks
with a counter as nonce; the last one is marked as such, so that a file cut short does not open (the STREAM
construction: Hoang, Reyhanitabar, Rogaway, Vizár 2015).
"""

from __future__ import annotations

import base64
import io
import os
import struct
from collections.abc import Iterator
from typing import IO, Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sunwai.core.encryption import decrypt, encrypt

MARK = b"SUNWAI1\n"
CHUNK = 64 * 1024  # bytes of content in each but the last
TAG = 16  # bytes that each grows by
LENGTH = struct.Struct(">H")


class Broken(Exception):
    """Not a sealed file, changed or cut short, or no key fits."""


def seal(content: IO[bytes], to: IO[bytes]) -> None:
    """Write `content`, read to its end, encrypted to `to`."""
    key = AESGCM.generate_key(256)
    wrapped = encrypt(base64.b64encode(key).decode())
    head = MARK + LENGTH.pack(len(wrapped)) + wrapped
    to.write(head)
    cipher, chunk, number = AESGCM(key), content.read(CHUNK), 0
    while True:
        following = content.read(CHUNK) if len(chunk) == CHUNK else b""
        to.write(cipher.encrypt(_nonce(number, is_last=not following), chunk, head))
        if not following:
            return
        chunk, number = following, number + 1


def sealed(content: bytes) -> bytes:
    """`content`, encrypted: for what is small enough to be held whole."""
    out = io.BytesIO()
    seal(io.BytesIO(content), out)
    return out.getvalue()


class SealedFile:
    """A sealed file, opened for reading; only the chunks that are asked for are decrypted.

    Args:
        file: seekable, at any position; closed with this one.

    Raises:
        Broken: see there.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        file.seek(0)
        start = file.read(len(MARK) + LENGTH.size)
        if not start.startswith(MARK) or len(start) < len(MARK) + LENGTH.size:
            raise Broken
        wrapped = file.read(LENGTH.unpack(start[len(MARK) :])[0])
        try:
            self._cipher = AESGCM(base64.b64decode(decrypt(wrapped)))
        except (InvalidToken, ValueError) as error:
            raise Broken from error
        self._head = start + wrapped
        body = file.seek(0, os.SEEK_END) - len(self._head)
        self._chunks = max(1, -(-body // (CHUNK + TAG)))
        self.size = body - self._chunks * TAG
        if self.size < 0:
            raise Broken

    def read(self, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The content from byte `begin` up to `end`, or to its end, chunk by chunk.

        Raises:
            Broken: what was asked for was changed, or the file was cut short.
        """
        end = self.size if end is None else min(end, self.size)
        first = begin // CHUNK
        for number in range(first, self._chunks if begin < end else first):
            offset = number * CHUNK
            if offset >= end and number > first:
                return
            yield self._chunk(number)[max(0, begin - offset) : end - offset]

    def close(self) -> None:
        """Close the file behind it."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: Any) -> None:
        self.close()

    def _chunk(self, number: int) -> bytes:
        self._file.seek(len(self._head) + number * (CHUNK + TAG))
        sealed = self._file.read(CHUNK + TAG)
        try:
            return self._cipher.decrypt(
                _nonce(number, is_last=number == self._chunks - 1), sealed, self._head
            )
        except (InvalidTag, ValueError) as error:
            raise Broken from error


def _nonce(number: int, *, is_last: bool) -> bytes:
    """Never the same twice: each file has its own key."""
    return struct.pack(">Q?", number, is_last).rjust(12, b"\0")
