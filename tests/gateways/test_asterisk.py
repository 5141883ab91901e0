"""The switch forgets to say something: no caller is left in silence."""

from __future__ import annotations

import asyncio

import pytest

from sunwai.gateways.switch import asterisk
from sunwai.gateways.switch.ari import Refused
from sunwai.gateways.switch.asterisk import Asterisk, AsteriskLine

SOUND = "test/440"


class Forgetful:
    """Does what it is told, and never says that something is over.

    Args:
        goes_on: how often it still knows of what plays when asked.
    """

    def __init__(self, goes_on=0):
        self.goes_on, self.asked = goes_on, []

    async def ask(self, method, path, **_more):
        self.asked.append(method)
        if method == "GET":
            if not self.goes_on:
                raise Refused(404, path, "Playback not found")
            self.goes_on -= 1
        return ""


@pytest.mark.parametrize("goes_on", [0, 2])
def test_a_sound_whose_end_is_not_told_is_asked_after(monkeypatch, goes_on):
    monkeypatch.setattr(asterisk, "STILL_SECONDS", 0.02)
    switch = Asterisk()
    switch.ari = Forgetful(goes_on)
    line = AsteriskLine(switch, {"id": "1"}, ["in", "181", "9876500001"])

    async def test():
        assert await asyncio.wait_for(line.play([SOUND], stop_on="1"), 5) == ""

    asyncio.run(test())
    assert switch.ari.asked == ["POST"] + ["GET"] * (goes_on + 1)
    assert not switch.awaited


def test_a_recording_whose_end_is_not_told_is_what_was_said(monkeypatch):
    monkeypatch.setattr(asterisk, "STILL_SECONDS", 0.02)
    switch = Asterisk()
    switch.ari = Forgetful()
    line = AsteriskLine(switch, {"id": "1"}, ["in", "181", "9876500001"])

    async def test():
        recorded = await asyncio.wait_for(line.record("complaint-1", most_seconds=9, most_silence=3), 5)
        assert recorded.name == "complaint-1"

    asyncio.run(test())
