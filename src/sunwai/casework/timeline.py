"""Writing and reading the timeline."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

from sunwai.casework.models import CaseKind, Event, EventWords
from sunwai.core.actors import Actor


def record(
    case_kind: CaseKind,
    case_id: int,
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    post_id: int | None = None,
    channel: str = "",
    words: str = "",
    **data: Any,
) -> Event:
    """Append what happened. The caller holds the lock on the case.

    Args:
        words: what the actor said or wrote; kept apart from the chain so that it can be erased.
        data: codes, ids, old → new values; JSON types only.
    """
    event = Event(
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
    salt = uuid.uuid4()
    if words:
        event.words_digest = words_digest(words, salt)
    event.save(force_insert=True)
    if words:
        EventWords.objects.create(event=event, text=words, salt=salt)
    return event


def words_digest(text: str, salt: uuid.UUID) -> bytes:
    """The digest by which the chain knows the words of an event."""
    return hashlib.sha256(salt.bytes + text.encode()).digest()
