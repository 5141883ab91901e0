"""What a call centre begins with: queues, numbers, flows, numbers to put callers through to.

Loaded where it is missing; what an administrator has changed stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sunwai.calls.enums import Route, Skill, VersionState
from sunwai.calls.flow import shipped as flows
from sunwai.calls.models import Destination, Flow, FlowVersion, Number, Queue
from sunwai.casework.action import action

# fmt: off
QUEUES: tuple[dict[str, Any], ...] = (
    {"code": "women", "name_hi": "महिला हेल्पलाइन", "name_en": "Women's helpline", "skill": Skill.WOMEN,
     "is_confidential": True, "priority": 100, "target_seconds": 10, "target_share": 0.9, "rings": 20, "wrap_up": 120},
    {"code": "general", "name_hi": "सामान्य", "name_en": "General"},
    {"code": "janseva", "name_hi": "जन सेवा", "name_en": "Certificates and land records", "skill": Skill.JANSEVA,
     "overflows_to": "general"},
    {"code": "corruption", "name_hi": "भ्रष्टाचार", "name_en": "Corruption", "skill": Skill.CORRUPTION,
     "priority": 20, "overflows_after": 60, "overflows_to": "general"},
    {"code": "english", "name_hi": "अंग्रेज़ी", "name_en": "English", "overflows_to": "general"},
)
FLOWS = {"helpline": "181", "women": "1091", "closure": "समाधान का सवाल · Closure question"}  # code → name
NUMBERS: tuple[dict[str, Any], ...] = (
    {"digits": "181", "route": Route.HELPLINE, "flow": "helpline"},
    {"digits": "1091", "route": Route.WOMEN, "flow": "women", "queue": "women"},
    {"digits": "1810", "route": Route.MISSED},
)
DESTINATIONS: tuple[dict[str, Any], ...] = (
    {"digits": "112", "name_hi": "आपात सेवा", "name_en": "Emergency", "is_emergency": True},
    {"digits": "108", "name_hi": "एम्बुलेंस", "name_en": "Ambulance", "is_emergency": True},
    {"digits": "1098", "name_hi": "चाइल्डलाइन", "name_en": "Childline"},
    {"digits": "1091", "name_hi": "महिला हेल्पलाइन", "name_en": "Women's helpline"},
)
# fmt: on


@action
def load_calls(*, now: datetime, progress: Callable[[str], object] = lambda line: None) -> int:
    """Bring in what is missing; safe to repeat.

    A flow whose shipped text has changed gets a new version in force, unless somebody here has written one.

    Returns:
        How many rows were written.
    """
    queues = {queue.code: queue for queue in Queue.objects.all()}
    known = {flow.code: flow for flow in Flow.objects.all()}
    written = _queues(queues) + _flows(known, now=now)
    for row in NUMBERS:
        leads = {"flow": known.get(row.get("flow", "")), "queue": queues.get(row.get("queue", ""))}
        written += Number.objects.get_or_create(digits=row["digits"], defaults=row | leads)[1]
    for position, row in enumerate(DESTINATIONS):
        found = Destination.objects.get_or_create(digits=row["digits"], defaults=row | {"position": position})
        written += found[1]
    progress(f"{written} rows of the call centre written")
    return written


def _queues(known: dict[str, Queue]) -> int:
    new = [row for row in QUEUES if row["code"] not in known]
    for row in new:
        known[row["code"]] = Queue.objects.create(
            **{name: row[name] for name in row if name != "overflows_to"}
        )
    for row in new:
        if to := row.get("overflows_to"):
            known[row["code"]].overflows_to = known[to]
            known[row["code"]].save()
    return len(new)


def _flows(known: dict[str, Flow], *, now: datetime) -> int:
    written = 0
    for code, name in FLOWS.items():
        if code not in known:
            known[code] = Flow.objects.create(code=code, name=name)
        versions = known[code].versions.select_for_update().order_by("-number")
        latest = versions.first()
        if versions.filter(written_by__isnull=False).exists() or (latest and latest.data == flows.data(code)):
            continue
        versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
        FlowVersion.objects.create(
            flow=known[code],
            number=latest.number + 1 if latest else 1,
            state=VersionState.PUBLISHED,
            data=flows.data(code),
            written_at=now,
            published_at=now,
        )
        written += 1
    return written
