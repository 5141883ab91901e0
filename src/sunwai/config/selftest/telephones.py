"""Telephones of the public network for a self-test: a citizen's, which calls and is called."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Coroutine
from typing import Any

from sunwai.gateways.switch.telephone import Conversation, Phone

OPERATOR = "127.0.0.2"
TEST_NET = "192.0.2.1"  # RFC 5737: never leaves the machine
SECONDS = 60.0


def settle_network() -> str:
    """Where browsers send their sound: a network of our own where we may have one, else this machine's address.

    Neither Chromium nor Asterisk offers 127.0.0.1 for sound. To be called before any socket is opened.

    Returns:
        The address; "" where this machine has none but 127.0.0.1.
    """
    if sys.platform == "linux" and os.geteuid() == 0:
        os.unshare(os.CLONE_NEWNET)
        for words in ("link set lo up", f"addr add {TEST_NET}/32 dev lo"):
            subprocess.run(["ip", *words.split()], check=True)  # noqa: S603, S607
        return TEST_NET
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((TEST_NET, 9))  # sends nothing: only asks which way it would go
        except OSError:
            return ""
        return str(probe.getsockname()[0])


class Telephones:
    """The public network: a loop of its own in a thread, and one telephone in it.

    Args:
        port: where the switch's trunk leads.
        at: where the switch is called.
    """

    def __init__(self, port: int, *, at: tuple[str, int]) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._at = at
        self.phone = Phone(OPERATOR, port)
        self.do(self.phone.__aenter__())

    def do[T](self, doing: Coroutine[Any, Any, T], seconds: float = SECONDS) -> T:
        """Do something at the telephone, and wait for it."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(seconds)

    def call(self, number: str, *, caller: str) -> Conversation:
        """Call, and be answered."""
        return self.do(self.phone.call(number, at=self._at, caller=caller))

    def is_called(self, seconds: float = SECONDS) -> Conversation:
        """Wait until it rings, and take it."""

        async def wait() -> Conversation:
            return await asyncio.wait_for(self.phone.calls.get(), seconds)

        return self.do(wait(), seconds + 5)

    def close(self) -> None:
        """Hang up everything."""
        self.do(self.phone.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)
