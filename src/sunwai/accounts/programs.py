"""Programs as actors on a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sunwai.accounts.models import ApiKey
from sunwai.core.actors import ActorKind


@dataclass(frozen=True)
class Program:
    """A program that does something to a case it filed.

    Attributes:
        number: the program's own number of what it does: the same one twice does it once.
    """

    key: ApiKey
    number: str = ""

    @property
    def actor_kind(self) -> ActorKind:
        """What the timeline calls this actor."""
        return ActorKind.API

    @property
    def pk(self) -> int:
        """The number of its key."""
        return self.key.pk

    @property
    def remark(self) -> dict[str, Any]:
        """What an event keeps of it beside the key."""
        return {"source": self.number} if self.number else {}
