"""Hears what changed, reads it once for all, and hands it to every viewer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

import psycopg
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from sunwai.accounts.models import User
from sunwai.calls import bus
from sunwai.calls.floor import FloorReader, phones
from sunwai.core.postgres.notices import notices
from sunwai.web.live import streams
from sunwai.web.live.streams import FloorStream, Message
from sunwai.web.live.viewers import signed_in
from sunwai.womenline import bus as danger
from sunwai.womenline import perms, wall
from sunwai.womenline.families import families
from sunwai.womenline.selectors import danger_mark

MOST_OF_ONE_USER = 8  # open streams; a browser opens six to one host
PAUSE = 0.25  # seconds between two readings, however many changes there are
AT_LEAST_EVERY = 5.0  # seconds: a change that nobody told of is seen, too
LOOK_EVERY = 15.0  # seconds between two looks at whether the viewers are still signed in
COME_BACK_AFTER = 1.0  # seconds, when the database was away
# Kind of stream → who may open it.
MAY: dict[str, Callable[[User], bool]] = {
    "floor": lambda user: user.may("floor"),
    "phone": lambda user: user.may("desk"),
    "danger": lambda user: any(perms.may_review(user, family) for family in families().values()),
}

log = logging.getLogger("sunwai.live")


@dataclass(eq=False)
class Viewer:
    """One open stream. What it was too slow to take is merged: it never holds up the others."""

    kind: str
    key: str
    user: User
    language: str
    is_new: bool = True
    is_over: bool = False
    sent: Message | None = None
    _waiting: Message | None = None
    _there: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, message: Message) -> None:
        """Hand it out at the next `take`."""
        self._waiting = streams.merged(self._waiting, message) if self._waiting else message
        self._there.set()

    def end(self) -> None:
        """Nothing more is for this viewer."""
        self.is_over = True
        self._there.set()

    async def take(self) -> Message | None:
        """What is new; None when it is over. Waits."""
        await self._there.wait()
        self._there.clear()
        message, self._waiting = self._waiting, None
        return None if self.is_over else message


class Hub:
    """The viewers, and the tasks that serve them."""

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self._changed = asyncio.Event()
        self._floor = FloorReader()
        self._floors: dict[tuple[str, bool], FloorStream] = {}

    async def run(self) -> None:
        """Serve until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_without_end(self._listen, self._changed))
            tasks.create_task(_without_end(self._listen_for_danger, self._changed))
            tasks.create_task(_without_end(self._read, self._changed))
            tasks.create_task(_without_end(self._look, self._changed))

    def admit(self, viewer: Viewer) -> bool:
        """Let a viewer in, if the user has not too many streams open already."""
        if Counter(one.user.pk for one in self.viewers)[viewer.user.pk] >= MOST_OF_ONE_USER:
            return False
        self.viewers.add(viewer)
        self._changed.set()
        return True

    def dismiss(self, viewer: Viewer) -> None:
        """The browser is gone."""
        self.viewers.discard(viewer)

    async def _listen(self) -> None:
        async for _word in notices(bus.TO_THE_FLOOR):  # None: whatever was said while we did not listen
            self._changed.set()

    async def _listen_for_danger(self) -> None:
        async for _word in notices(danger.CHANNEL):
            self._changed.set()

    async def _read(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), AT_LEAST_EVERY)
            self._changed.clear()
            if self.viewers:
                for viewer, message in await sync_to_async(self._messages)(list(self.viewers)):
                    viewer.put(message)
            await asyncio.sleep(PAUSE)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            viewers = list(self.viewers)
            there = await sync_to_async(in_a_thread(signed_in))({viewer.key for viewer in viewers})
            for viewer in viewers:
                user = there.get(viewer.key)
                if user is None or user.pk != viewer.user.pk or not MAY[viewer.kind](user):
                    viewer.end()

    def _messages(self, viewers: list[Viewer]) -> list[tuple[Viewer, Message]]:
        """What each is to be told now. Runs in a thread; one reading of the floor, one of the phones."""
        close_old_connections()
        of_kind = {kind: [one for one in viewers if one.kind == kind] for kind in MAY}
        return [
            *self._of_floor(of_kind["floor"]),
            *_of_phones(of_kind["phone"]),
            *_of_danger(of_kind["danger"]),
        ]

    def _of_floor(self, viewers: list[Viewer]) -> list[tuple[Viewer, Message]]:
        if not viewers:
            self._floors.clear()
            return []
        floor = self._floor.read()
        seen = {viewer: (viewer.language, viewer.user.may("counsel")) for viewer in viewers}
        self._floors = {kind: self._floors.get(kind) or FloorStream(*kind) for kind in set(seen.values())}
        changes = {kind: stream.change_to(floor) for kind, stream in self._floors.items()}
        found = []
        for viewer, kind in seen.items():
            message = self._floors[kind].whole() if viewer.is_new else changes[kind]
            viewer.is_new = False
            if message["rows"] or message["order"]:
                found.append((viewer, message))
        return found


def _of_phones(viewers: list[Viewer]) -> list[tuple[Viewer, Message]]:
    if not viewers:
        return []
    sessions, found = phones({viewer.user.pk for viewer in viewers}), []
    for viewer in viewers:
        message = streams.phone(sessions.get(viewer.user.pk), viewer.language)
        if message != viewer.sent:
            viewer.sent = message
            found.append((viewer, message))
    return found


def _of_danger(viewers: list[Viewer]) -> list[tuple[Viewer, Message]]:
    """Only that the list is another: what stands in it, the page reads itself, and that is written down."""
    found = []
    for viewer in viewers:
        with wall.opened(viewer.user):
            message = {"mark": danger_mark(viewer.user)}
        if message != viewer.sent:
            viewer.sent = message
            found.append((viewer, message))
    return found


async def _without_end(task: Callable[[], Coroutine[None, None, None]], changed: asyncio.Event) -> None:
    """Begin anew whenever the database was away; say so once each time."""
    while True:
        try:
            await task()
        except (psycopg.Error, DatabaseError, OSError) as error:
            log.warning("%s: %s; again in %s s", task.__name__, str(error).strip(), COME_BACK_AFTER)
        await asyncio.sleep(COME_BACK_AFTER)
        changed.set()


def in_a_thread[**P, R](read: Callable[P, R]) -> Callable[P, R]:
    """`read` on a connection that lives."""

    def fresh(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        return read(*args, **kwargs)

    return fresh
