"""Noticing what happened, without the cases knowing that anybody listens, and without losing an event.

The timelines are read behind a mark: events up to `Mark.floor` have been seen. An event has its number before its
transaction commits, so number 8 can be there while number 7 is still to come, and a mark that moves to the highest
number seen would lose 7. The usual guard, reading only what is older than the oldest running transaction
(`pg_snapshot_xmin`), does not hold here: a transaction can take a number with `nextval` before it has an id of its
own, and no snapshot knows of it. What PostgreSQL does know is who holds the sequence: whoever took a number keeps a
ROW EXCLUSIVE lock on it until the transaction ends, and its rows are visible before the lock goes. So:

    1. read the highest number, `top`, and then who holds the sequence, `waits_for`;
    2. once all of these have ended, every event up to `top` is there or will never be: read once more, and `top`
       is the new floor.

Between floor and top, rows are read again and again until the mark moves, a second or two; that an endpoint is told
of each only once is a constraint. A mark of this kind survives a restored dump and a failover, where transaction
numbers start anew and nobody holds anything. It costs the writers nothing, unlike a trigger that fills an outbox.

It stands on two things that a test holds: the sequence hands out numbers one by one (CACHE 1), and nobody prepares
transactions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, Max, OuterRef, QuerySet

from sunwai.casework.action import action
from sunwai.casework.models import CaseKind, Event
from sunwai.core import rows
from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Grievance
from sunwai.offices.enums import Sensitivity
from sunwai.webhooks.enums import Hears, kinds_told_as
from sunwai.webhooks.models import Delivery, Endpoint, HookEvent, Mark
from sunwai.webhooks.payload import hook_event

BATCH = 1000

HOLDERS = """
    SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND relation = %s::regclass
"""


@action
def notice_events(*, now: datetime) -> int:
    """Put into the queue of every active endpoint what happened since it was last looked, at most `BATCH` for each.

    Returns:
        How many deliveries were queued. With as many as `BATCH` there may be more: call again.
    """
    mark, _ = Mark.objects.get_or_create(pk=1)
    mark = Mark.objects.select_for_update().get(pk=1)
    all_are_there = not set(mark.waits_for) & holders()  # asked before reading: their rows are then seen
    queued = [queue(endpoint, unheard(endpoint, after=mark.floor), now=now) for endpoint in _listeners()]
    if all_are_there and all(number < BATCH for number in queued):
        mark.floor = mark.top
        mark.top = (
            newest_event()
        )  # read before the holders: whoever took a lower number still holds, or is done
        mark.waits_for = sorted(holders())
        mark.save()
    return max(queued, default=0)


def newest_event() -> int:
    """The highest number of an event that can be seen."""
    return int(Event.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def holders() -> set[str]:
    """The transactions of others that have taken numbers of events and not ended."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [rows.sequence(Event)])
        return {name for (name,) in cursor.fetchall()}


def unheard(endpoint: Endpoint, *, after: int) -> QuerySet[Event]:
    """The events after number `after` that `endpoint` may hear and has not been told, in the order of each case."""
    told = Delivery.objects.filter(endpoint=endpoint, number=OuterRef("pk"))
    return Event.objects.filter(
        ~Exists(told),
        case_kind=CaseKind.GRIEVANCE,
        pk__gt=max(after, endpoint.after_event),
        kind__in=kinds_told_as(endpoint.types),
        case_id__in=cases_heard_by(endpoint).values("pk"),
    ).order_by("pk")


def cases_heard_by(endpoint: Endpoint) -> QuerySet[Grievance]:
    """The cases of which `endpoint` may hear: never one that is sealed or of a sensitive subject."""
    public = Grievance.objects.filter(
        citizen__isnull=False, seal=None, category__sensitivity=Sensitivity.NORMAL
    ).exclude(kind=Kind.CORRUPTION)
    scope = {
        Hears.KEY: {"filing__key": endpoint.key_id},
        Hears.DEPARTMENT: {"department": endpoint.department_id},
        Hears.ALL: {},
    }
    return public.filter(**scope[Hears(endpoint.hears)])


def queue(endpoint: Endpoint, events: QuerySet[Event], *, now: datetime) -> int:
    """Queue up to `BATCH` of `events` for `endpoint`; returns how many."""
    found = list(events[:BATCH])
    Delivery.objects.bulk_create(
        [
            Delivery(
                endpoint=endpoint,
                event=told,
                case_id=event.case_id,
                number=event.pk,
                created_at=now,
                next_at=now,
            )
            for event, told in zip(found, _told(found, now), strict=True)
        ],
        ignore_conflicts=True,
    )
    return len(found)


def _listeners() -> QuerySet[Endpoint]:
    return Endpoint.objects.active().order_by("pk")


def _told(events: Sequence[Event], now: datetime) -> list[HookEvent]:
    """What is told of each; written now, unless another endpoint was told of it before."""
    cases = Grievance.objects.select_related("department", "category", "place", "district")
    about = cases.in_bulk({event.case_id for event in events})
    made = [hook_event(event, about[event.case_id], now=now) for event in events]
    HookEvent.objects.bulk_create(made, ignore_conflicts=True)
    known = {one.uid: one for one in HookEvent.objects.filter(uid__in=[one.uid for one in made])}
    return [known[one.uid] for one in made]
