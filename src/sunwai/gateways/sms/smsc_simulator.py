"""An SMSC for demo and test: it speaks SMPP 3.4 as an operator's does, treats phones as the page of phones says,
reports by deliver_sm, and brings in what somebody writes on that page. It runs in the live process, on loopback.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import random
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from smpplib import consts

from sunwai.citizens.mobile import NotAMobile, parse
from sunwai.core import clock
from sunwai.gateways.models import SimulatedIncoming, SimulatedSms, SmsBehaviour
from sunwai.gateways.sms.simulator import behave, is_down, is_registered, take_sms
from sunwai.gateways.sms.smpp import text, wire
from sunwai.gateways.sms.smpp.taking import NAME
from sunwai.messages.texts import count_parts

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # between two looks for what was written on the page
REPORT_AFTER = 1.0  # seconds after a message was taken
ANSWER_SECONDS = 10.0
HELPLINE = "181"

ROK = int(consts.SMPP_ESME_ROK)
# How a phone is treated → what the centre answers.
REFUSALS: dict[str, int] = {
    SmsBehaviour.BUSY: int(consts.SMPP_ESME_RSYSERR),
    SmsBehaviour.REFUSE: int(consts.SMPP_ESME_RINVDSTADR),
}
NOT_REGISTERED = int(consts.SMPP_ESME_RX_P_APPN)
DOWN = int(consts.SMPP_ESME_RSYSERR)


class SimulatedSmsc:
    """Listens at the address of `settings.SMS_SMPP`, for whoever knows its password."""

    def __init__(self) -> None:
        self.clients: list[_Client] = []

    async def run(self) -> None:
        """Until it is cancelled. A port that is taken is said, and the demo goes on without."""
        account = settings.SMS_SMPP
        try:
            server = await asyncio.start_server(self._serve, account["host"], account["port"])
        except OSError as error:
            log.error("the simulated SMSC cannot listen: %s", error)
            return
        async with server:
            looking = asyncio.create_task(self._bring_in())
            try:
                await server.serve_forever()
            finally:
                looking.cancel()
                for client in self.clients:
                    client.writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _Client(reader, writer)
        self.clients.append(client)
        try:
            await client.serve()
        except (asyncio.IncompleteReadError, OSError):
            pass  # it has gone
        finally:
            self.clients.remove(client)
            writer.close()

    async def _bring_in(self) -> None:
        """What was written on the page goes to whoever is bound."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            bound = [client for client in self.clients if client.is_bound]
            if not bound:
                continue
            try:
                for written in await _in_a_thread(_written):
                    await _in_a_thread(_brought, written, await random.choice(bound).bring(written))  # noqa: S311
            except Exception:  # the demo's database may be away for a while
                log.exception("the simulated SMSC could not bring in an SMS")


