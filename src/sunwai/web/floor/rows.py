"""The floor as rows with keys: the page draws them, the stream draws those that changed, by the same templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sunwai.calls.enums import AgentState
from sunwai.calls.floor import Floor

Rows = Sequence[tuple[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number in large: `value` as it is, or the time since `since`."""

    label: str
    value: str = ""
    since: datetime | None = None
    tone: str = ""  # good, bad


def rows_of(floor: Floor) -> Iterator[tuple[str, str, Rows]]:
    """Name of the part, template of a row, and its rows by key; in the language in force."""
    yield (
        "figures",
        "floor/rows/figure.html",
        [(f"figure-{at}", one) for at, one in enumerate(_figures(floor))],
    )
    yield "queues", "floor/rows/queue.html", [(f"queue-{one.code}", one) for one in floor.queues]
    yield "agents", "floor/rows/agent.html", [(f"agent-{one.session}", one) for one in floor.agents]
    yield "calls", "floor/rows/call.html", [(f"call-{one.id}", one) for one in floor.calls]
    yield "absent", "floor/rows/absent.html", [(f"absent-{one.user}", one) for one in floor.absent]


def parts_of(floor: Floor) -> dict[str, Rows]:
    """The same, for a page."""
    return {part: rows for part, _template, rows in rows_of(floor)}


def _figures(floor: Floor) -> Iterator[Figure]:
    states, share = floor.by_state, floor.share
    longest = floor.longest_since
    yield Figure(label=_("waiting"), value=str(floor.waiting), tone="bad" if floor.waiting else "")
    yield Figure(label=_("longest wait"), since=longest, value="–")
    yield Figure(label=_("agents talking"), value=str(states[AgentState.TALKING]))
    yield Figure(
        label=_("agents ready"),
        value=str(states[AgentState.READY]),
        tone="good" if states[AgentState.READY] else "",
    )
    yield Figure(label=_("answered today"), value=str(floor.total("answered")))
    yield Figure(
        label=_("answered in time"),
        value="–" if share is None else f"{share:.0%}",
        tone="" if share is None else "bad" if share < floor.target_share else "good",
    )
