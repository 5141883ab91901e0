"""What the schemes need of others: telling editors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Editors(Protocol):
    """Who tells editors that something waits for them (port `editors`)."""

    def tell_of_reviews(self, *, users: Sequence[int], count: int, page: str, now: datetime) -> int:
        """Tell each of `users` (keys) that `count` texts are to be checked again, with the address `page` of their
        list; nobody more than once a week. In the caller's transaction.

        Returns:
            How many were told.
        """
        ...
