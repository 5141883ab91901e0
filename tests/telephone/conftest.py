"""One switch for all call tests of a worker; each test finds it without lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from sunwai.calls.flow.shipped import HELPLINE
from sunwai.calls.models import FlowVersion
from sunwai.calls.prompts import music, sound
from sunwai.calls.prompts.catalogue import LANGUAGES, prompts
from sunwai.core import clock
from tests.telephone.exchange import Exchange
from tests.telephone.helpline import Helpline
from tests.telephone.network import Network
from tests.world import World


@pytest.fixture(scope="session")
def network():
    with Network() as network:
        yield network


@pytest.fixture(scope="session")
def exchange_of_the_run(network):
    exchange = Exchange(network, lay_out=tones)
    exchange.start()
    yield exchange
    exchange.remove()


@pytest.fixture
def exchange(exchange_of_the_run):
    with exchange_of_the_run.settled() as exchange:
        yield exchange
        exchange.order("channel request hangup all")


@pytest.fixture(scope="session")
def quick_exchange(network):
    """A switch whose prompts last a tenth of a second, which soon takes an agent without sound for lost."""
    exchange = Exchange(network, lay_out=quick_prompts, agent_rtp_timeout=3, rtp_ports=(26000, 27999))
    exchange.start()
    yield exchange
    exchange.remove()


@pytest.fixture
def helpline(transactional_db, quick_exchange, tmp_path):
    """The clock is the real one, so the helpline is open day and night, and calls nobody of its own accord."""
    quick_exchange.forget_calls()
    helpline = Helpline(World(), quick_exchange, tmp_path)
    for version in FlowVersion.objects.filter(flow__code=HELPLINE):
        version.data = _day_and_night(version.data)
        version.save()
    calls_from = (clock.now().astimezone(clock.IST).hour + 6) % 24  # whom it owes a callback waits until then
    helpline.option("contact.first_hour", calls_from)
    helpline.option("contact.last_hour", calls_from + 1)
    helpline.option("calls.short_wait_seconds", 0)
    helpline.option("calls.rejoin_seconds", 5)
    helpline.start()
    yield helpline
    helpline.database.mend()
    helpline.stop()
    quick_exchange.order("channel request hangup all")


def _day_and_night(data):
    steps = {
        name: step | ({"value": "00:00-23:59"} if step.get("when") == "hours" else {})
        for name, step in data["steps"].items()
    }
    return data | {"steps": steps}


def quick_prompts(sounds: Path) -> None:
    """Every prompt is a beep of a tenth of a second."""
    for language in LANGUAGES:
        folder = sounds / language
        if folder.is_symlink():
            folder.unlink()
        folder.mkdir(exist_ok=True)
        for key in prompts():
            (folder / f"{key}.alaw").unlink(missing_ok=True)
            (folder / f"{key}.alaw").write_bytes(music.beep()[:800])


def tones(sounds: Path) -> None:
    """Sounds of known length and tone: `test/440` is a second at 440 Hz."""
    import numpy as np

    folder = sounds / "test"
    folder.mkdir(exist_ok=True)
    for tone in (440, 550, 660, 880):
        wave = 0.4 * np.sin(2 * np.pi * tone * np.arange(8000) / 8000)
        (folder / f"{tone}.alaw").write_bytes(sound.to_alaw(wave))
