from datetime import datetime

import pytest

from sunwai.citizens.models import Citizen
from sunwai.core import clock, options
from sunwai.core.clock import IST
from sunwai.messages.actions import load_templates
from sunwai.messages.ports import ProviderFailed

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=IST)


@pytest.fixture
def noon():
    with clock.frozen(NOON) as now:
        yield now


@pytest.fixture
def templates(db):
    load_templates()


@pytest.fixture
def citizen(db):
    return Citizen.objects.create(mobile="9800000001", name="Invented Person", created_at=NOON)


class FakeProvider:
    """A provider that answers as it is told: a number, or an error to raise; the last answer stays."""

    def __init__(self, name, *answers):
        self.name, self.answers, self.sent = name, list(answers) or ["taken"], []

    def send(self, sms):
        self.sent.append(sms)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return f"{answer}-{sms.our_id}"


BUSY = ProviderFailed("HTTP 503")
REFUSED = ProviderFailed("406: invalid number 9800000001", final=True)


@pytest.fixture
def use_providers(monkeypatch):
    """Let these providers answer a port, most preferred first; the others are not configured."""
    answering = {}

    def use(*fakes, port="sms"):
        answering[port] = list(fakes)
        for module in ("health", "reach"):
            monkeypatch.setattr(f"sunwai.messages.{module}.providers", lambda port: answering.get(port, []))
        return fakes[0] if len(fakes) == 1 else fakes

    return use


@pytest.fixture
def fresh_options():
    """Settings changed in the test are not remembered by the next one."""
    options.forget()
    yield
    options.forget()
