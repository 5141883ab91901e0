"""What the tests of pages share."""

from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_hindi():
    """A request leaves its language behind: every test begins in Hindi, whichever ran before it."""
    with translation.override("hi"):
        yield
