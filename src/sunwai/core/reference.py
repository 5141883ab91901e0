"""Case numbers for the phone: digits only, no volume to be read from them, a wrong key caught at once.

A number is a counter walked through a keyed permutation (so that 1, 2, 3 … look random and never collide) with a
Damm check digit behind it, which catches every single wrong digit and every swap of two neighbours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache

# fmt: off
DAMM = (  # H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004: the order-10 quasigroup
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
# fmt: on
ROUNDS = 6
DEVANAGARI = str.maketrans("०१२३४५६७८९", "0123456789")


def check_digit(digits: str) -> str:
    """The Damm check digit of `digits`."""
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return str(interim)


def is_valid(number: str) -> bool:
    """Whether `number` (digits, check digit last) was keyed without a slip."""
    return len(number) > 1 and number.isascii() and number.isdigit() and check_digit(number) == "0"


def clean(text: str) -> str:
    """`text` as typed or spoken, reduced to its digits; Devanagari digits count."""
    return "".join(c for c in text.translate(DEVANAGARI) if c.isascii() and c.isdigit())


def spaced(number: str) -> str:
    """`481209375` as people read it: `4812 0937 5`."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


type Round = Callable[[int, int], int]


def make(counter: int, *, digits: int, key: bytes, once: Round | None = None) -> str:
    """The `counter`-th number of a series (from 0) with `digits` digits, the first never 0, and its check digit.

    Args:
        once: `rounds_of` the key, which who makes numbers by the thousand keeps.

    Raises:
        ValueError: the series has no such number left.
    """
    first = 10 ** (digits - 1)
    size = 9 * first
    if not 0 <= counter < size:
        raise ValueError(f"a series of {digits} digits holds {size} numbers, not {counter + 1}")
    body = str(first + permute(counter, size=size, key=key, once=once))
    return body + check_digit(body)


def rounds_of(key: bytes) -> Round:
    """The rounds of the map under `key`, each worked out once: some ten MB after a hundred thousand numbers."""
    return cache(_round(key))


def permute(value: int, *, size: int, key: bytes, once: Round | None = None) -> int:
    """A keyed one-to-one map of range(size): a Feistel network, walked until it lands inside (Black & Rogaway 2002)."""
    once = once or _round(key)
    half = ((size - 1).bit_length() + 1) // 2
    while True:
        value = _feistel(value, half, once)
        if value < size:
            return value


def _round(key: bytes) -> Round:
    def once(number: int, right: int) -> int:
        digest = hashlib.blake2b(bytes([number]) + right.to_bytes(8), key=key, digest_size=8).digest()
        return int.from_bytes(digest)

    return once


def _feistel(value: int, half: int, once: Round) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for number in range(ROUNDS):
        left, right = right, left ^ (once(number, right) & mask)
    return (left << half) | right
