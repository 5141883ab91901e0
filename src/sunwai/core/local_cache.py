"""What one process remembers for a few seconds, as the objects themselves."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

MOST_ENTRIES = 10_000


class LocalCache(BaseCache):
    """A cache of one process that does not pickle: what comes out is what went in, and nobody may change it.

    Django's own local-memory cache copies a value on every look, which for the rules of a whole state takes longer
    than the work they are needed for.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._entries: dict[str, tuple[float | None, Any]] = {}

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value of `key`, or `default` where there is none any more."""
        ends, value = self._entries.get(key, (0.0, default))
        return value if ends is None or ends > time.monotonic() else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Remember `value` for `timeout` seconds; None: until it is forgotten."""
        if len(self._entries) >= MOST_ENTRIES:
            self._entries.clear()
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        self._entries[key] = (None if seconds is None else time.monotonic() + seconds, value)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Remember `value` unless the key is known."""
        if key in self:
            return False
        self.set(key, value, timeout)
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget the key; whether it was known."""
        return self._entries.pop(key, None) is not None

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
