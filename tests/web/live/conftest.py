"""The live process as it really runs, over the database of the tests."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from django.conf import settings
from django.test import Client

from sunwai.config.up import live_command

PATIENCE = 20  # seconds


class Stream:
    """What one browser is told, event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.events: queue.Queue[tuple[str, dict, float]] = queue.Queue()
        self._response = response
        threading.Thread(target=self._read, daemon=True).start()

    def next(self, seconds: float = PATIENCE) -> tuple[str, dict]:
        name, data, _at = self.events.get(timeout=seconds)
        return name, data

    def until(self, wanted, seconds: float = PATIENCE) -> tuple[dict, float]:
        """The first event whose data `wanted` likes, and when (monotonic) it came."""
        end = time.monotonic() + seconds
        while True:
            _name, data, at = self.events.get(timeout=max(0.01, end - time.monotonic()))
            if wanted(data):
                return data, at

    def is_quiet(self, seconds: float) -> bool:
        try:
            self.events.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def _read(self) -> None:
        name = ""
        try:
            for line in self._response.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.events.put((name, json.loads(line.removeprefix("data: ")), time.monotonic()))
        except (httpx.HTTPError, httpx.StreamError):
            pass


class Live:
    """The process, and how to ask it."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, path: str, *, key: str = "", **headers: str) -> httpx.Response:
        cookies = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"} if key else {}
        with httpx.stream("GET", self.address + path, headers=headers | cookies, timeout=PATIENCE) as answer:
            return answer

    @contextmanager
    def open(self, path: str, key: str) -> Iterator[Stream]:
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}"}
        with httpx.stream("GET", self.address + path, headers=headers, timeout=None) as response:
            assert response.status_code == 200, response.status_code
            yield Stream(response)


@pytest.fixture(scope="module")
def live_process(django_db_setup) -> Iterator[Live]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        live_command(port),
        env=os.environ | {"SUNWAI_MODE": "test", "DJANGO_SETTINGS_MODULE": "sunwai.config.settings.test"},
    )
    live = Live(port)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if live.ask("/live/health").status_code == 200:
                    break
            except httpx.HTTPError:
                assert time.monotonic() < end
                assert process.poll() is None
            time.sleep(0.1)
        yield live
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def live(live_process, transactional_db, world) -> Live:
    """With staff who need no second factor."""
    from sunwai.accounts.models import User

    User.objects.update(is_demo=True)
    return live_process


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.session.session_key
