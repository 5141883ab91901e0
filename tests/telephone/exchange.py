"""A real switch for tests: Asterisk with the configuration that Sunwai writes, in a private network."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from sunwai.gateways.switch import book
from sunwai.gateways.switch.configure import configure
from sunwai.gateways.switch.programs import find_programs
from sunwai.gateways.switch.telephone import Phone
from tests.telephone.network import Network

SOUNDS = Path(__file__).parent / "sounds"


class Exchange:
    """Asterisk, started with our configuration.

    Args:
        lay_out: puts sounds of the tests into `sounds`, at every start, which brings back those that ship.
        changes: to `settings.SWITCH`.

    Attributes:
        network: where it lives; `network.run(coroutine)` runs inside.
        at: host and port at which it is called.
        settings: what `settings.SWITCH` is while it runs.
    """

    def __init__(
        self, network: Network, *, lay_out: Callable[[Path], None] | None = None, **changes: Any
    ) -> None:
        from django.conf import settings

        programs = find_programs()
        assert programs, "The call tests need Asterisk 20 or later: `make telephony` provides it."
        self.network, self.programs = network, programs
        self.home = Path(tempfile.mkdtemp(prefix="sunwai-exchange-"))
        ports = [network.free_port() for _ in range(3)]
        self.at = ("127.0.0.1", ports[0])
        self.operator_port = network.free_port()
        first = 20000 + (os.getpid() * 97) % 200 * 200
        self.settings: dict[str, Any] = settings.SWITCH | {
            "home": self.home,
            "sip_host": "127.0.0.1",
            "sip_port": ports[0],
            "ari_port": ports[1],
            "ari_url": f"http://127.0.0.1:{ports[1]}",
            "wss_host": "127.0.0.1",
            "wss_port": ports[2],
            "wss_url": f"ws://127.0.0.1:{ports[1]}/ws",
            "trunks": f"127.0.0.2:{self.operator_port}",
            "rtp_ports": (first, first + 199),
            "agent_phones": "sip",
            "media_address": network.media_address if changes.get("agent_phones") == "browser" else "",
            **changes,
        }
        self.sounds, self.lay_out = self.home / "sounds", lay_out
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """For a process of ours that is to command it, started with `network.do(subprocess.Popen, …)`."""
        switch = self.settings
        return {
            "SUNWAI_ARI_PORT": str(switch["ari_port"]),
            "SUNWAI_ARI_PASSWORD": switch["ari_password"],
            "SUNWAI_WSS_PORT": str(switch["wss_port"]),
            "SUNWAI_SIP_PORT": str(switch["sip_port"]),
            "SUNWAI_TRUNKS": switch["trunks"],
            "SUNWAI_AGENT_PHONES": switch["agent_phones"],
            "SUNWAI_MEDIA_ADDRESS": switch["media_address"],
            "SUNWAI_SOUNDS": str(self.sounds),
        }

    @contextlib.contextmanager
    def settled(self):
        """Our settings name this switch."""
        from django.conf import settings

        with (
            mock.patch.object(settings, "SWITCH", self.settings),
            mock.patch.object(settings, "SOUNDS_FOLDER", self.sounds),
        ):
            yield self

    def start(self) -> None:
        with self.settled():
            file = configure(into=self.home, programs=self.programs)
        if self.lay_out is not None:
            self.lay_out(self.sounds)
        command = [*self.programs.command, "-C", str(file), "-f", "-n"]
        with (self.home / "log" / "console").open("ab") as log:
            self.process = self.network.do(
                subprocess.Popen,
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 30
        while not self.network.do(_answers, self.settings["ari_port"]):
            assert self.process.poll() is None, self.console()
            assert time.monotonic() < deadline, self.console()
            time.sleep(0.05)

    def stop(self, *, kill: bool = False) -> None:
        if self.process:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(20)
            self.process = None

    def forget_calls(self) -> None:
        """Its book begins anew: the calls of an earlier test are none of this one's."""
        (self.home / book.FILE).unlink(missing_ok=True)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def console(self) -> str:
        return (self.home / "log" / "console").read_text()

    def order(self, words: str) -> str:
        """A command of Asterisk's own console."""
        command = [*self.programs.command, "-C", str(self.home / "etc/asterisk.conf"), "-rx", words]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def operator(self, **how: Any) -> Phone:
        """The public network: answers what we dial."""
        return Phone("127.0.0.2", self.operator_port, **how)


def _answers(port: int) -> bool:
    import socket

    try:
        with socket.create_connection(("127.0.0.1", port), 1) as one:
            one.sendall(b"GET /ari/asterisk/ping HTTP/1.0\r\n\r\n")
            return b"401" in one.recv(200)
    except OSError:
        return False
