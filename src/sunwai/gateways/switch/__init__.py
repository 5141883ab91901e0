"""The telephone switch: Asterisk, commanded over ARI, and one in memory for tests."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def switch_settings() -> dict[str, Any]:
    """`settings.SWITCH`: where the switch is, and how it is to be configured."""
    return settings.SWITCH
