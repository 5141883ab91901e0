"""What the centre is to be told: found by comparing each case with what was looked at last, written to the outbox.

Nothing is missed, and the cases know nothing of it: an event is written with its case locked and numbered within it,
so a case whose newest event is newer than the one looked at has something new to tell (docs/cpgrams.md).

A closure is told with its action-taken report:
- when the case is closed here, by whatever way;
- already when the officer reports it solved, where the citizen cannot be asked by us (no mobile): the centre asks;
- and where the centre's days would end before the citizen answers us: late there counts against the state, and a no
  that comes later opens it again there, too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import translation

from sunwai.casework.action import action
from sunwai.casework.models import CaseKind, Event
from sunwai.core.clock import IST
from sunwai.core.options import option
from sunwai.cpgrams.enums import CentralStatus, PushKind
from sunwai.cpgrams.models import CentralGrievance, Push
from sunwai.cpgrams.status import TO_CENTRE
from sunwai.grievances.enums import CLOSED_STATES, ClosureReason, EventKind, State
from sunwai.grievances.models import Grievance

BATCH = 500

CHANGED = """
    SELECT central.id FROM cpgrams_centralgrievance central
    JOIN grievances_grievance g ON g.id = central.grievance_id
    CROSS JOIN LATERAL (
        SELECT seq FROM casework_event
        WHERE case_kind = 'grievance' AND case_id = g.id ORDER BY seq DESC LIMIT 1
    ) newest
    WHERE newest.seq > central.seen_seq
        OR g.state = %(awaiting)s AND central.told_status <> %(closed)s AND central.due_at <= %(soon)s
    ORDER BY central.id LIMIT %(batch)s
