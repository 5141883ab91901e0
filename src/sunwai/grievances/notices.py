"""What officers are told on their devices: read off the timeline a moment after it happened.

Nothing is written for them where it happens: to register a case must not take longer because somebody may want to be
told of it, and a sweep that moves thousands knows nothing of devices. One statement looks twice a minute at what is new
and at who of those with a device holds it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from sunwai.accounts.roles import PERMISSIONS
from sunwai.casework.action import action
from sunwai.casework.following import move_on, newest_event, reader
from sunwai.core.clock import IST
from sunwai.grievances.enums import EventKind
from sunwai.messages.enums import Event
from sunwai.messages.staff import Notice, anybody_listens, grouped, tell_users

READER = "notices to officers"
MAY_HOLD = sorted(role for role, permissions in PERMISSIONS.items() if "office" in permissions)

# What happened → of what the officer learns before whom the case, or the proposal, now lies.
TOLD: dict[str, Event] = {
    EventKind.REGISTERED: Event.OFFICER_NEW,
    EventKind.ESCALATED: Event.OFFICER_NEW,
    EventKind.SENT_BACK: Event.OFFICER_NEW,
    EventKind.TRANSFERRED: Event.OFFICER_NEW,
    EventKind.WARNED: Event.OFFICER_DEADLINE,
    EventKind.OVERDUE: Event.OFFICER_OVERDUE,
    EventKind.DENIED: Event.OFFICER_CAME_BACK,
    EventKind.REOPENED: Event.OFFICER_CAME_BACK,
    EventKind.APPEALED: Event.OFFICER_CAME_BACK,
    EventKind.CLOSURE_OBJECTED: Event.OFFICER_CAME_BACK,
    EventKind.RETALIATION_REPORTED: Event.OFFICER_CAME_BACK,
    EventKind.TRANSFER_PROPOSED: Event.OFFICER_DECISION,
    EventKind.SPECIAL_CLOSURE_PROPOSED: Event.OFFICER_DECISION,
}

# Who answers for a post today and has a device; then what happened, for who holds it and did not do it. An accused and
# who serves below them learn nothing, as on the list (`visibility._unaccused`).
NEW = """
WITH listener AS MATERIALIZED (
    SELECT DISTINCT p.post_id, p.user_id
    FROM offices_posting p JOIN accounts_user u ON u.id = p.user_id AND u.is_active AND u.roles && %(roles)s::varchar[]
    JOIN sunwai_messages_pushsubscription d ON d.user_id = u.id AND d.gone_at IS NULL AND d.citizen_id IS NULL
    WHERE p.period @> %(today)s::date AND NOT EXISTS (
        SELECT FROM offices_leave away WHERE away.user_id = u.id AND away.period @> %(today)s::date
    )
)
SELECT DISTINCT listener.user_id, e.kind, g.id, g.reference, g.citizen_id IS NULL, c.name_hi, c.name_en
FROM casework_event e
JOIN grievances_grievance g ON g.id = e.case_id AND g.closed_at IS NULL
JOIN offices_category c ON c.id = g.category_id
LEFT JOIN grievances_transfer t ON t.event_id = e.id
LEFT JOIN grievances_specialclosure s ON s.event_id = e.id
JOIN listener ON listener.post_id = CASE e.kind
    WHEN 'transfer_proposed' THEN CASE t.outcome WHEN '' THEN t.approver_id END
    WHEN 'special_closure_proposed' THEN CASE s.outcome WHEN '' THEN s.approver_id END
    ELSE g.post_id END
WHERE e.id > %(after)s AND e.id <= %(until)s AND e.case_kind = 'grievance' AND e.kind = ANY(%(kinds)s)
    AND NOT (e.actor_kind = 'staff' AND e.actor_id = listener.user_id)
    AND g.accused_id IS DISTINCT FROM listener.user_id AND NOT listener.user_id = ANY(g.barred_users)
    AND NOT EXISTS (
        SELECT FROM listener other WHERE other.user_id = listener.user_id AND other.post_id = ANY(g.barred_posts)
    )
ORDER BY listener.user_id, g.id
"""


@action
def tell_officers(*, now: datetime) -> int:
    """Tell those who asked for it on their devices what came before them since the last look.

    Returns:
        How many notices were written.
    """
    mark = reader(READER, start=newest_event())
    after = move_on(mark)
    mark.save()
    if after == mark.floor or not anybody_listens():
        return 0
    given: dict[str, Any] = {
        "after": after,
        "until": mark.floor,
        "today": now.astimezone(IST).date(),
        "kinds": [str(kind) for kind in TOLD],
        "roles": MAY_HOLD,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEW, given)
        found = cursor.fetchall()
    return tell_users(notices=grouped(_notice(*row) for row in found), now=now)


def _notice(
    user: int, kind: str, case: int, reference: str, is_sealed: bool, hindi: str, english: str
) -> Notice:
    """Of one case; what a sealed one is about does not stand on a locked screen."""
    event = TOLD[kind]
    page = "/office/approvals/" if event == Event.OFFICER_DECISION else f"/office/c/{reference}/"
    subject = None if is_sealed else {"hi": hindi, "en": english}
    return Notice(user, event, 1, page, case, reference, subject)
