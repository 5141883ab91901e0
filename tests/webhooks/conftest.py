"""An endpoint that hears of everything, and a receiver that answers as it is told."""

from __future__ import annotations

import pytest

from sunwai.webhooks.actions import add_endpoint
from sunwai.webhooks.enums import Hears
from sunwai.webhooks.ports import Answer
from tests.world import MONDAY


class FakeReceiver:
    """Answers with a status, or an error to raise; the last answer stays. Remembers what came."""

    def __init__(self):
        self.answers, self.came = [200], []

    def send(self, request):
        self.came.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer, "ok" if answer == 200 else "no")

    @property
    def numbers(self):
        return [request.headers["webhook-id"] for request in self.came]


@pytest.fixture
def receiver(monkeypatch):
    fake = FakeReceiver()
    monkeypatch.setattr("sunwai.webhooks.delivery.providers", lambda port: [fake])
    return fake


def new_endpoint(actor, **given):
    fields = {"url": "https://program.example/hook", "description": "a program", "hears": Hears.ALL}
    endpoint, _secret = add_endpoint(**(fields | given), actor=actor, now=MONDAY)
    return endpoint


@pytest.fixture
def endpoint(world):
    return new_endpoint(world.administrator)
