"""Keeping to what a provider lets through."""

from __future__ import annotations

import threading
import time
from functools import cache


class Limiter:
    """Lets `per_second` calls a second through, evenly; who comes too early waits. For the threads of one process."""

    def __init__(self, per_second: float) -> None:
        self.gap = 1 / per_second
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self.gap
        time.sleep(turn - now)


@cache
def limiter(provider: str, per_second: float) -> Limiter:
    """The one of this process for `provider`."""
    return Limiter(per_second)
