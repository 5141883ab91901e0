"""What an agent's browser finds at the switch: SIP over a websocket (RFC 7118), sound by DTLS-SRTP and ICE (RFC 8827)."""

from __future__ import annotations

import asyncio
import re
import secrets
import ssl
from unittest import mock

import pytest
from websockets.asyncio.client import connect

from sunwai.calls.ports import Cause, NotAnswered
from sunwai.gateways.switch.telephone import Message, digest
from tests.telephone.people import AtAsterisk


async def register(socket, user, secret):
    """Register over an open websocket; SIP's status."""
    call_id, header = secrets.token_hex(8), ""
    for cseq in (1, 2):
        rows = [
            ("Via", f"SIP/2.0/WSS x.invalid;branch=z9hG4bK{secrets.token_hex(8)}"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:{user}@sunwai>;tag=b"),
            ("To", f"<sip:{user}@sunwai>"),
            ("Call-ID", call_id),
            ("CSeq", f"{cseq} REGISTER"),
            ("Contact", f"<sip:{user}@x.invalid;transport=ws>;expires=60"),
            *([("Authorization", header)] if header else []),
        ]
        await socket.send(Message("REGISTER sip:sunwai SIP/2.0", rows).encoded().decode())
        answer = Message.parsed((await asyncio.wait_for(_text(socket), 5)).encode())
        if answer.status != 401:
            break
        header = digest(answer["WWW-Authenticate"], user, secret, "REGISTER", "sip:sunwai")
    return answer.status


async def _text(socket):
    said = await socket.recv()
    return said if isinstance(said, str) else said.decode()


@pytest.mark.parametrize("door", ["wss", "ws"])
def test_a_browser_registers_and_is_rung_with_all_it_needs(exchange, network, door):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    address, tls = {
        "wss": (f"wss://127.0.0.1:{exchange.settings['wss_port']}/ws", trusting),
        "ws": (f"ws://127.0.0.1:{exchange.settings['ari_port']}/ws", None),
    }[door]

    async def test():
        async with AtAsterisk(exchange) as centre:
            await centre.switch.admit_agent("web-1", "secret")
            async with connect(address, subprotocols=["sip"], ssl=tls, proxy=None) as socket:
                assert await register(socket, "web-1", "wrong") == 401
                assert await register(socket, "web-1", "secret") == 200
                dialling = asyncio.ensure_future(
                    centre.switch.dial_agent(
                        "web-1", line_id=f"agent-{door}", showing="9876543210", call_id="CALL", seconds=5
                    )
                )
                invite = Message.parsed((await asyncio.wait_for(_text(socket), 5)).encode())
                busy = [*invite.all("Via"), ("From", invite["From"]), ("To", f"{invite['To']};tag=z")]
                busy += [("Call-ID", invite["Call-ID"]), ("CSeq", invite["CSeq"])]
                await socket.send(Message("SIP/2.0 486 Busy", busy).encoded().decode())
                with pytest.raises(NotAnswered) as refusal:
                    await dialling
                assert refusal.value.cause == Cause.BUSY
            await centre.switch.dismiss_agent("web-1")
            return invite

    with mock.patch.dict(exchange.settings, agent_phones="browser", media_address=network.media_address):
        invite = network.run(test())
    assert (invite.method, invite["X-Call-Id"]) == ("INVITE", "CALL")
    assert "9876543210" in invite["From"]
    assert re.search(r"m=audio \d+ UDP/TLS/RTP/SAVPF 8\b", invite.body)
    for needed in ("a=fingerprint:SHA-256", "a=setup:actpass", "a=ice-ufrag:", "a=rtcp-mux", "a=candidate:"):
        assert needed in invite.body
    if network.media_address:
        assert f" {network.media_address} " in invite.body
