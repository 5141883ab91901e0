"""How the letters of an SMS travel: alphabets, parts, and the header that joins parts (3GPP TS 23.038, 23.040).

>>> [part.hex() for part in split("ab{", unicode=False, reference=1)]
['61621b28']
>>> decode(bytes.fromhex("0928092e"), data_coding=8)
'नम'
"""

from __future__ import annotations

from typing import NamedTuple

# GSM 7-bit, one letter an octet as SMPP carries it; the place in the row is the code. 0x1B begins an extended one.
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = 0x1B
# fmt: off
EXTENDED = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F,
    "[":  0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€":  0x65,
}
# fmt: on
CODES = {letter: bytes([code]) for code, letter in enumerate(ALPHABET) if code != ESCAPE} | {
    letter: bytes([ESCAPE, code]) for letter, code in EXTENDED.items()
}
LETTERS = {code: letter for letter, code in EXTENDED.items()}

GSM_7, UCS_2 = 0, 8  # data_coding (SMPP 3.4, 5.2.19)
# data_coding → codec of Python, for what citizens' phones send; 0 is the alphabet above.
CODECS = {
    1: "ascii",
    3: "iso-8859-1",
    4: "iso-8859-1",
    5: "shift_jis",
    6: "iso-8859-5",
    7: "iso-8859-8",
    UCS_2: "utf-16-be",
}
# Octets of a whole SMS, and of one part of several beside its header.
ROOM = {GSM_7: (160, 153), UCS_2: (140, 134)}
JOINED_8, JOINED_16 = 0x00, 0x08  # header elements that join parts, with a reference of one or two octets


class Joint(NamedTuple):
    """Which part of which message this is."""

    reference: int
    total: int
    number: int


def encode(text: str, *, unicode: bool) -> list[bytes]:
    """Each letter as it travels.

    Raises:
        KeyError: a letter that the GSM alphabet lacks, where `unicode` is not set.
    """
    if unicode:
        return [letter.encode("utf-16-be", errors="replace") for letter in text]
    return [CODES[letter] for letter in text]


def split(text: str, *, unicode: bool, reference: int) -> list[bytes]:
    """`text` as the bodies of its parts; those of several begin with the header that joins them.

    A letter of two places (an extended GSM one, a surrogate pair) is never split between parts. There are as many
    parts as `messages.texts.count_parts` says.

    Args:
        reference: the same for all parts; 0 to 255.
    """
    letters = encode(text, unicode=unicode)
    whole, room = ROOM[UCS_2 if unicode else GSM_7]
    if sum(map(len, letters)) <= whole:
        return [b"".join(letters)]
    bodies = [b""]
    for letter in letters:
        if len(bodies[-1]) + len(letter) > room:
            bodies.append(b"")
        bodies[-1] += letter
    return [header(Joint(reference, len(bodies), number)) + body for number, body in enumerate(bodies, 1)]


def header(joint: Joint) -> bytes:
    """The user data header of one part of several."""
    return bytes([5, JOINED_8, 3, joint.reference & 0xFF, joint.total, joint.number])


def take_header(body: bytes) -> tuple[Joint | None, bytes]:
    """What the header at the beginning of `body` says of parts, and what follows the header."""
    if not body or body[0] >= len(body):
        return None, body
    elements, rest = body[1 : 1 + body[0]], body[1 + body[0] :]
    while len(elements) >= 2:
        kind, length = elements[0], elements[1]
        value, elements = elements[2 : 2 + length], elements[2 + length :]
        if kind == JOINED_8 and len(value) == 3:
            return Joint(value[0], value[1], value[2]), rest
        if kind == JOINED_16 and len(value) == 4:
            return Joint(value[0] << 8 | value[1], value[2], value[3]), rest
    return None, rest


def decode(body: bytes, *, data_coding: int) -> str:
    """The letters of `body`; what cannot be read is shown as a sign for that."""
    if data_coding in CODECS:
        return body.decode(CODECS[data_coding], errors="replace")
    if data_coding & 0xF0 in (0x00, 0xF0):  # the alphabet of the network, also with a message class
        return _from_gsm(body)
    return body.decode("iso-8859-1")


def _from_gsm(body: bytes) -> str:
    letters, octets = [], iter(body)
    for octet in octets:
        if octet == ESCAPE:
            letters.append(LETTERS.get(next(octets, 0), " "))
        else:
            letters.append(ALPHABET[octet] if octet < 0x80 else "\ufffd")
    return "".join(letters)
