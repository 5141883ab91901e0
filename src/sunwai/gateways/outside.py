"""Asking a service that answers in JSON, for the clients of the ports of CM Jan Seva: whatever fails on the way becomes
what the domain knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sunwai.gateways.http import call
from sunwai.janseva.ports import OutsideUnreachable
from sunwai.messages.ports import ProviderFailed


def ask(method: str, base: str, path: str, *, seconds: float, **content: Any) -> tuple[int, dict[str, Any]]:
    """The status, and the object that was answered.

    Args:
        base: the service's address; empty where none is configured.
        content: as httpx has it: `json`, `params`, `headers`, `auth`.

    Raises:
        OutsideUnreachable: no address, no answer, or none that is a JSON object.
    """
    try:
        answer = call(method, f"{base}/{path}" if base else "", seconds=seconds, **content)
        said = answer.json()
    except (ProviderFailed, ValueError) as error:
        raise OutsideUnreachable(type(error).__name__) from error
    if not isinstance(said, dict):
        raise OutsideUnreachable(f"HTTP {answer.status_code}")
    return answer.status_code, said


def read[Result](made: Callable[[], Result]) -> Result:
    """What `made` makes of an answer.

    Raises:
        OutsideUnreachable: something is missing in the answer, or is not what it should be.
    """
    try:
        return made()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OutsideUnreachable("an answer that cannot be read") from error
