"""The live process as it really runs, over the database of the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from sunwai.config.up import live_command

ROOT = Path(__file__).parents[1]
PATIENCE = 30  # seconds


@contextmanager
def live_process(*, application: str = "", **environment: str) -> Iterator[str]:
    """Runs inside the block; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"SUNWAI_MODE": "test", "DJANGO_SETTINGS_MODULE": "sunwai.config.settings.test"}
    *command, ours = live_command(port)
    process = subprocess.Popen(
        [*command, application or ours], env=os.environ | settings | environment, cwd=ROOT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, f"{address}/live/health")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.HTTPError:
            assert time.monotonic() < end
            assert process.poll() is None
        time.sleep(0.1)