class _Client:
    """One who is connected."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.is_bound = False
        self.numbers = itertools.count(1)
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        self.parts: dict[tuple[str, int], dict[int, str]] = {}
        self.doing: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Read and answer until it unbinds or goes."""
        while True:
            try:
                pdu = await wire.read(self.reader)
            except wire.NotUnderstood as odd:
                self._write(
                    wire.make("generic_nack", sequence=odd.sequence, status=int(consts.SMPP_ESME_RINVCMDID))
                )
                continue
            if pdu.command == "unbind":
                self._write(wire.answer_to(pdu))
                await self.writer.drain()
                return
            await self._handle(pdu)

    async def _handle(self, pdu: Any) -> None:
        if pdu.command == "bind_transceiver":
            await self._bind(pdu)
        elif pdu.command == "enquire_link":
            self._write(wire.answer_to(pdu))
        elif pdu.command == "submit_sm" and self.is_bound:
            self._do(self._submit(pdu))
        elif pdu.command == "submit_sm":
            self._write(wire.answer_to(pdu, status=int(consts.SMPP_ESME_RINVBNDSTS)))
        elif (answer := self.waiting.get(pdu.sequence)) and not answer.done():
            answer.set_result(pdu)

    async def _bind(self, pdu: Any) -> None:
        account = settings.SMS_SMPP
        given = (wire.text_of(pdu.system_id), wire.text_of(pdu.password))
        good = given == (account["system_id"], account["password"])
        if await _in_a_thread(is_down, NAME):
            status = int(consts.SMPP_ESME_RBINDFAIL)
        else:
            status = ROK if good else int(consts.SMPP_ESME_RINVPASWD)
        self.is_bound = status == ROK
        self._write(wire.answer_to(pdu, status=status, system_id="SIMULATED"))

    async def _submit(self, pdu: Any) -> None:
        body, joint = wire.body_of(pdu), None
        if pdu.esm_class & wire.HAS_HEADER:
            joint, body = text.take_header(body)
        said = text.decode(body, data_coding=pdu.data_coding)
        to, sender = wire.text_of(pdu.destination_addr), wire.text_of(pdu.source_addr)
        whole = self._joined(to, joint, said)
        number = f"{random.getrandbits(32):08X}"
        if whole is None:
            self._write(wire.answer_to(pdu, message_id=number))
            return
        template = pdu.optionals.get(settings.SMS_SMPP["tag_template"], b"").decode("latin-1").rstrip("\0")
        status, sms = await _in_a_thread(_taken, to, sender, template, whole)
        if status is None:
            return  # it does not answer in time, and later neither
        number = sms.provider_id if sms else number
        self._write(wire.answer_to(pdu, status=status, message_id=number if status == ROK else ""))
        if sms and pdu.registered_delivery and await _in_a_thread(_reports, sms):
            await asyncio.sleep(REPORT_AFTER)
            await self._report(sms, sender, to)

    def _joined(self, to: str, joint: text.Joint | None, said: str) -> str | None:
        """The whole text, once all parts are there."""
        if joint is None:
            return said
        there = self.parts.setdefault((to, joint.reference), {})
        there[joint.number] = said
        if len(there) < joint.total:
            return None
        del self.parts[to, joint.reference]
        return "".join(there[number] for number in sorted(there))

    async def _report(self, sms: SimulatedSms, sender: str, to: str) -> None:
        stat = "DELIVRD" if sms.delivered else "UNDELIV"
        at = f"{clock.now():%y%m%d%H%M}"
        said = f"id:{sms.provider_id} sub:001 dlvrd:001 submit date:{at} done date:{at} stat:{stat} err:000 text:"
        state = {
            wire.RECEIPTED_MESSAGE_ID: sms.provider_id.encode() + b"\0",
            wire.MESSAGE_STATE: _state(stat),
        }
        await self._deliver(to, sender, said.encode(), state, esm_class=wire.RECEIPT)

    async def bring(self, written: SimulatedIncoming) -> int | None:
        """Bring in what was written; returns the status with which it was taken, None where nobody answered."""
        unicode = count_parts(written.text).encoding == "UCS-2"
        bodies = text.split(written.text, unicode=unicode, reference=written.pk % 256)
        status: int | None = ROK
        for body in bodies:
            status = await self._deliver(
                f"91{written.sender}",
                HELPLINE,
                body,
                {},
                esm_class=wire.HAS_HEADER if len(bodies) > 1 else 0,
                data_coding=text.UCS_2 if unicode else text.GSM_7,
            )
            if status != ROK:
                return status
        return status

    async def _deliver(
        self, sender: str, to: str, body: bytes, more: dict[int, bytes], **fields: Any
    ) -> int | None:
        number = next(self.numbers)
        answer = self.waiting[number] = asyncio.get_running_loop().create_future()
        pdu = wire.make(
            "deliver_sm",
            sequence=number,
            source_addr_ton=1,
            source_addr_npi=1,
            source_addr=sender,
            dest_addr_ton=1,
            dest_addr_npi=1,
            destination_addr=to,
            short_message=body,
            **fields,
        )
        try:
            self._write(pdu, more)
            return int((await asyncio.wait_for(answer, ANSWER_SECONDS)).status)
        except (TimeoutError, OSError):
            return None
        finally:
            del self.waiting[number]

    def _do(self, doing: Any) -> None:
        task = asyncio.create_task(doing)
        self.doing.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self.doing.discard(task)
        with contextlib.suppress(asyncio.CancelledError):
            if error := task.exception():
                log.error("the simulated SMSC: %r", error)

    def _write(self, pdu: Any, more: dict[int, bytes] | None = None) -> None:
        if not self.writer.is_closing():
            self.writer.write(wire.to_bytes(pdu, more))


# ── In a thread, with the database ───────────────────────────────────────────────────────────────────────
async def _in_a_thread[R](ask: Callable[..., R], *given: Any) -> R:
    def fresh() -> R:
        try:
            return ask(*given)
        finally:
            connections.close_all()  # of a thread that may not come again

    return await sync_to_async(fresh, thread_sensitive=False)()


def _taken(to: str, sender: str, template: str, said: str) -> tuple[int | None, SimulatedSms | None]:
    """With which status the message is answered (None: not at all), and the message where it was taken."""
    if is_down(NAME):
        return DOWN, None
    try:
        mobile = parse(to)
    except NotAMobile:
        return int(consts.SMPP_ESME_RINVDSTADR), None
    behaviour = behave(mobile)
    if behaviour == SmsBehaviour.TIME_OUT:
        return None, None
    if behaviour in REFUSALS:
        return REFUSALS[behaviour], None
    if not is_registered(template, said):
        return NOT_REGISTERED, None
    return ROK, take_sms(NAME, mobile, sender, template, said, behaviour, by_http=False)


def _reports(sms: SimulatedSms) -> bool:
    return behave(sms.to) != SmsBehaviour.NO_RECEIPT


def _written() -> list[SimulatedIncoming]:
    return list(SimulatedIncoming.objects.filter(way=NAME, taken_at=None).order_by("pk")[:20])


def _brought(written: SimulatedIncoming, status: int | None) -> None:
    taken_at = clock.now() if status == ROK else None
    problem = {ROK: "", None: "no answer"}.get(status, f"status 0x{status or 0:x}")
    SimulatedIncoming.objects.filter(pk=written.pk).update(taken_at=taken_at, problem=problem)


def _state(stat: str) -> bytes:
    return bytes([2 if stat == "DELIVRD" else 5])
