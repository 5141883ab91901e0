"""What is written into the timeline."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

from sunwai.casework.models import CaseKind, Event, EventWords
from sunwai.core.actors import Actor


def new_event(
    case_kind: CaseKind,
    case_id: int,
    kind: str,
    *,
    number: int,
    actor: Actor,
    at: datetime,
    post_id: int | None = None,
    channel: str = "",
    words: str = "",
    **data: Any,
) -> tuple[Event] | tuple[Event, EventWords]:
    """What happened, not written yet: the event, and its words where there are any.

    Args:
        number: of the event's row, from its sequence.
        words: what the actor said or wrote; kept apart from the chain so that it can be erased.
        data: codes, ids, old → new values; JSON types only.
    """
    event = Event(
        pk=number,
        case_kind=case_kind,
        case_id=case_id,
        kind=kind,
        at=at,
        actor_kind=actor.actor_kind,
        actor_id=actor.pk,
        post_id=post_id,
        channel=channel,
        data=data,
    )
    if not words:
        return (event,)
    salt = uuid.uuid4()
    event.words_digest = words_digest(words, salt)
    return event, EventWords(event=event, text=words, salt=salt)


def words_digest(text: str, salt: uuid.UUID) -> bytes:
    """The digest by which the chain knows the words of an event."""
    return hashlib.sha256(salt.bytes + text.encode()).digest()
