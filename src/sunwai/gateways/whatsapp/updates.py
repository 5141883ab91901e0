"""What Meta reports to a webhook, each thing by itself and in our words (Cloud API, "Webhooks", v23.0).

    {"object": "whatsapp_business_account", "entry": [{"id": …, "changes": [{"field": "messages", "value": {…}}]}]}

Nothing here raises: what is not understood is kept as it came.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sunwai.citizens.mobile import mobile_in
from sunwai.conversations.actions import Update
from sunwai.conversations.enums import HeardKind, IncomingKind
from sunwai.gateways.whatsapp.cloud import CODES, NAME, OTHERWISE, OUR_NUMBER
from sunwai.messages.enums import Approval, Channel, MessageState

Said = dict[str, Any]

# Status of a message → our state; "sent" only tells that Meta has it, "deleted" and "played" nothing that we need.
STATES = {
    "delivered": MessageState.DELIVERED,
    "read": MessageState.READ,
    "failed": MessageState.UNDELIVERED,
}
# Event of `message_template_status_update` → approval.
APPROVALS = {
    "APPROVED": Approval.APPROVED,
    "REINSTATED": Approval.APPROVED,
    "PENDING": Approval.PENDING,
    "IN_APPEAL": Approval.PENDING,
    "REJECTED": Approval.REJECTED,
    "PAUSED": Approval.PAUSED,
    "FLAGGED": Approval.PAUSED,
    "DISABLED": Approval.DISABLED,
    "PENDING_DELETION": Approval.DISABLED,
    "DELETED": Approval.DISABLED,
}


def updates_in(body: Any, *, now: datetime) -> list[Update]:
    """Everything that one call of the webhook reports."""
    found = [update for change in _changes(body) for update in _of_change(change, now)]
    return found or [_other(body, now)]


def _changes(body: Any) -> Iterator[Said]:
    for entry in _dicts(_get(body, "entry")):
        yield from _dicts(entry.get("changes"))


def _of_change(change: Said, now: datetime) -> Iterator[Update]:
    value = change.get("value")
    if not isinstance(value, dict):
        yield _other(change, now)
    elif change.get("field") == "message_template_status_update":
        yield _template(value, now)
    elif change.get("field") == "messages":
        messages, statuses = _dicts(value.get("messages")), _dicts(value.get("statuses"))
        yield from (_safely(_message, one, now) for one in messages)
        yield from (_safely(_status, one, now) for one in statuses)
        if not messages and not statuses:  # errors of the account, and whatever else there will be
            yield _other(change, now)
    else:
        yield _other(change, now)


def _safely(read: Callable[[Said, datetime], Update], one: Said, now: datetime) -> Update:
    try:
        return read(one, now)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
        return _other(one, now)


# ── Messages ─────────────────────────────────────────────────────────────────────────────────────────────
def _message(one: Said, now: datetime) -> Update:
    sender = _sender(str(one["from"]))
    said = READERS.get(str(one["type"]), _unsupported)(one)
    return Update(
        provider=NAME,
        provider_id=str(one["id"]),
        channel=Channel.WHATSAPP,
        kind=IncomingKind.MESSAGE,
        sender=sender,
        sent_at=_time(one, now),
        said=said,
        raw=one,
    )


def _text(one: Said) -> Said:
    return {"kind": HeardKind.TEXT, "text": str(one["text"]["body"])}


def _interactive(one: Said) -> Said:
    given = one["interactive"]
    reply = given.get("button_reply") or given.get("list_reply")
    if not reply:
        return _unsupported(one)
    return {"kind": HeardKind.CHOICE, "id": str(reply["id"]), "title": str(reply.get("title", ""))}


def _button(one: Said) -> Said:
    """A quick reply under a template."""
    given = one["button"]
    return {
        "kind": HeardKind.CHOICE,
        "id": str(given.get("payload", "")),
        "title": str(given.get("text", "")),
    }


def _location(one: Said) -> Said:
    given = one["location"]
    latitude, longitude = float(given["latitude"]), float(given["longitude"])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return _unsupported(one)
    return {
        "kind": HeardKind.LOCATION,
        "latitude": latitude,
        "longitude": longitude,
        "name": str(given.get("name", "")),
        "address": str(given.get("address", "")),
    }


def _file(kind: HeardKind) -> Callable[[Said], Said]:
    def read(one: Said) -> Said:
        given = one[str(kind)]
        return {
            "kind": kind,
            "media": str(given["id"]),
            "mime": str(given.get("mime_type", "")),
            "text": str(given.get("caption", "")),
        }

    return read


def _bare(kind: HeardKind) -> Callable[[Said], Said]:
    return lambda one: {"kind": kind}


def _unsupported(one: Said) -> Said:
    return {"kind": HeardKind.UNSUPPORTED}


READERS: dict[str, Callable[[Said], Said]] = {
    "text": _text,
    "interactive": _interactive,
    "button": _button,
    "location": _location,
    "image": _file(HeardKind.IMAGE),
    "audio": _file(HeardKind.AUDIO),
    "document": _file(HeardKind.DOCUMENT),
    "video": _file(HeardKind.VIDEO),
    "sticker": _file(HeardKind.STICKER),
    "contacts": _bare(HeardKind.CONTACTS),
    "reaction": _bare(HeardKind.REACTION),
    "order": _bare(HeardKind.ORDER),
    "system": _bare(HeardKind.SYSTEM),
}


def _sender(number: str) -> str:
    """Ten digits of an Indian mobile, + and all digits of any other number."""
    if not number.isdigit():
        raise ValueError("not a number")
    return (mobile_in(number) if number.startswith("91") else "") or f"+{number}"


# ── Statuses, templates, others ──────────────────────────────────────────────────────────────────────────
def _status(one: Said, now: datetime) -> Update:
    number, status = str(one["id"]), str(one["status"])
    errors = [int(error["code"]) for error in _dicts(one.get("errors")) if "code" in error]
    ours = str(one.get("biz_opaque_callback_data", ""))
    our_number = ours.removeprefix(OUR_NUMBER)
    said = {
        "number": number,
        "state": STATES.get(status, ""),
        "to": _sender(str(one.get("recipient_id", "0"))),
        "our_id": our_number
        if ours.startswith(OUR_NUMBER) and our_number.isascii() and our_number.isdigit()
        else "",
        "unreachable": any(CODES.get(code, OTHERWISE).unreachable for code in errors),
        "details": {
            "pricing": one.get("pricing", {}),
            "errors": [[code, CODES.get(code, OTHERWISE).meaning] for code in errors],
        },
    }
    return Update(
        provider=NAME,
        provider_id=f"{status[:12]}:{number}",
        channel=Channel.WHATSAPP,
        kind=IncomingKind.STATUS,
        sent_at=_time(one, now),
        said=said,
        raw=one,
    )


def _template(value: Said, now: datetime) -> Update:
    said = {
        "name": str(value.get("message_template_name", "")),
        "language": str(value.get("message_template_language", ""))[:2],
        "approval": APPROVALS.get(str(value.get("event", "")).upper()),
    }
    return Update(
        provider=NAME,
        provider_id=f"template:{_digest([value, now.isoformat()])}",
        channel=Channel.WHATSAPP,
        kind=IncomingKind.TEMPLATE,
        sent_at=now,
        said=said,
        raw=value,
    )


def _other(raw: Any, now: datetime) -> Update:
    return Update(
        provider=NAME,
        provider_id=f"other:{_digest(raw)}",
        channel=Channel.WHATSAPP,
        kind=IncomingKind.OTHER,
        sent_at=now,
        raw=raw,
    )


def _digest(raw: Any) -> str:
    return hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()


def _time(one: Said, now: datetime) -> datetime:
    """When it happened by Meta's clock, in seconds since 1970."""
    try:
        return datetime.fromtimestamp(int(one["timestamp"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return now


def _get(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, dict) else None


def _dicts(rows: Any) -> list[Said]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