"""


def tell_all_changes(*, now: datetime) -> int:
    """Everything that the centre is to be told by now goes to the outbox; how many cases were looked at."""
    looked = 0
    while some := tell_changes(now=now):
        looked += some
        if some < BATCH:
            break
    return looked


@action
def tell_changes(*, now: datetime) -> int:
    """One batch of cases that have something new."""
    given: dict[str, Any] = {
        "awaiting": State.AWAITING_CONFIRMATION.value,
        "closed": CentralStatus.CLOSED.value,
        "soon": now + ahead(),
        "batch": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, given)
        changed = [pk for (pk,) in cursor.fetchall()]
    rows = CentralGrievance.objects.filter(pk__in=changed).select_for_update(of=("self",), skip_locked=True)
    related = ("grievance__post__designation", "grievance__post__place", "grievance__citizen")
    centrals = list(rows.select_related(*related).order_by("pk"))
    newest = _newest([central.grievance_id for central in centrals if central.grievance_id])
    pushes: list[Push] = []
    for central in centrals:
        pushes += _pushes_for(central, newest[central.grievance_id or 0], now)
    Push.objects.bulk_create(pushes)
    CentralGrievance.objects.bulk_update(centrals, ["seen_seq", "told_status", "told_post", "told_end"])
    return len(centrals)


def ahead() -> timedelta:
    """How long before its days end a case that waits for its citizen is told as closed."""
    return timedelta(days=option("cpgrams.close_ahead_days"))


def is_closed_for_centre(central: CentralGrievance, case: Grievance, now: datetime) -> bool:
    """Whether the centre is told that the case is closed; see the head of this module."""
    if case.state in CLOSED_STATES:
        return True
    if case.state != State.AWAITING_CONFIRMATION:
        return False
    return _is_asked_there(case) or central.due_at <= now + ahead()


def _is_asked_there(case: Grievance) -> bool:
    """Whether only the centre can ask the citizen; of a sealed case we do not look who it is."""
    return case.citizen is not None and not case.citizen.mobile


def new_push(central: CentralGrievance, kind: PushKind, *, now: datetime, **data: Any) -> Push:
    """A row for the outbox, not written yet."""
    return Push(central=central, kind=kind, data=data, at=now, not_before=now)


def _pushes_for(central: CentralGrievance, seq: int, now: datetime) -> list[Push]:
    """What is to be told of one case, which is then as looked at as it is told."""
    case = central.grievance
    assert case
    pushes = []
    if not central.seen_seq:
        pushes.append(_push(central, PushKind.ACKNOWLEDGED, now, our_number=case.reference))
        central.told_status, central.told_post = CentralStatus.RECEIVED, case.post_id
    status = _status(central, case, now)
    if status == CentralStatus.CLOSED:
        pushes += _closures(central, case, now)
    elif (status, case.post_id) != (central.told_status, central.told_post):
        pushes.append(_push(central, PushKind.STATUS, now, status=status))
    central.seen_seq, central.told_status, central.told_post = seq, status, case.post_id
    return pushes


def _closures(central: CentralGrievance, case: Grievance, now: datetime) -> list[Push]:
    """The closure, unless just this one was told; where another one was told before, it was opened in between."""
    ends = list(_ends(case))
    end = ends[0].seq if ends else 0
    was_closed = central.told_status == CentralStatus.CLOSED
    if was_closed and central.told_end == end:
        return []
    central.told_end = end
    reopened = [_push(central, PushKind.STATUS, now, status=CentralStatus.REOPENED)] if was_closed else []
    return [*reopened, _push(central, PushKind.CLOSED, now, **_closure(case, ends))]


def _push(central: CentralGrievance, kind: PushKind, now: datetime, **data: Any) -> Push:
    """With whom the case is goes along with everything."""
    assert central.grievance
    return new_push(central, kind, now=now, **data, **_whereabouts(central.grievance))


def _status(central: CentralGrievance, case: Grievance, now: datetime) -> CentralStatus:
    if is_closed_for_centre(central, case, now):
        return CentralStatus.CLOSED
    if central.told_status in (CentralStatus.CLOSED, CentralStatus.REOPENED) and case.state == State.OPEN:
        return CentralStatus.REOPENED
    status = TO_CENTRE[case.state]
    return CentralStatus.UNDER_PROCESS if status == CentralStatus.RECEIVED and case.attended_at else status


def _whereabouts(case: Grievance) -> dict[str, Any]:
    """With whom it is: the post, never the person."""
    post = case.post
    return {
        "office": f"{post.designation.name_en}, {post.place.name('en')}",
        "level": case.level,
        "due": case.due_at.astimezone(IST).isoformat() if case.due_at else None,
    }


# ── The closure and what its report says ─────────────────────────────────────────────────────────────────
ENDS = (EventKind.RESOLVED, EventKind.CLOSURE_NOTICE_GIVEN, EventKind.MARKED_INVALID)
HOW: dict[str, str] = {
    State.AWAITING_CONFIRMATION: "resolved",
    State.CLOSED_SATISFIED: "resolved",
    State.CLOSED_UNREACHED: "resolved",
    State.CLOSED_SPECIAL: "reasoned",
}


def _ends(case: Grievance) -> QuerySet[Event]:
    """The newest events by which an officer ended the case."""
    events = Event.objects.filter(case_kind=CaseKind.GRIEVANCE, case_id=case.pk, kind__in=ENDS)
    return events.select_related("words").order_by("-seq")[:2]


def _closure(case: Grievance, told: list[Event]) -> dict[str, Any]:
    """How it ended, and what was done, in the words of the officer who did it."""
    said = [event.words.text for event in told if hasattr(event, "words")]
    reason = next((event.data["reason"] for event in told if event.data.get("reason")), "")
    return {
        "how": HOW[case.state],
        "reason": reason,
        "action_taken": said[0] if said else "",
        "resolved_at": (told[0].at if told else case.registered_at).astimezone(IST).isoformat(),
        "our_number": case.reference,
        "citizen": CITIZEN_SAID[case.state],
        "reason_in_words": _in_hindi(reason),
    }


CITIZEN_SAID: dict[str, str] = {
    State.AWAITING_CONFIRMATION: "not_asked_yet",
    State.CLOSED_SATISFIED: "satisfied",
    State.CLOSED_UNREACHED: "not_reached",
    State.CLOSED_SPECIAL: "did_not_object",
}


def _in_hindi(reason: str) -> str:
    with translation.override("hi"):
        return str(ClosureReason(reason).label) if reason in ClosureReason.values else ""


def _newest(cases: list[int]) -> dict[int, int]:
    """The place of the newest event of each case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, max(seq) FROM casework_event WHERE case_kind = 'grievance' AND case_id = ANY(%s)"
            " GROUP BY case_id",
            [cases],
        )
        return dict(cursor.fetchall())
