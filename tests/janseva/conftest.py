"""The services that ship, in the small corner of the state."""

from __future__ import annotations

import pytest

from tests.janseva.office import Office


@pytest.fixture
def office(world):
    """See `tests.janseva.office`."""
    return Office(world)
