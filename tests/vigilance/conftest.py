"""A corruption case, and those who work on it."""

from __future__ import annotations

import pytest

VIGILANCE = ("district-vigilance", "division-vigilance", "state-vigilance", "lokayukt")


@pytest.fixture
def case(world):
    """Somebody says that the Assistant Engineer (L2 of the energy line) asked for a bribe."""
    return world.register(code="vigilance.bribe", accused_post=world.post("ae"))


@pytest.fixture
def holder(world):
    return world.officer("district-vigilance")


@pytest.fixture
def second(world):
    """Another vigilance officer, further up in the line."""
    return world.officer("division-vigilance")


def outsider(world, who):
    """Somebody by the name of their post, or of what they work as at the helpline."""
    return getattr(world, who, None) or world.officer(who)
