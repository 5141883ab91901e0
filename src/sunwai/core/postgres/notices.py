"""Hearing PostgreSQL's NOTIFY, with a connection of its own, without end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import psycopg
from django.db import connections

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds before the database is tried again


async def notices(channel: str) -> AsyncIterator[str | None]:
    """What is said on `channel`, as it is said.

    Yields:
        None whenever we begin to hear, also again after a gap: what was missed is to be read from the tables. Else
        the payload of a notice.
    """
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(autocommit=True, **_parameters()) as line:
                await line.execute(f"LISTEN {channel}".encode())
                yield None
                async for notice in line.notifies():
                    yield notice.payload
        except (OSError, psycopg.Error) as error:
            log.warning("hears nothing on %s: %s", channel, error)
        await asyncio.sleep(PAUSE)


def _parameters() -> dict[str, Any]:
    parameters = dict(connections["default"].get_connection_params())
    for name in ("cursor_factory", "context"):  # of Django's own cursors
        parameters.pop(name, None)
    return parameters
