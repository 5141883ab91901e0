"""Asking again how she is, on the days of the helpline, only where and when it is safe."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.views.decorators.debug import sensitive_variables

from sunwai.accounts.models import User
from sunwai.core.clock import IST
from sunwai.womenline.actions.base import begin, confidential, record, write_note
from sunwai.womenline.enums import EventKind, Reached, Read
from sunwai.womenline.errors import DoneAlready, NoSafeNumber, OutsideSafeHours
from sunwai.womenline.models import Case, FollowUp, Person
from sunwai.womenline.readings import log_reading


@confidential
def begin_follow_up(*, case: Case, actor: User, now: datetime) -> Case:
    """From now on she is asked how she is, on the days of the helpline."""
    case = begin(case, "begin_follow_up", actor=actor)
    case.save()
    today = now.astimezone(IST).date()
    FollowUp.objects.filter(case=case, done_at=None).delete()
    FollowUp.objects.bulk_create(
        FollowUp(case=case, due_on=today + timedelta(days=days)) for days in case.of.follow_up_days
    )
    record(case, EventKind.FOLLOW_UP_BEGUN, actor=actor, at=now)
    return case


@confidential
@sensitive_variables()
def record_follow_up(
    *, follow_up: FollowUp, reached: Reached, words: str, actor: User, now: datetime
) -> FollowUp:
    """Write down how she is. Who wishes no more calls gets none.

    Raises:
        DoneAlready: another counsellor recorded it.
    """
    case = begin(follow_up.case_id, "follow_up", actor=actor, reached=reached)
    row: FollowUp = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk, case=case)
    if row.done_at:
        raise DoneAlready
    row.reached, row.done_at, row.done_by = reached, now, actor
    row.save()
    if reached == Reached.WISHES_NONE:
        FollowUp.objects.filter(case=case, done_at=None).delete()
    write_note(case, words, actor=actor, now=now, about=EventKind.FOLLOWED_UP)
    record(case, EventKind.FOLLOWED_UP, actor=actor, at=now)
    return row


@confidential
@sensitive_variables()
def safe_number(*, case: Case, actor: User, now: datetime) -> Person:
    """The number and code word for calling her now; that it was looked at is written down.

    Raises:
        NoSafeNumber: none is known.
        OutsideSafeHours: not now.
    """
    case = begin(case, "follow_up", actor=actor, reached="looked up")
    person = case.person
    if not person.safe_number:
        raise NoSafeNumber
    if not is_safe_hour(person, now):
        raise OutsideSafeHours(hours=in_words(person))
    log_reading(user=actor, family=case.family, what=Read.NUMBER, case=case, now=now)
    return person


def is_safe_hour(person: Person, now: datetime) -> bool:
    """Whether she can be called at `now`; a span over midnight goes on the next day."""
    hour, since, until = now.astimezone(IST).hour, person.safe_from, person.safe_until
    return since <= hour < until if since < until else hour >= since or hour < until


def in_words(person: Person) -> str:
    """The safe hours: `10:00–14:00`."""
    return f"{person.safe_from}:00–{person.safe_until}:00"
