"""The interim reply: the centre and the citizen are told what goes on, before the days of the centre end."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from sunwai.casework.action import action
from sunwai.core.actors import Actor
from sunwai.core.clock import IST
from sunwai.core.errors import InvalidInput, NotAllowed
from sunwai.cpgrams.actions.telling import new_push
from sunwai.cpgrams.enums import PushKind
from sunwai.cpgrams.models import CentralGrievance
from sunwai.grievances.actions.base import begin, record, tell
from sunwai.grievances.enums import EventKind
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel, Event


class DayHasPassed(InvalidInput):
    """The day by which it is to be done is not ahead."""

    code = "day-has-passed"
    sentence = _("Please give a day that is still to come.")
    field = "expected_on"


@action
def send_interim_reply(
    *, grievance: Grievance, words: str, expected_on: date, actor: Actor, now: datetime
) -> Grievance:
    """Tell the centre, and the citizen, what has been done so far and by when the rest will be.

    Rule: DARPG, comprehensive guidelines of 23 August 2024: who needs longer than 21 days says so, with the day.

    Raises:
        NotAllowed: `actor` does not hold the case, or it is none of the centre's.
        DayHasPassed: `expected_on` is not ahead.
        Missing: no words.
    """
    case = begin(grievance, "note", actor=actor, words=words.strip())
    central = CentralGrievance.objects.select_for_update().filter(grievance=case).first()
    if central is None:
        raise NotAllowed
    if expected_on <= now.astimezone(IST).date():
        raise DayHasPassed
    central.interim_at, central.expected_on = now, expected_on
    central.save(update_fields=["interim_at", "expected_on"])
    new_push(
        central, PushKind.INTERIM_REPLY, now=now, text=words.strip(), expected_on=expected_on.isoformat()
    ).save()
    record(
        case,
        EventKind.INTERIM_NOTE,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        centre=True,
        expected_on=expected_on.isoformat(),
    )
    tell(case, Event.INTERIM_NOTE, now=now, also_supporters=True)
    return case
