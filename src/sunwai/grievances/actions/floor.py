"""What the supervisor tells the agents on the floor."""

from __future__ import annotations

from datetime import datetime, timedelta

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.core import aadhaar
from sunwai.core.errors import InvalidInput, NotAllowed
from sunwai.grievances.models import FloorNote

LONGEST_HOURS = 24 * 7


@action
def write_floor_note(*, text: str, agent: User | None, hours: int, actor: User, now: datetime) -> FloorNote:
    """Put a note on the screens of all agents, or of one, for so many hours.

    Raises:
        NotAllowed: `actor` does not look after the floor.
        Missing: there is nothing in it.
        InvalidInput: less than an hour or more than a week; or `agent` does not work at the desk.
        AadhaarNotHere: there is an Aadhaar number in it.
    """
    aadhaar.refuse(text)
    if not actor.may("floor"):
        raise NotAllowed
    if not text.strip():
        raise Missing("text")
    if not 1 <= hours <= LONGEST_HOURS or (agent and not agent.may("desk")):
        raise InvalidInput
    return FloorNote.objects.create(
        text=text.strip(), agent=agent, author=actor, written_at=now, until=now + timedelta(hours=hours)
    )


@action
def withdraw_floor_note(*, note: FloorNote, actor: User, now: datetime) -> None:
    """Take a note from the screens; it stays on record.

    Raises:
        NotAllowed: `actor` does not look after the floor.
    """
    if not actor.may("floor"):
        raise NotAllowed
    FloorNote.objects.filter(pk=note.pk, until__gt=now).update(until=now)
