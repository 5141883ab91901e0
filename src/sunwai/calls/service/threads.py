"""The database, asked from the loop: in threads, with an end to waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

from django.db import InterfaceError, OperationalError, close_old_connections, connection

SECONDS = 3.0  # a caller is on the line
GONE = (OperationalError, InterfaceError)


class DatabaseAway(Exception):
    """The database cannot be asked."""


class DatabaseSlow(DatabaseAway):
    """It may be there, but did not answer in time."""


class Threads:
    """A few threads, each with a connection of its own.

    Args:
        count: how many questions are asked at once.
        seconds: how long an answer is waited for.
    """

    def __init__(self, count: int, *, seconds: float = SECONDS) -> None:
        self._count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="calls")
        self._seconds = seconds

    async def ask[**P, R](self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `function` says, run in a thread.

        Raises:
            DatabaseAway: no connection.
            DatabaseSlow: no answer in time.
        """
        work = asyncio.get_running_loop().run_in_executor(
            self._pool, _with_fresh_connection, partial(function, *args, **kwargs)
        )
        try:
            return await asyncio.wait_for(work, self._seconds)
        except TimeoutError as error:
            raise DatabaseSlow(f"no answer in {self._seconds} s") from error
        except GONE as error:
            raise DatabaseAway(str(error)) from error

    def close(self) -> None:
        """Let the threads end, and their connections with them."""
        all_at_once = Barrier(self._count, timeout=1)
        for _ in range(self._count):
            self._pool.submit(_close_connection, all_at_once)
        self._pool.shutdown()


def reach() -> None:
    """Ask the database whether it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _close_connection(all_at_once: Barrier) -> None:
    with suppress(BrokenBarrierError):
        all_at_once.wait()
    connection.close()


def _with_fresh_connection[R](function: Callable[[], R]) -> R:
    close_old_connections()
    try:
        return function()
    except GONE:
        connection.close()
        raise
