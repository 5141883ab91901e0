"""Starts the independent SMSC of `tests/smsc`, tells it what to do, and hears what came."""

from __future__ import annotations

import json
import queue
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SERVER = ROOT / "tests" / "smsc" / "server.js"
SECONDS = 20.0  # for anything to happen on a busy machine


class Smsc:
    """One SMSC on a free port, or on `port` again after it was stopped."""

    def __init__(self, port: int = 0, *files: Path) -> None:
        self.asked, self.files = port, files

    def __enter__(self) -> Smsc:
        if not (SERVER.parent / "node_modules").exists():
            raise RuntimeError(
                "the SMSC of the tests is not installed: make tests/smsc/node_modules/.package-lock.json"
            )
        command = [
            str(ROOT / "tools" / "with_node"),
            "node",
            str(SERVER),
            str(self.asked),
            *map(str, self.files),
        ]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.said: queue.Queue[dict[str, Any]] = queue.Queue()
        self.reading = threading.Thread(target=self._read, daemon=True)
        self.reading.start()
        self.port = self.expect("listening")["port"]
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(SECONDS)
        self.reading.join(SECONDS)
        self.process.stdout.close()

    def do(self, **what: Any) -> None:
        """`set`, `deliver`, `enquire`, `unbind`, `raw`, `drop`: see the server."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def reset(self) -> None:
        """As it was when it was started."""
        self.do(reset=True)
        self.expect("reset")

    def expect(self, event: str) -> dict[str, Any]:
        """The next event of this kind; others before it are passed over."""
        until = time.monotonic() + SECONDS
        while (left := until - time.monotonic()) > 0:
            said = self.said.get(timeout=left)
            if said["event"] == event:
                return said
        raise AssertionError(f"no {event}")

    def all(self, event: str) -> list[dict[str, Any]]:
        """What has come of this kind and was not asked for yet."""
        found = []
        while not self.said.empty():
            found.append(self.said.get())
        return [said for said in found if said["event"] == event]

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.put(json.loads(line))


def eventually(holds: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """Wait until `holds` gives something true, and give it back."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to hold")


def is_listening(port: int) -> bool:
    """Whether anybody listens at this port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
