"""Change of form (प्रारूप परिवर्तन): what came as a complaint is a demand or a suggestion, or the other way round."""

from __future__ import annotations

from datetime import datetime

from sunwai.casework.action import action
from sunwai.core.actors import Actor
from sunwai.core.errors import InvalidInput
from sunwai.grievances.actions.base import begin, record, tell
from sunwai.grievances.enums import EventKind, Kind
from sunwai.grievances.errors import TooLate
from sunwai.grievances.models import FormChange, Grievance
from sunwai.messages.enums import Channel, Event

CHANGEABLE = frozenset({Kind.COMPLAINT, Kind.DEMAND, Kind.SUGGESTION})


@action
def change_form(*, grievance: Grievance, kind: Kind, words: str, actor: Actor, now: datetime) -> Grievance:
    """Change the kind; the citizen is told and may object, once, which settles it.

    Raises:
        InvalidInput: the same kind, or one that cannot be changed to or from (corruption).
        TooLate: the citizen has objected to this change before.
    """
    case = begin(grievance, "change_form", actor=actor, kind=kind, words=words.strip())
    if {kind, case.kind} - CHANGEABLE or kind == case.kind:
        raise InvalidInput
    if case.form_changes.filter(new=kind, objected_at__isnull=False).exists():
        raise TooLate
    old, case.kind = Kind(case.kind), kind
    case.save()
    event = record(
        case,
        EventKind.FORM_CHANGED,
        actor=actor,
        at=now,
        channel=Channel.OFFICE,
        words=words.strip(),
        old=old,
        new=kind,
    )
    FormChange.objects.create(grievance=case, event=event, old=old, new=kind, at=now)
    tell(case, Event.FORM_CHANGED, now=now, kind=str(kind.label))
    return case


@action
def object_to_form(
    *, grievance: Grievance, words: str, channel: Channel, actor: Actor, now: datetime
) -> Grievance:
    """The citizen says that it is what they said it was: the kind is changed back.

    Raises:
        TooLate: there is no change to object to.
    """
    case = begin(grievance, "object_to_form", actor=actor, words=words.strip())
    change = case.form_changes.last()
    if change is None or change.objected_at or change.new != case.kind:
        raise TooLate
    case.kind = change.old
    case.save()
    change.objected_at = now
    change.save(update_fields=["objected_at"])
    record(
        case,
        EventKind.FORM_OBJECTED,
        actor=actor,
        at=now,
        channel=channel,
        words=words.strip(),
        old=change.new,
        new=change.old,
    )
    return case
