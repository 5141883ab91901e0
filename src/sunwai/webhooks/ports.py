"""What the webhooks need of the outside world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Request:
    """One signed POST."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and the beginning of the body as text."""

    status: int
    body: str


class NotSent(Exception):
    """Nobody answered, or the address may not be reached. The reason names no secret."""


class HookSender(Protocol):
    """Posts webhooks. `send` is called from several threads at once and never inside a transaction."""

    def send(self, request: Request) -> Answer:
        """Post it and wait for the answer, whatever its status; redirects are answers like others.

        Raises:
            NotSent: there was no answer in time, or the address is one that must not be reached.
        """
        ...
