"""Noticing what happened, without the cases knowing that anybody listens, and without losing an event.

The timelines are followed (`casework.following`). What lies behind the mark is read at once, and again until the mark
moves over it, a second or two later; that an endpoint is told of each event only once is a constraint.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from sunwai.casework.action import action
from sunwai.casework.following import move_on, reader
from sunwai.casework.models import CaseKind, Event
from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Grievance
from sunwai.offices.enums import Sensitivity
from sunwai.webhooks.enums import Hears, kinds_told_as
from sunwai.webhooks.models import Delivery, Endpoint, HookEvent
from sunwai.webhooks.payload import hook_event

BATCH = 1000

READER = "webhooks"


@action
def notice_events(*, now: datetime) -> int:
    """Put into the queue of every active endpoint what happened since it was last looked, at most `BATCH` for each.

    Returns:
        How many deliveries were queued. With as many as `BATCH` there may be more: call again.
    """
    mark = reader(READER)
    after = move_on(mark)
    queued = [queue(endpoint, unheard(endpoint, after=after), now=now) for endpoint in _listeners()]
    most = max(queued, default=0)
    if most < BATCH:
        mark.save()
    return most


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
