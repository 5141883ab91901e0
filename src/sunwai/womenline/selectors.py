"""What counsellors and their supervisors read. All of it behind the opened wall."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case as When
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models import When as Is

from sunwai.accounts.models import User
from sunwai.accounts.roles import PERMISSIONS
from sunwai.casework.models import CaseKind, Event
from sunwai.citizens.mobile import mobile_in
from sunwai.core.actors import ActorKind
from sunwai.core.reference import clean
from sunwai.womenline import keys, perms
from sunwai.womenline.enums import OPEN_STATES, EventKind, Level, State
from sunwai.womenline.families import Family
from sunwai.womenline.instrument import ORDER
from sunwai.womenline.models import CallRequest, Case, CaseReading, FollowUp, Note

MOST = 50


@dataclass(frozen=True)
class Told:
    """An event of the timeline, in words."""

    at: datetime
    what: str
    who: str


def by_danger(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The greatest danger first, then the oldest."""
    places = [Is(risk=level, then=Value(-place)) for place, level in enumerate(ORDER)]
    return cases.annotate(place=When(*places, output_field=IntegerField())).order_by("place", "opened_at")


def open_cases(viewer: User, family: Family) -> list[Case]:
    """Open cases of a helpline, the greatest danger first."""
    found = Case.objects.visible_to(viewer).filter(family=family.code, state__in=OPEN_STATES)
    return list(by_danger(found.select_related("holder", "district"))[:MOST])


def in_danger(viewer: User, family: Family) -> list[Case]:
    """Open cases that are an emergency or of extreme danger, for who reviews the helpline; the gravest first."""
    if not perms.may_review(viewer, family):
        return []
    grave = Q(state=State.EMERGENCY) | Q(risk=Level.EXTREME)
    found = Case.objects.visible_to(viewer).filter(grave, family=family.code, state__in=OPEN_STATES)
    return list(by_danger(found.select_related("holder", "district"))[:MOST])


def danger_mark(viewer: User) -> str:
    """Another one whenever one of these lists is another; it tells nothing of any case."""
    found = [
        (case.pk, case.state, case.risk, case.holder_id, case.district_id)
        for family in perms.families_of(viewer)
        for case in in_danger(viewer, family)
    ]
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


def follow_ups_due(viewer: User, family: Family, today: date) -> list[FollowUp]:
    """Who is to be asked today how she is, the longest waiting first."""
    due = FollowUp.objects.visible_to(viewer).filter(
        case__family=family.code, done_at=None, due_on__lte=today, case__state__in=OPEN_STATES
    )
    return list(due.select_related("case__holder").order_by("due_on", "pk")[:MOST])


def waiting_requests(viewer: User, family: Family) -> list[CallRequest]:
    """Who asked to be called, the longest waiting first."""
    waiting = CallRequest.objects.visible_to(viewer).filter(family=family.code, reached="")
    return list(waiting.select_related("taken_by").order_by("asked_at")[:MOST])


def to_review(viewer: User, family: Family) -> list[Case]:
    """What waits for a supervisor: closings proposed, then cases of high danger that nobody reviewed."""
    cases = Case.objects.visible_to(viewer).filter(family=family.code).select_related("holder", "district")
    closings = cases.filter(state=State.CLOSING).order_by("opened_at")
    grave = cases.filter(risk__in=ORDER[2:], reviewed_at=None).exclude(state=State.CLOSING)
    return [*closings[:MOST], *by_danger(grave)[:MOST]]


def find(viewer: User, family: Family, text: str) -> list[Case]:
    """Cases with this number, or of this caller or safe number."""
    digits = clean(text)
    cases = Case.objects.visible_to(viewer).filter(family=family.code).select_related("holder", "district")
    if mobile := mobile_in(digits):
        prints = keys.fingerprints(mobile)
        return list(
            (cases.filter(number_index__in=prints) | cases.filter(safe_index__in=prints)).order_by(
                "-opened_at"
            )[:MOST]
        )
    return list(cases.filter(reference=digits)) if digits else []


def complaints(case: Case) -> list[Note]:
    """That ordinary complaints were registered for her, each with its number, the oldest first."""
    return list(case.notes.filter(about=EventKind.COMPLAINT).select_related("by").order_by("at", "pk"))


def answers(case: Case) -> list[Note]:
    """What she answered to those, as it was passed on, the oldest first."""
    passed_on = case.notes.filter(about=EventKind.COMPLAINT_ANSWERED)
    return list(passed_on.select_related("by").order_by("at", "pk"))


def timeline(case: Case) -> list[Told]:
    """What happened to a case, the oldest first; with what is written behind the wall alone."""
    events = Event.objects.filter(case_kind=CaseKind.WOMENLINE, case_id=case.pk).order_by("seq")
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_kind == ActorKind.STAFF})
    names = dict(EventKind.choices)
    told = [
        Told(event.at, str(names.get(event.kind, event.kind)), str(people.get(event.actor_id, "")))
        for event in events
    ]
    told += [
        Told(note.at, note.get_about_display(), str(note.by)) for note in (*complaints(case), *answers(case))
    ]
    return sorted(told, key=lambda one: one.at)


def counsellors(family: Family) -> QuerySet[User]:
    """Who can be given a case of this helpline."""
    roles = [role for role, permissions in PERMISSIONS.items() if family.permission in permissions]
    return User.objects.filter(is_active=True, roles__overlap=roles).order_by("name")


def readings(viewer: User, family: Family) -> QuerySet[CaseReading]:
    """Who read what, the newest first."""
    found: QuerySet[CaseReading] = CaseReading.objects.visible_to(viewer).filter(family=family.code)
    return found.select_related("user", "case").order_by("-at", "-pk")


def may_open(viewer: object, family: Family) -> bool:
    """Whether `viewer` works at, or reviews, this helpline."""
    return family in perms.families_of(viewer)
