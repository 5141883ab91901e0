"""How often one key may ask in a minute (`api.per_minute`; 0: as often as it likes), and who has none."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from sunwai.core.models import RateCounter
from sunwai.core.options import option

SECONDS = 60


class PerKey(BaseThrottle):
    """Counted in the memory of each server process, so that a request costs no write.

    A helpline that runs several processes lets through at most that many times the limit.
    """

    def __init__(self) -> None:
        self.minute = 0
        self.counts: dict[int, int] = {}

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the key of the request is still within its limit; counts the request."""
        limit = option("api.per_minute")
        if not limit:
            return True
        key: Any = request.auth  # type: ignore[attr-defined]
        self._turn()
        self.counts[key.pk] = self.counts.get(key.pk, 0) + 1
        return bool(self.counts[key.pk] <= limit)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return SECONDS - time.time() % SECONDS

    def _turn(self) -> None:
        """Begin afresh with every minute."""
        minute = int(time.time()) // SECONDS
        if minute != self.minute:
            self.minute, self.counts = minute, {}


per_key = PerKey()  # one for all that a key may ask


def hit_address(request: HttpRequest, *, now: datetime) -> None:
    """Count a request that came without a key: by its network address, in all processes together.

    Raises:
        TooMany: more than `open311.per_minute` in this minute.
    """
    address = get_adapter().get_client_ip(request)
    limit = option("open311.per_minute")
    RateCounter.hit(f"open311:{address}", limit=limit, per=timedelta(seconds=SECONDS), now=now)
