"""One switch for all call tests of a worker; each test finds it without lines."""

from __future__ import annotations

import pytest

from sunwai.gateways.switch import music
from tests.telephone.exchange import Exchange
from tests.telephone.network import Network


@pytest.fixture(scope="session")
def network():
    with Network() as network:
        yield network


@pytest.fixture(scope="session")
def exchange_of_the_run(network):
    exchange = Exchange(network)
    exchange.start()
    lay_out(exchange)
    yield exchange
    exchange.remove()


@pytest.fixture
def exchange(exchange_of_the_run):
    with exchange_of_the_run.settled() as exchange:
        yield exchange
        exchange.order("channel request hangup all")


def lay_out(exchange: Exchange) -> None:
    """Sounds of known length and tone: `test/440` is a second at 440 Hz."""
    import numpy as np

    folder = exchange.sounds / "test"
    folder.mkdir(exist_ok=True)
    for key in ("fallback_wait", "fault_apology"):
        if not (exchange.sounds / "hi").exists():  # the prompts that ship are not made yet
            (exchange.sounds / "hi").mkdir()
        if not (exchange.sounds / "hi" / f"{key}.alaw").exists():
            (exchange.sounds / "hi" / f"{key}.alaw").write_bytes(music.beep())
    for tone in (440, 550, 660, 880):
        wave = 0.4 * np.sin(2 * np.pi * tone * np.arange(8000) / 8000)
        (folder / f"{tone}.alaw").write_bytes(music.a_law(wave))
