"""Waiting for whatever happens first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any


async def first(**ways: Awaitable[Any]) -> tuple[str, Any]:
    """Run all at once until one is done; the others are cancelled.

    Returns:
        Name and result of the one that was done first; of several, of the one named first.

    Raises:
        Whatever it raised.
    """
    tasks = {name: asyncio.ensure_future(way) for name, way in ways.items()}
    try:
        await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_COMPLETED)
        name, task = next((name, task) for name, task in tasks.items() if task.done())
        return name, task.result()
    finally:
        for task in tasks.values():
            task.cancel()  # nothing, where it is done
        await asyncio.gather(*tasks.values(), return_exceptions=True)
