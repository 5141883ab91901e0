"""PDUs on a connection: read, made and written. Their coding is `smpplib`'s; what is ours makes it bear what real
centres send, such as optional parameters that nobody knows.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Mapping
from typing import Any

from smpplib import command_codes, consts, exceptions, smpp

HEADER = struct.Struct(">LLLL")  # length, command, status, sequence number
LONGEST = 70_000  # octets: a message_payload has up to 64 kB
LAST_SEQUENCE = 0x7FFFFFFF

# esm_class (SMPP 3.4, 5.2.12)
HAS_HEADER = 0x40
KIND_OF_MESSAGE = 0x3C
RECEIPT = 0x04

# Optional parameters (SMPP 3.4, 5.3.2)
RECEIPTED_MESSAGE_ID = 0x001E
SAR_REFERENCE, SAR_TOTAL, SAR_NUMBER = 0x020C, 0x020E, 0x020F
MESSAGE_PAYLOAD = 0x0424
MESSAGE_STATE = 0x0427

logging.getLogger("smpplib.command").setLevel(logging.ERROR)  # it warns of every parameter it does not know


class Broken(ConnectionError):
    """What comes is no SMPP: the connection is of no use any more."""


class NotUnderstood(Exception):
    """A PDU of right length whose content cannot be read.

    Attributes:
        command: its number; responses have the highest bit set.
    """

    def __init__(self, command: int, sequence: int) -> None:
        super().__init__(f"command 0x{command:08x}")
        self.command, self.sequence = command, sequence

    @property
    def is_response(self) -> bool:
        """Whether somebody waits for it."""
        return bool(self.command & 0x80000000)


def make(command: str, *, sequence: int, **fields: Any) -> Any:
    """A PDU with these fields, texts as `str`, octets as `bytes`."""
    pdu = smpp.make_pdu(command, sequence=sequence, **fields)
    pdu.sequence = sequence
    return pdu


def answer_to(pdu: Any, *, status: int = consts.SMPP_ESME_ROK, **fields: Any) -> Any:
    """The response to `pdu`."""
    return make(f"{pdu.command}_resp", sequence=pdu.sequence, status=status, **fields)


def to_bytes(pdu: Any, more: Mapping[int, bytes] | None = None) -> bytes:
    """`pdu` as it travels, with `more` optional parameters (tag → octets) behind its own."""
    raw: bytes = pdu.generate()
    raw += b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in (more or {}).items())
    return struct.pack(">L", len(raw)) + raw[4:]


async def read(reader: asyncio.StreamReader) -> Any:
    """The next PDU; `optionals` of it are its optional parameters, tag → octets.

    Raises:
        asyncio.IncompleteReadError: the connection has ended.
        Broken: its length is none.
        NotUnderstood: it can be passed over.
    """
    head = await reader.readexactly(HEADER.size)
    length, command, _status, sequence = HEADER.unpack(head)
    if not HEADER.size <= length <= LONGEST:
        raise Broken(f"a PDU of {length} octets")
    raw = head + await reader.readexactly(length - HEADER.size)
    try:
        return _parsed(raw)
    except (exceptions.UnknownCommandError, LookupError, ValueError, TypeError, struct.error):
        raise NotUnderstood(command, sequence) from None


def _parsed(raw: bytes) -> Any:
    """Read by `smpplib`, but for the optional parameters: of those it knows it admits not all everywhere."""
    end = _end_of_mandatory(command_codes.get_command_name(HEADER.unpack(raw[: HEADER.size])[1]), raw)
    pdu = smpp.parse_pdu(raw[:end], sequence=0, allow_unknown_opt_params=True)
    pdu.optionals, rest = {}, raw[end:]
    while len(rest) >= 4:
        tag, length = struct.unpack(">HH", rest[:4])
        pdu.optionals[tag], rest = rest[4 : 4 + length], rest[4 + length :]
    return pdu


TEXT = None  # ends with a zero; otherwise so many octets
ADDRESS = (2, TEXT)
# What stands before the optional parameters.
LAYOUT: dict[str, tuple[int | None, ...]] = {
    **dict.fromkeys(("submit_sm", "deliver_sm"), (TEXT, *ADDRESS, *ADDRESS, 3, TEXT, TEXT, 4)),
    **dict.fromkeys(("submit_sm_resp", "deliver_sm_resp"), (TEXT,)),
    **dict.fromkeys(("bind_transceiver_resp", "bind_receiver_resp", "bind_transmitter_resp"), (TEXT,)),
}


def _end_of_mandatory(command: str, raw: bytes) -> int:
    if command not in LAYOUT or len(raw) == HEADER.size:
        return len(raw)
    at = HEADER.size
    for size in LAYOUT[command]:
        at = raw.index(0, at) + 1 if size is TEXT else at + size
    return (
        at + 1 + raw[at] if command in ("submit_sm", "deliver_sm") else at
    )  # the message, behind its length


def text_of(field: Any) -> str:
    """A text field of a PDU that was read."""
    return field.decode("latin-1").rstrip("\0") if isinstance(field, bytes) else str(field or "")


def body_of(pdu: Any) -> bytes:
    """The message of a submit_sm or deliver_sm, wherever it stands."""
    return bytes(pdu.short_message or pdu.optionals.get(MESSAGE_PAYLOAD, b""))
