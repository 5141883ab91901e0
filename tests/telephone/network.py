"""A private network for telephones: a thread whose sockets and child processes see a loopback of their own.

Only what is started from that thread lives there; the test itself, and its database, stay outside. `forward` lets the
inside reach a port outside. Where the system does not allow a network of our own (no root, no Linux), the machine's
loopback is used; ports are free ones in either case.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any

TEST_NET = "192.0.2.1"  # RFC 5737: never leaves; browsers and Asterisk give no ICE candidate for 127.0.0.1


class Network:
    """Use it in a `with`.

    Attributes:
        is_private: whether it has a loopback of its own.
        media_address: what browsers inside are to send their sound to, or "".
    """

    def __enter__(self) -> Network:
        self.loop = asyncio.new_event_loop()
        self.is_private, self.media_address = False, ""
        self._passages: dict[int, Passage] = {}
        ready = threading.Event()
        self._thread = threading.Thread(target=self._live, args=[ready], daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(self, *_error: object) -> None:
        self.run(_end_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)

    def run[T](self, doing: Coroutine[Any, Any, T], *, seconds: float = 120) -> T:
        """Run a coroutine inside, and wait for it."""
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result(seconds)

    def do[T](self, what: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Call something inside: a process it starts lives there."""

        async def call() -> T:
            return what(*arguments, **named)

        return self.run(call())

    def free_port(self, kind: int = socket.SOCK_STREAM) -> int:
        """A port nobody inside uses."""

        def find() -> int:
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.bind(("127.0.0.1", 0))
                return int(probe.getsockname()[1])

        return self.do(find)

    def forward(self, port: int) -> Passage:
        """Let the inside reach 127.0.0.1:port of the outside, such as the database, by a way that can be cut."""
        if port not in self._passages:
            door = port if self.is_private else 0
            self._passages[port] = Passage(self.do(socket.create_server, ("127.0.0.1", door)), port)
        return self._passages[port]

    def _live(self, ready: threading.Event) -> None:
        if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("ip"):
            try:
                os.unshare(os.CLONE_NEWNET)
                for command in ("link set lo up", f"addr add {TEST_NET}/32 dev lo"):
                    subprocess.run(["ip", *command.split()], check=True)
                self.is_private, self.media_address = True, TEST_NET
            except (OSError, subprocess.CalledProcessError):
                pass
        asyncio.set_event_loop(self.loop)
        ready.set()
        self.loop.run_forever()
        self.loop.close()


async def _end_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class Passage:
    """What is connected inside leads to a port outside, as long as it is not cut. Lives outside.

    Attributes:
        door: the port inside; the same number where the network is private.
    """

    def __init__(self, inside: socket.socket, port: int) -> None:
        self.door: int = inside.getsockname()[1]
        self._port, self._inside, self._is_cut = port, inside, False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_until_complete, args=[self._serve()], daemon=True).start()

    def cut(self) -> None:
        """Nothing passes any more: what is connected breaks, who comes is sent away."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._break)

    def mend(self) -> None:
        """It leads there again."""
        self._is_cut = False

    def _break(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, sock=self._inside)
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        there, here = await asyncio.open_connection("127.0.0.1", self._port)
        ends = {writer, here}
        self._writers |= ends
        await asyncio.gather(_carry(reader, here), _carry(there, writer))
        self._writers -= ends


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
