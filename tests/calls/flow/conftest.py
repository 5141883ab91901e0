"""Texts are not rendered here: their sounds are named by their words."""

from __future__ import annotations

import pytest

from sunwai.calls import spoken


@pytest.fixture(autouse=True)
def readable_voice(monkeypatch):
    monkeypatch.setattr(spoken, "name", lambda text, language: [f"{language}/text:{text}"])
