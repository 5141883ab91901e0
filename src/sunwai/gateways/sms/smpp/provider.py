"""The SMS provider that speaks SMPP 3.4: docs/api/sms-smpp.md.

A message of several parts is sent part by part, each after the one before was taken. It counts as taken when all of
them are; its number is that of the last part, which alone asks for a receipt: one message, one receipt. Where a part
in the middle is refused, the first ones are on their way: the next try, or the next provider, sends all of it anew.
"""

from __future__ import annotations

import itertools
import random
import threading
from typing import Any, NamedTuple

from django.conf import settings

from sunwai.gateways.sms.smpp import taking, text, wire
from sunwai.gateways.sms.smpp.numbers import as_submitted
from sunwai.gateways.sms.smpp.session import Account, NotBound, Session
from sunwai.gateways.sms.smpp.taking import NAME
from sunwai.messages.ports import ProviderFailed, Sms

COUNTRY = "91"
WITH_RECEIPT, WITHOUT_RECEIPT = 1, 0  # registered_delivery


class Status(NamedTuple):
    """What a command_status of submit_sm_resp means: is the message itself to blame."""

    final: bool
    meaning: str


# SMPP 3.4, 5.1.3. Whatever is not here speaks of the centre or our account: another provider, or a later try, may do.
# fmt: off
STATUSES = {
    #              final
    0x00000001: Status(True,  "ESME_RINVMSGLEN: too long"),
    0x00000003: Status(False, "ESME_RINVCMDID: command refused"),
    0x00000004: Status(False, "ESME_RINVBNDSTS: not bound as a sender"),
    0x00000008: Status(False, "ESME_RSYSERR: error of the centre"),
    0x0000000A: Status(False, "ESME_RINVSRCADR: sender refused"),  # our header; another operator may know it
    0x0000000B: Status(True,  "ESME_RINVDSTADR: invalid number"),
    0x00000014: Status(False, "ESME_RMSGQFUL: its queue is full"),
    0x00000043: Status(False, "ESME_RINVESMCLASS: several parts refused"),
    0x00000045: Status(False, "ESME_RSUBMITFAIL: not taken"),
    0x00000048: Status(False, "ESME_RINVSRCTON: type of the sender's number"),
    0x00000049: Status(False, "ESME_RINVSRCNPI: numbering plan of the sender"),
    0x00000050: Status(True,  "ESME_RINVDSTTON: type of the number"),
    0x00000051: Status(True,  "ESME_RINVDSTNPI: numbering plan of the number"),
    0x00000058: Status(False, "ESME_RTHROTTLED: too many at once"),
    0x00000064: Status(False, "ESME_RX_T_APPN: for now"),
    0x00000065: Status(True,  "ESME_RX_P_APPN: for good"),  # so centres refuse what DLT does not know
    0x00000066: Status(True,  "ESME_RX_R_APPN: rejected"),
    0x000000C0: Status(False, "ESME_RINVOPTPARSTREAM: optional parameters"),
    0x000000C1: Status(False, "ESME_ROPTPARNOTALLWD: an optional parameter"),
    0x000000C3: Status(False, "ESME_RMISSINGOPTPARAM: an optional parameter is missing"),
    0x000000C4: Status(False, "ESME_RINVOPTPARAMVAL: value of an optional parameter"),
    0x000000FE: Status(False, "ESME_RDELIVERYFAILURE: could not be delivered"),
    0x000000FF: Status(False, "ESME_RUNKNOWNERR: unknown error"),
}
# fmt: on


class Smpp:
    """Sends through the SMSC of `settings.SMS_SMPP`, over one connection for the whole process."""

    name = NAME

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._references = itertools.count(random.randrange(256))  # noqa: S311 (joins parts, guards nothing)

    def send(self, sms: Sms) -> str:
        """Hand over one SMS; returns the number of its last part.

        Raises:
            ProviderFailed: see `STATUSES`; no connection, or no answer in time.
        """
        pdus = self._pdus(sms)

        async def work(link: Any) -> str:
            for fields, more in pdus:
                answer = await link.submit(more, **fields)
                _require_taken(answer.status)
            return as_submitted(wire.text_of(answer.message_id))

        try:
            number: str = self.session().send(work, seconds=settings.SMS_TIMEOUT)
        except NotBound as error:
            raise ProviderFailed(f"not bound: {error}") from error
        except TimeoutError as error:
            raise ProviderFailed("no answer in time") from error
        return number

    def session(self) -> Session:
        """The connection of this process, which is made when it is first needed."""
        with self._lock:
            if self._session is None:
                self._session = Session(_account(), taking.take, taking.done)
            return self._session

    def close(self) -> None:
        """Unbind; the next message binds anew."""
        with self._lock:
            session, self._session = self._session, None
        if session:
            session.close()

    def _pdus(self, sms: Sms) -> list[tuple[dict[str, Any], dict[int, bytes]]]:
        """The fields and optional parameters of each part."""
        dlt = _dlt(sms)
        if settings.SMS_SMPP["message_payload"]:
            body = b"".join(text.encode(sms.text, unicode=sms.unicode))
            return [(_fields(sms, b"", WITH_RECEIPT), dlt | {wire.MESSAGE_PAYLOAD: body})]
        reference = next(self._references) % 256
        parts = text.split(sms.text, unicode=sms.unicode, reference=reference)
        last = len(parts) - 1
        return [
            (_fields(sms, part, WITH_RECEIPT if at == last else WITHOUT_RECEIPT, joined=last > 0), dlt)
            for at, part in enumerate(parts)
        ]


def _fields(sms: Sms, body: bytes, receipt: int, *, joined: bool = False) -> dict[str, Any]:
    account = settings.SMS_SMPP
    return {
        "service_type": account["service_type"],
        "source_addr_ton": account["source_ton"],
        "source_addr_npi": account["source_npi"],
        "source_addr": sms.dlt_header or account["sender_id"],
        "dest_addr_ton": account["dest_ton"],
        "dest_addr_npi": account["dest_npi"],
        "destination_addr": COUNTRY + sms.to,
        "esm_class": wire.HAS_HEADER if joined else 0,
        "data_coding": text.UCS_2 if sms.unicode else text.GSM_7,
        "registered_delivery": receipt,
        "short_message": body,
    }


def _dlt(sms: Sms) -> dict[int, bytes]:
    """What the operators' DLT wants to know, under the tags of the settings."""
    account = settings.SMS_SMPP
    said = {
        account["tag_entity"]: sms.dlt_entity,
        account["tag_template"]: sms.dlt_template,
        account["tag_chain"]: account["chain"],
    }
    end = b"\0" if account["tags_end_with_zero"] else b""
    return {tag: value.encode() + end for tag, value in said.items() if tag and value}


def _require_taken(status: int) -> None:
    if status:
        known = STATUSES.get(status, Status(False, f"status 0x{status:x}"))
        raise ProviderFailed(known.meaning, final=known.final)


def _account() -> Account:
    account = settings.SMS_SMPP
    return Account(
        host=account["host"],
        port=account["port"],
        system_id=account["system_id"],
        password=account["password"],
        system_type=account["system_type"],
        tls=account["tls"],
        window=account["window"],
        per_second=account["per_second"],
        enquire_seconds=account["enquire_seconds"],
        answer_seconds=settings.SMS_TIMEOUT,
    )
