"""Which service outside is asked."""

from __future__ import annotations

from typing import Any

from sunwai.core.providers import providers
from sunwai.janseva.errors import OutsideFailed


def service(port: str) -> Any:
    """The service of a port (`janseva.ports`).

    Raises:
        OutsideFailed: none is configured.
    """
    found = providers(port)
    if not found:
        raise OutsideFailed
    return found[0]
