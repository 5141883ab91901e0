"""An administrator with a second factor."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret


@pytest.fixture
def admin(client, world):
    """A browser in which the administrator is signed in."""
    TOTP.activate(world.administrator, generate_totp_secret())
    client.force_login(world.administrator)
    return client
