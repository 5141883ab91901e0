"""How a browser listens to the live process."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from django.conf import settings
from django.test import Client

from tests.live_process import live_process

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

    def __init__(self, address: str) -> None:
        self.address = address

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
def process(django_db_setup) -> Iterator[Live]:
    with live_process() as address:
        yield Live(address)


@pytest.fixture
def live(process, transactional_db, world) -> Live:
    """With staff who need no second factor."""
    from sunwai.accounts.models import User

    User.objects.update(is_demo=True)
    return process


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.session.session_key
