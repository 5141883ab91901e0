"""What is told: codes, times and the number of the case, as it stands when it is written. Nothing of a person.

There is no name, number or word of a citizen in here, nor of an officer: whoever may know more asks the API.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from sunwai.casework.models import Event
from sunwai.core.clock import IST
from sunwai.grievances.models import Grievance
from sunwai.webhooks.enums import TEST_TYPE, TOLD_AS
from sunwai.webhooks.models import HookEvent


def hook_event(event: Event, case: Grievance, *, now: datetime) -> HookEvent:
    """What endpoints are told of `event` of `case`, not written yet.

    Its number follows from the event's, so that whoever is told twice can see it, even after we forgot.
    """
    told = TOLD_AS[event.kind]
    return HookEvent(
        uid=f"evt_{event.pk}", type=told, body=_body(told, event.at, facts(case)), created_at=now
    )


def test_event(*, now: datetime) -> HookEvent:
    """An event by which an endpoint can be tried, not written yet."""
    data = {"message": "If you can check the signature of this, you are done."}
    return HookEvent(
        uid=f"evt_test_{uuid.uuid4().hex}", type=TEST_TYPE, body=_body(TEST_TYPE, now, data), created_at=now
    )


def facts(case: Grievance) -> dict[str, Any]:
    """What is told of `case`."""
    return {
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "level": case.level,
        "department": case.department.code,
        "category": case.category.code,
        "place": case.place.code,
        "district": case.district.code,
        "registered_at": _in_india(case.registered_at),
        "due_at": _in_india(case.due_at),
        "resolved_at": _in_india(case.resolved_at),
        "closed_at": _in_india(case.closed_at),
        "reopen_count": case.reopen_count,
        "supporter_count": case.supporter_count,
    }


def _body(told: str, at: datetime, data: dict[str, Any]) -> str:
    said = {"type": str(told), "timestamp": _in_india(at), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _in_india(at: datetime | None) -> str | None:
    return at.astimezone(IST).isoformat() if at else None
