"""mySociety's service request updates: what happened to requests, and what other systems say to them.

A department's own system says what it did; the program that filed a request passes on what its citizen adds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.accounts.programs import Program
from sunwai.api.open311.endpoint import Asked
from sunwai.api.open311.errors import NotFound, ProofNeeded, StatusNotOurs
from sunwai.api.open311.media import media_of
from sunwai.api.open311.requests import filer_of, is_own, shown_to
from sunwai.api.open311.statuses import EXTENDED, TOLD
from sunwai.casework.models import Event
from sunwai.core import reference
from sunwai.grievances.actions.work import add_citizen_note, add_note, resolve, take_up
from sunwai.grievances.enums import EventKind
from sunwai.grievances.errors import DoneBefore
from sunwai.grievances.models import Grievance
from sunwai.grievances.published import events_of
from sunwai.grievances.selectors import event_by
from sunwai.messages.enums import Channel
from sunwai.offices.systems import DepartmentSystem, system_of

USUAL_SPAN = timedelta(days=1)
LONGEST_ID = 100
OPEN_STATUSES = frozenset({"open", "in_progress", "investigating", "action_scheduled", "planned"})
SOLVED_STATUSES = frozenset({"fixed", "closed"})


def updates(asked: Asked) -> list[dict[str, Any]]:
    """GET Service Request Updates: oldest first, of the last day where no dates are given."""
    span = asked.span(USUAL_SPAN)
    shown = shown_to(asked)
    if numbers := asked.texts("service_request_id"):
        shown = shown.filter(reference__in=[reference.clean(number) for number in numbers])
    events = events_of(shown, kinds=TOLD, span=span, rows=asked.page.rows)
    cases = shown.in_bulk({event.case_id for event in events})
    filer = filer_of(asked)
    return [
        _row(event, case, with_words=is_own(case, filer))
        for event in events
        if (case := cases.get(event.case_id))
    ]


def update(asked: Asked) -> list[dict[str, Any]]:
    """POST Service Request Update. The same `update_id` from the same key twice does it once."""
    key = asked.key_with(ApiScope.DEPARTMENT_WRITE, ApiScope.FILE)
    asked.check_jurisdiction()
    number, update_id = asked.needed("service_request_id"), asked.needed("update_id")[:LONGEST_ID]
    status = asked.needed("status").lower().replace(" ", "_")
    asked.time("updated_datetime")  # told by our own clock; refused where it is no time
    system = system_of(key, number=update_id) if ApiScope.DEPARTMENT_WRITE in key.scopes else None
    case = _case_of(asked, number, system or key)
    program = system or Program(key, update_id)
    if event_by(case, program) is None:
        with suppress(DoneBefore):  # twice at the same moment
            if system:
                _from_department(asked, case, system, status)
            else:
                _from_citizen(asked, case, program, status)
    event = event_by(case, program)
    assert event is not None
    return [{"update_id": f"{case.reference}-{event.seq}"}]


def _row(event: Event, case: Grievance, *, with_words: bool) -> dict[str, Any]:
    words = event.words.text if with_words and hasattr(event, "words") else ""
    return {
        "update_id": f"{case.reference}-{event.seq}",
        "service_request_id": case.reference,
        "status": EXTENDED[TOLD[event.kind]],
        "external_status_code": TOLD[event.kind].value,
        "updated_datetime": event.at,
        "description": words or str(EventKind(event.kind).label),
        "media_url": None,
    }


def _case_of(asked: Asked, number: str, viewer: DepartmentSystem | ApiKey) -> Grievance:
    cases = Grievance.objects.visible_to(viewer)
    if place := asked.place:
        cases = cases.filter(place__ancestors__contains=[place.pk]) | cases.filter(place=place)
    case = cases.filter(reference=reference.clean(number)).first()
    if case is None:
        raise NotFound(name="service_request_id")
    found: Grievance = case
    return found


# ── From the department's own system ─────────────────────────────────────────────────────────────────────


def _from_department(asked: Asked, case: Grievance, system: DepartmentSystem, status: str) -> None:
    """Take it up, note something, report it solved; what needs a person's name or word is not for here."""
    for statuses, do in DOINGS:
        if status in statuses:
            do(asked, case, system)
            return
    raise StatusNotOurs


def _work(asked: Asked, case: Grievance, system: DepartmentSystem) -> None:
    """A note where something is said; else it is taken up."""
    words = asked.text("description")
    if words:
        add_note(grievance=case, words=words, actor=system, now=asked.now)
    else:
        take_up(grievance=case, actor=system, now=asked.now)


def _solve(asked: Asked, case: Grievance, system: DepartmentSystem) -> None:
    words = asked.needed("description")
    proof = media_of(asked, system.key)
    if not proof:
        raise ProofNeeded
    resolve(grievance=case, words=words, proof=proof, actor=system, now=asked.now)


DOINGS: tuple[tuple[frozenset[str], Callable[[Asked, Grievance, DepartmentSystem], None]], ...] = (
    (OPEN_STATUSES, _work),
    (SOLVED_STATUSES, _solve),
)


# ── From the program that filed it ───────────────────────────────────────────────────────────────────────


def _from_citizen(asked: Asked, case: Grievance, program: Program, status: str) -> None:
    """What the citizen adds. Whether it is done is asked of the citizen, never of a program."""
    if status not in OPEN_STATUSES:
        raise StatusNotOurs
    add_citizen_note(
        grievance=case,
        words=asked.needed("description"),
        channel=Channel.API,
        actor=program,
        now=asked.now,
        uploads=media_of(asked, program.key),
    )
