"""What the SMSC delivers: reports of our messages, and SMS of citizens. In a thread that may use the database.

It is answered when it is written down. What cannot be written down now is refused for now, and comes again; what is
no report and no SMS is acknowledged, since it would come for ever.
"""

from __future__ import annotations

import hashlib
import logging
import re
from typing import Any, NamedTuple

from django.db import close_old_connections, connections
from smpplib import consts

from sunwai.core import clock
from sunwai.gateways.sms import parts
from sunwai.gateways.sms.smpp import text, wire
from sunwai.gateways.sms.smpp.numbers import as_receipted
from sunwai.messages.actions import record_receipt
from sunwai.messages.enums import MessageState

log = logging.getLogger(__name__)

NAME = "smpp"
TAKEN = int(consts.SMPP_ESME_ROK)


class Reported(NamedTuple):
    """A message state: its short form in a receipt's text, and what it means to us; None: still on its way."""

    short: str
    state: MessageState | None


# SMPP 3.4, 5.2.28 (message_state) and appendix B (stat:).
# fmt: off
STATES = {
    1: Reported("ENROUTE", None),
    2: Reported("DELIVRD", MessageState.DELIVERED),
    3: Reported("EXPIRED", MessageState.UNDELIVERED),  # the phone was not reached for as long as the centre tries
    4: Reported("DELETED", MessageState.UNDELIVERED),
    5: Reported("UNDELIV", MessageState.UNDELIVERED),
    6: Reported("ACCEPTD", None),                      # read by somebody on behalf of the phone: not delivered
    7: Reported("UNKNOWN", None),                      # the centre does not know: neither do we
    8: Reported("REJECTD", MessageState.UNDELIVERED),  # also what DLT refuses after all
}
# fmt: on
BY_SHORT = {reported.short: reported for reported in STATES.values()}

ID = re.compile(r"\bid:\s*(\S+)", re.I)
STAT = re.compile(r"\bstat:\s*(\w+)", re.I)


def take(pdu: Any) -> int:
    """Take one deliver_sm; returns the status with which it is answered."""
    close_old_connections()
    kind = (pdu.esm_class or 0) & wire.KIND_OF_MESSAGE
    if kind == wire.RECEIPT:
        _take_receipt(pdu)
    elif kind == 0:
        _take_sms(pdu)
    else:  # an acknowledgement by a phone, an intermediate notification: nothing to write down
        log.info("SMPP: passed over a delivery of class 0x%02x", pdu.esm_class)
    return TAKEN


def done() -> None:
    """The thread ends."""
    connections.close_all()


# ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────
def _take_receipt(pdu: Any) -> None:
    number, reported = read_receipt(pdu)
    if not 0 < len(number) <= 80 or reported is None:
        log.warning("SMPP: a receipt without number or state that we know")
    elif reported.state:
        record_receipt(provider=NAME, provider_id=number, state=reported.state, now=clock.now())


def read_receipt(pdu: Any) -> tuple[str, Reported | None]:
    """Number and state in a receipt: from its optional parameters, else from its text (appendix B)."""
    said = wire.body_of(pdu).decode("latin-1")
    number = wire.text_of(pdu.optionals.get(wire.RECEIPTED_MESSAGE_ID)) or _found(ID, said)
    state = pdu.optionals.get(wire.MESSAGE_STATE)
    reported = STATES.get(state[0]) if state else BY_SHORT.get(_found(STAT, said).upper()[:7])
    return as_receipted(number), reported


def _found(pattern: re.Pattern[str], said: str) -> str:
    match = pattern.search(said)
    return match[1] if match else ""


# ── SMS of citizens ──────────────────────────────────────────────────────────────────────────────────────
def _take_sms(pdu: Any) -> None:
    body, joint = wire.body_of(pdu), _sar(pdu)
    if pdu.esm_class & wire.HAS_HEADER:
        joint, body = text.take_header(body)
    parts.take_part(
        provider=NAME,
        provider_id=_number(pdu),
        sender=wire.text_of(pdu.source_addr),
        recipient=wire.text_of(pdu.destination_addr),
        text=text.decode(body, data_coding=pdu.data_coding or 0),
        joint=joint,
        now=clock.now(),
    )


def _sar(pdu: Any) -> text.Joint | None:
    """How it is joined with others where optional parameters say it."""
    found = [pdu.optionals.get(tag, b"") for tag in (wire.SAR_REFERENCE, wire.SAR_TOTAL, wire.SAR_NUMBER)]
    return text.Joint(*(int.from_bytes(value) for value in found)) if all(found) else None


def _number(pdu: Any) -> str:
    """SMPP gives what citizens send no number. This one is the same if the SMSC, having lost our answer on the same
    connection, sends it again, and another one if the citizen does."""
    said = b"|".join((bytes(pdu.source_addr or b""), bytes(pdu.destination_addr or b""), wire.body_of(pdu)))
    return f"mo-{clock.now():%Y%m%d}-{pdu.sequence}-{hashlib.sha256(said).hexdigest()[:24]}"
