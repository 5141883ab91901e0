"""Following the timelines without those who write them knowing of it, and without losing an event.

Each reader has a mark: events up to `Reader.floor` were read. An event has its number before its transaction commits,
so number 8 can be there while number 7 is still to come, and a mark that moves to the highest number seen would lose
7. The usual guard, reading only what is older than the oldest running transaction (`pg_snapshot_xmin`), does not hold
here: a transaction can take a number with `nextval` before it has an id of its own, and no snapshot knows of it. What
PostgreSQL does know is who holds the sequence: whoever took a number keeps a ROW EXCLUSIVE lock on it until the
transaction ends, and its rows are visible before the lock goes. So:

    1. read the highest number, `top`, and then who holds the sequence, `waits_for`;
    2. once all of these have ended, every event up to `top` is there or will never be: `top` is the new floor.

A mark of this kind survives a restored dump and a failover, where transaction numbers start anew and nobody holds
anything. It costs the writers nothing, unlike a trigger that fills an outbox.

It stands on two things that a test holds: the sequence hands out numbers one by one (CACHE 1), and nobody prepares
transactions.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from sunwai.casework.models import Event, Reader
from sunwai.core import rows

HOLDERS = """
    SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND relation = %s::regclass
"""


def reader(name: str, *, start: int = 0) -> Reader:
    """The mark of `name`, held until the caller's transaction ends; a new one has read the events up to `start`."""
    mark, _is_new = Reader.objects.select_for_update().get_or_create(
        name=name, defaults={"floor": start, "top": start}
    )
    return mark


def move_on(mark: Reader) -> int:
    """Move `mark` as far as no event can be missing any more. Whoever then reads everything behind the number that is
    returned, and saves the mark, has read each event up to it.

    Returns:
        Where it stood.
    """
    stood = mark.floor
    if not set(mark.waits_for) & holders():
        mark.floor = mark.top
        # The number is read before the holders: whoever took a lower one still holds the sequence, or is done.
        mark.top = newest_event()
        mark.waits_for = sorted(holders())
        if not mark.waits_for:
            mark.floor = mark.top
    return stood


def newest_event() -> int:
    """The highest number of an event that can be seen."""
    return int(Event.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def holders() -> set[str]:
    """The transactions of others that have taken numbers of events and not ended."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [rows.sequence(Event)])
        return {name for (name,) in cursor.fetchall()}
