"""What is sent: the floor row by row as it changes, and to each agent the state of their own phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from sunwai.calls.floor import Floor
from sunwai.calls.models import AgentSession
from sunwai.core import clock
from sunwai.web.floor.rows import rows_of

Message = dict[str, Any]


@dataclass
class FloorStream:
    """The floor in one language, with or without what is confidential: the same to everybody who sees that much.

    Rows are drawn by the template of the page, and only those that are not as they were.
    """

    language: str
    counsels: bool
    _drawn: dict[str, tuple[Any, str]] = field(default_factory=dict)
    _order: dict[str, list[str]] = field(default_factory=dict)

    def change_to(self, floor: Floor) -> Message:
        """What is other than at the last call: the HTML of rows by key, the keys of each part where they moved."""
        drawn: dict[str, tuple[Any, str]] = {}
        order: dict[str, list[str]] = {}
        rows: dict[str, str] = {}
        with translation.override(self.language):
            for part, template, found in rows_of(floor.seen_by(counsels=self.counsels)):
                order[part] = [key for key, _row in found]
                for key, row in found:
                    before = self._drawn.get(key)
                    if before is None or before[0] != row:
                        before = (row, render_to_string(template, {"row": row, "key": key}))
                        rows[key] = before[1]
                    drawn[key] = before
        moved = {part: keys for part, keys in order.items() if keys != self._order.get(part)}
        self._drawn, self._order = drawn, order
        return _message(rows, moved)

    def whole(self) -> Message:
        """All of it, for who has just come."""
        return _message({key: html for key, (_row, html) in self._drawn.items()}, self._order)


def _message(rows: dict[str, str], order: dict[str, list[str]]) -> Message:
    return {"now": clock.now().isoformat(), "rows": rows, "order": order}


def merged(earlier: Message, later: Message) -> Message:
    """Two messages as one, for who was too slow to take the first."""
    both = {name: earlier.get(name, {}) | later[name] for name in ("rows", "order") if name in later}
    return later | both


def phone(session: AgentSession | None, language: str) -> Message:
    """How an agent's own phone is."""
    if session is None:
        return {"state": "off"}
    call = session.call
    with translation.override(language):
        words = {"state": session.get_state_display(), "reason": session.get_reason_display()}
    return {
        "session": session.pk,
        "state": session.state,
        "reason": session.reason,
        "words": words,
        "since": session.since.isoformat(),
        "wanted": session.wanted,
        "wanted_reason": session.wanted_reason,
        "wrap_up_until": session.wrap_up_until.isoformat() if session.wrap_up_until else None,
        "call": {
            "id": str(call.pk),
            "state": call.state,
            "outgoing": call.outgoing,
            "interaction": call.interaction_id,
            "grievance": call.grievance_id,
            "queue": {"hi": call.queue.name_hi, "en": call.queue.name_en} if call.queue else None,
        }
        if call
        else None,
    }
