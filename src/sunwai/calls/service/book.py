"""What happened, on its way to the database.

Entries are written in the order in which they happened, many to a transaction. While the database is away they go to a
journal on disk, and from there to the database when it is back, also after a restart. What somebody was promised is
`kept`: the promise is spoken when it is on disk, in the one place or the other.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sunwai.calls.actions.book import STEP, Entry, write_entries
from sunwai.calls.service.threads import DatabaseAway, Threads, reach

log = logging.getLogger(__name__)
AT_ONCE = 200  # entries to a transaction
PROMISED_IN = 3.0  # seconds; then the journal has it, too
STEPS_WAIT = 0.2  # seconds
PAUSE = 0.5  # seconds between two tries while the database is away


@dataclass
class _Waiting:
    entry: Entry
    on_disk: asyncio.Future[None] | None = None
    is_in_journal: bool = field(default=False)


class Book:
    """The one writer of the calls process.

    Args:
        journal: the file that holds what could not be written yet.
    """

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._entries: deque[_Waiting] = deque(
            _Waiting(entry, is_in_journal=True) for entry in _read(journal)
        )
        self._something = asyncio.Event()
        if self._entries:
            self._something.set()
        self._soon: asyncio.TimerHandle | None = None
        self._idle = asyncio.Event()
        self._threads = Threads(1, seconds=30)
        self.is_away = False
        self._is_closed = False

    def note(self, what: str, **data: Any) -> None:
        """Write this down, soon; a step, which no page waits for, together with what comes next."""
        self._entries.append(_Waiting(Entry(what, data)))
        if what != STEP or self.is_away or self._is_closed:
            self._wake()
        elif self._soon is None:
            self._idle.clear()
            self._soon = asyncio.get_running_loop().call_later(STEPS_WAIT, self._wake)

    async def keep(self, what: str, **data: Any) -> None:
        """Write this down, and come back when it is on disk."""
        on_disk = asyncio.get_running_loop().create_future()
        self._entries.append(_Waiting(Entry(what, data), on_disk))
        self._wake()
        try:
            await asyncio.wait_for(asyncio.shield(on_disk), PROMISED_IN)
        except TimeoutError:  # somebody waits on the line: the journal is quicker than a database that hangs
            self._to_journal()

    def doubt(self, error: DatabaseAway) -> None:
        """Somebody could not reach the database: it is away until it takes something, or answers, again."""
        if not self.is_away:
            log.error("the database is away, the journal takes over: %s", error)
        self.is_away = True
        self._wake()

    async def run(self) -> None:
        """Write until cancelled; what is left then goes to the database or, where that fails, to the journal."""
        try:
            while True:
                if not self._entries and not self.is_away:
                    self._idle.set()
                await self._something.wait()
                self._something.clear()
                if not await self._write():
                    await asyncio.sleep(PAUSE)
        finally:
            self._is_closed = True  # what is said from here on goes to the journal, too
            self._to_journal()
            self._threads.close()

    async def settled(self) -> None:
        """Wait until everything said so far is in the database."""
        if self._entries:
            self._wake()
        await self._idle.wait()

    def _wake(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        self._idle.clear()
        self._something.set()
        if self.is_away or self._is_closed:
            self._to_journal()

    async def _write(self) -> bool:
        """Write the next entries. Returns whether the database took them."""
        batch = [self._entries[index] for index in range(min(AT_ONCE, len(self._entries)))]
        try:
            if batch:
                await self._threads.ask(write_entries, [waiting.entry for waiting in batch])
            else:
                await self._threads.ask(reach)
        except DatabaseAway as error:
            self.doubt(error)
            return False
        if self.is_away:
            log.warning("the database is back; %s entries wait in the journal", len(self._entries))
        if self.is_away or len(batch) == AT_ONCE:  # there may be more
            self._something.set()
        self.is_away = False
        for waiting in batch:
            self._entries.popleft()
            _tell(waiting)
        if batch and batch[-1].is_in_journal and not any(waiting.is_in_journal for waiting in self._entries):
            self._journal.unlink(missing_ok=True)
        return True

    def _to_journal(self) -> None:
        """Append what is not in the journal yet, and have it on disk."""
        new = [waiting for waiting in self._entries if not waiting.is_in_journal]
        if not new:
            return
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(self._journal, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a") as file:
            file.writelines(waiting.entry.as_line() for waiting in new)
            file.flush()
            os.fsync(file.fileno())
        for waiting in new:
            waiting.is_in_journal = True
            _tell(waiting)


def _tell(waiting: _Waiting) -> None:
    if waiting.on_disk is not None and not waiting.on_disk.done():
        waiting.on_disk.set_result(None)


def _read(journal: Path) -> list[Entry]:
    """What an earlier run could not write; a line torn by a crash is left out."""
    entries = []
    for line in journal.read_text().splitlines() if journal.exists() else []:
        try:
            entries.append(Entry.of_line(line))
        except json.JSONDecodeError:
            log.error("a torn line in %s is left out", journal)
    return entries
