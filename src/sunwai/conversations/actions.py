"""Taking in what comes: stored once, before anything is done about it, so that whoever sent it can be told "200"."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from sunwai.casework.action import action
from sunwai.conversations.enums import IncomingKind, IncomingState
from sunwai.core import aadhaar
from sunwai.core.prepared import prepared
from sunwai.messages.enums import Channel

LONGEST_ID = 200


@dataclass(frozen=True, kw_only=True)
class Update:
    """One thing that a provider reports.

    Attributes:
        provider_id: its number of it; what comes again under it changes nothing.
        sender: ten digits of an Indian mobile, +… of another; empty where nobody speaks.
        sent_at: by the provider's clock.
        said: in our words: see `heard` for messages; `state`, `number` and what else is known for a status.
        raw: as it came.
    """

    provider: str
    provider_id: str
    channel: Channel
    kind: IncomingKind
    sent_at: datetime
    sender: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    raw: Any = None


TAKE_IN = """
    INSERT INTO conversations_incoming
        (provider, provider_id, channel, kind, sender, sent_at, received_at, said, raw, state, attempts, not_before,
         problem)
    SELECT provider, provider_id, channel, kind, sender, sent_at, %s, said, raw, state, 0, %s, ''
    FROM jsonb_to_recordset(%s::jsonb) AS new (
        provider text, provider_id text, channel text, kind text, sender text, sent_at timestamptz,
        said jsonb, raw jsonb, state text)
    ON CONFLICT (provider, provider_id) DO NOTHING
"""


def take_in(updates: Sequence[Update], *, now: datetime) -> int:
    """Store what came in; one statement, committed when it returns. A clock that runs ahead of ours is not believed.

    Returns:
        How many of them are new.

    Raises:
        ValueError: a number without end, which JSON does not have.
        DataError: something else that PostgreSQL does not keep.
    """
    if not updates:
        return 0
    rows = json.dumps([_row(update, now) for update in updates], ensure_ascii=False, allow_nan=False)
    if NUL in rows or not rows.isprintable():
        rows = json.dumps(_keepable(json.loads(rows)), ensure_ascii=False)
    with prepared(), connection.cursor() as cursor:
        cursor.execute(TAKE_IN, [now, now, rows])
        return int(cursor.rowcount)


@action
def take_in_sms(
    *, provider: str, provider_id: str, sender: str, text: str, received_at: datetime, now: datetime
) -> int:
    """Store an SMS that somebody sent to the helpline.

    Args:
        sender: ten digits of an Indian mobile, +… of another.
        received_at: when the network took it.
    """
    update = Update(
        provider=provider,
        provider_id=provider_id,
        channel=Channel.SMS,
        kind=IncomingKind.MESSAGE,
        sender=sender,
        sent_at=received_at,
        said={"kind": "text", "text": text},
        raw={"text": text},
    )
    return take_in([update], now=now)


NUL = "\\u0000"  # as JSON writes it


def _keepable(value: Any) -> Any:
    """`value` without characters that PostgreSQL does not keep: NUL, and halves of pairs."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_keepable(item) for item in value]
    if isinstance(value, dict):
        return {_keepable(name): _keepable(item) for name, item in value.items()}
    return value


# Fields in which somebody says something; ids have digits, too.
WORDS = frozenset({"text", "body", "caption"})


def _row(update: Update, now: datetime) -> dict[str, Any]:
    return {
        "provider": update.provider,
        "provider_id": update.provider_id[:LONGEST_ID],
        "channel": update.channel,
        "kind": update.kind,
        "sender": update.sender[:20],
        "sent_at": min(update.sent_at, now).isoformat(),
        "said": aadhaar.masked_within(update.said, names=WORDS),
        "raw": aadhaar.masked_within(update.raw, names=WORDS) if update.raw is not None else {},
        "state": IncomingState.KEPT if update.kind == IncomingKind.OTHER else IncomingState.WAITING,
    }
