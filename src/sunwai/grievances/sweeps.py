"""What happens by the clock. The large sweeps are set-based: one statement moves thousands of cases and writes
their events; the database seals each event as it does every other one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from sunwai.casework.action import action
from sunwai.citizens.models import Language
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option, working_calendar
from sunwai.grievances.actions.base import facts_of, lock, tell
from sunwai.grievances.actions.closure import close_unreached
from sunwai.grievances.actions.special_closure import close_unopposed
from sunwai.grievances.actions.work import end_pause
from sunwai.grievances.enums import CLOCK_STATES, State
from sunwai.grievances.models import Grievance
from sunwai.grievances.workflow import WORKFLOW
from sunwai.messages.enums import Event
from sunwai.messages.many import NUMBER, SPOKEN, tell_many
from sunwai.offices.ladder import last_resort_post
from sunwai.offices.models import Category, Post

BATCH = 5_000
AT_ONCE = 2  # connections on which thousands climb
CLIMBING_LEVELS = list(WORKFLOW["climb"].at)

# Cases whose level had its time climb to the next level at which somebody sits (else the next that exists, else the
# last resort). `limits` holds, per day limit that occurs, when a clock started now ends and first warns.
CLIMB = """
WITH due AS (
    SELECT id FROM grievances_grievance
    WHERE due_at <= %(now)s AND level = ANY(%(levels)s) AND state = ANY(%(states)s)
    ORDER BY due_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), target AS (
    SELECT g.id, g.level AS old_level, g.post_id AS old_post,
        coalesce(above.level, %(last_level)s) AS level, coalesce(above.post_id, %(last_resort)s) AS post_id
    FROM due JOIN grievances_grievance g USING (id)
    LEFT JOIN LATERAL (
        SELECT rung.level, rung.post_id FROM unnest(g.line) WITH ORDINALITY AS rung(post_id, level)
        JOIN offices_post p ON p.id = rung.post_id AND p.is_active
        WHERE rung.level > g.level AND NOT rung.post_id = ANY(g.barred_posts)
        ORDER BY p.is_filled DESC, rung.level LIMIT 1
    ) above ON true
), moved AS (
    UPDATE grievances_grievance g SET
        state = 'open', level = target.level, post_id = target.post_id, level_since = %(now)s,
        due_at = limits.due_at, next_warning_at = limits.next_warning_at, warned = 0, is_overdue = false,
        attended_at = NULL, paused_days = 0, days_left = NULL
    FROM target, offices_category c, unnest(%(days)s, %(due_ats)s, %(warning_ats)s) AS limits(days, due_at, next_warning_at)
    WHERE g.id = target.id AND c.id = g.category_id
        AND limits.days = c.days[least(target.level, array_length(c.days, 1))]
    RETURNING g.id, target.old_level, target.old_post, g.level, g.post_id, g.due_at
), events AS (
    INSERT INTO casework_event (case_kind, case_id, seq, kind, at, actor_kind, channel, data, previous_hash, hash)
    SELECT 'grievance', id, 0, 'escalated', %(now)s, 'system', '',
        jsonb_build_object('old', old_level, 'new', level, 'post', post_id, 'from_post', old_post, 'by', 'clock'), '', ''
    FROM moved
), lapsed_transfers AS (
    UPDATE grievances_transfer SET outcome = 'lapsed', decided_at = %(now)s
    WHERE outcome = '' AND grievance_id IN (SELECT id FROM moved)
), lapsed_closures AS (
    UPDATE grievances_specialclosure SET outcome = 'lapsed', decided_at = %(now)s
    WHERE outcome = '' AND grievance_id IN (SELECT id FROM moved)
)
SELECT id, post_id, due_at FROM moved
"""

# Levels that do not climb by clock are marked, once.
OVERDUE = """
WITH late AS (
    UPDATE grievances_grievance SET is_overdue = true
    WHERE id IN (
        SELECT id FROM grievances_grievance
        WHERE due_at <= %(now)s AND NOT level = ANY(%(levels)s) AND NOT is_overdue AND state = ANY(%(states)s)
        LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ) RETURNING id, level
)
INSERT INTO casework_event (case_kind, case_id, seq, kind, at, actor_kind, channel, data, previous_hash, hash)
SELECT 'grievance', id, 0, 'overdue', %(now)s, 'system', '', jsonb_build_object('level', level), '', '' FROM late
RETURNING case_id
"""

# The holder is warned at set shares of the level's time; `ahead` holds, per day limit and warnings given, the next.
WARN = """
WITH near AS (
    UPDATE grievances_grievance g SET warned = g.warned + 1, next_warning_at = CASE
        WHEN step.before_due IS NOT NULL THEN greatest(g.due_at - step.before_due, %(now)s + interval '1 hour') END
    FROM offices_category c, unnest(%(days)s, %(warned)s, %(before_due)s::interval[]) AS step(days, warned, before_due)
    WHERE g.id IN (
            SELECT id FROM grievances_grievance WHERE next_warning_at <= %(now)s AND state = ANY(%(states)s)
            LIMIT %(batch)s FOR UPDATE SKIP LOCKED
        )
        AND c.id = g.category_id AND step.days = c.days[least(g.level, array_length(c.days, 1))]
        AND step.warned = g.warned
    RETURNING g.id, g.level, g.warned
)
INSERT INTO casework_event (case_kind, case_id, seq, kind, at, actor_kind, channel, data, previous_hash, hash)
SELECT 'grievance', id, 0, 'warned', %(now)s, 'system', '', jsonb_build_object('level', level, 'warning', warned), '', ''
FROM near RETURNING case_id
"""


def run_sweeps(*, now: datetime) -> dict[str, int]:
    """Everything the clock has to do by `now`, until nothing is left. Safe to run twice and beside itself.

    Returns:
        How many cases each sweep moved.
    """
    return {name: sum(iter(partial(sweep, now=now), 0)) for name, sweep in SWEEPS.items()}


def climb_all(*, now: datetime) -> int:
    """All cases whose level had its time, batch by batch; where there are many, from several connections at once."""
    first = climb_due(now=now)
    if first < BATCH:
        return first
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="climb") as pool:
        return first + sum(pool.map(_climb_rest, [now] * AT_ONCE))


def _climb_rest(now: datetime) -> int:
    try:
        return sum(iter(partial(climb_due, now=now), 0))
    finally:
        connection.close()


@action
def climb_due(*, now: datetime) -> int:
    """One batch of cases whose level had its time goes to the next level; their citizens are told."""
    days = _day_limits()
    calendar = working_calendar()
    share = min(option("grievance.warn_at"))
    moved = _run(
        CLIMB,
        now=now,
        levels=CLIMBING_LEVELS,
        last_level=option("grievance.levels"),
        last_resort=last_resort_post().pk,
        days=days,
        due_ats=[calendar.deadline(now, limit) for limit in days],
        warning_ats=[calendar.add(now, limit * share) for limit in days],
    )
    tell_all(moved, Event.CLIMBED, now=now)
    return len(moved)


@action
def mark_overdue(*, now: datetime) -> int:
    """One batch of cases on levels that do not climb by clock is marked as late."""
    return len(_run(OVERDUE, now=now, levels=CLIMBING_LEVELS))


@action
def warn_holders(*, now: datetime) -> int:
    """One batch of cases whose deadline is near is marked on its holder's list."""
    shares = sorted(option("grievance.warn_at"))
    # (day limit, warnings given) → how long before the deadline the warning after this one comes.
    steps = [
        (
            limit,
            warned,
            timedelta(days=limit * (1 - shares[warned + 1])) if warned + 1 < len(shares) else None,
        )
        for limit in _day_limits()
        for warned in range(len(shares))
    ]
    days, warned, before = (list(column) for column in zip(*steps, strict=True))
    return len(_run(WARN, now=now, days=days, warned=warned, before_due=before))


def end_pauses(*, now: datetime) -> int:
    """Waiting for the citizen is over."""
    return _one_by_one(Grievance.objects.filter(pause_until__lte=now), end_pause, now)


def close_unopposed_cases(*, now: datetime) -> int:
    """Nobody objected to a special closure in time."""
    return _one_by_one(Grievance.objects.filter(objection_until__lt=now), close_unopposed, now)


def close_unreached_cases(*, now: datetime) -> int:
    """Citizens who were called in vain on enough days."""
    waiting = Grievance.objects.filter(
        state=State.AWAITING_CONFIRMATION, interactions__outgoing=True, interactions__kind="closure"
    )
    return _one_by_one(waiting.distinct(), close_unreached, now)


def send_reminders(*, now: datetime) -> int:
    """The closure question, or the officer's, is put to the citizen again."""
    return _one_by_one(Grievance.objects.filter(next_reminder_at__lte=now), _remind, now)


SWEEPS: dict[str, Callable[..., int]] = {
    "climbed": climb_all,
    "overdue": mark_overdue,
    "warned": warn_holders,
    "pauses_ended": end_pauses,
    "closed_special": close_unopposed_cases,
    "closed_unreached": close_unreached_cases,
    "reminded": send_reminders,
}

# State → (setting with the days on which it is asked again, message, the field the days count from).
REMINDERS: dict[str, tuple[str, Event, str]] = {
    State.AWAITING_CONFIRMATION: ("contact.reminders", Event.CLOSURE_REMINDER, "resolved_at"),
    State.WAITING_FOR_CITIZEN: ("grievance.pause_reminders", Event.QUESTION_REMINDER, "paused_at"),
}


@action
def _remind(*, grievance: Grievance, now: datetime) -> Grievance:
    case = lock(grievance)
    if case.next_reminder_at is None or case.next_reminder_at > now:
        raise NotAllowed
    case.reminders += 1
    case.next_reminder_at = None
    if case.state in REMINDERS:
        setting, event, since = REMINDERS[case.state]
        later = option(setting)[case.reminders :]
        case.next_reminder_at = getattr(case, since) + timedelta(days=later[0]) if later else None
        tell(case, event, now=now, until=case.pause_until)
    case.save()
    return case


def _one_by_one(cases: QuerySet[Grievance], verb: Callable[..., Any], now: datetime) -> int:
    """Apply an action to each of `cases`; one that has moved on meanwhile is left alone."""
    done = 0
    for case in cases.order_by("pk")[:BATCH]:
        try:
            verb(grievance=case, now=now)
            done += 1
        except NotAllowed:
            continue
    return done


def _day_limits() -> list[int]:
    """The day limits that occur in the categories."""
    return sorted({limit for days in Category.objects.values_list("days", flat=True) for limit in days})


def _run(sql: str, *, now: datetime, **given: Any) -> list[Any]:
    with connection.cursor() as cursor:
        states = [str(state.value) for state in CLOCK_STATES]
        cursor.execute(sql, given | {"now": now, "batch": BATCH, "states": states})
        moved: list[Any] = cursor.fetchall()
    return moved


# Everybody whom a case concerns: who brought it, who joined it. Sealed ones are told one by one.
CONCERNED = """
    SELECT g.id AS case_id, g.reference AS number, told.group_no, c.id AS citizen_id, c.mobile, c.language
    FROM unnest(%(cases)s::bigint[], %(groups)s::int[]) AS told (case_id, group_no)
    JOIN grievances_grievance g ON g.id = told.case_id
    CROSS JOIN LATERAL (
        SELECT g.citizen_id UNION ALL SELECT s.citizen_id FROM grievances_supporter s WHERE s.grievance_id = g.id
    ) who
    JOIN citizens_citizen c ON c.id = who.citizen_id AND c.mobile IS NOT NULL
"""


def tell_all(moved: Sequence[tuple[int, int, datetime]], event: Event, *, now: datetime) -> None:
    """Tell everybody concerned with these cases (id, post, deadline) of `event`, in the caller's transaction."""
    numbers, groups = told_alike([(post, due) for _id, post, due in moved])
    cases = [case for case, _post, _due in moved]
    given = {"cases": cases, "groups": [numbers[post, due] for _id, post, due in moved]}
    tell_many(event=event, groups=groups, people=CONCERNED, given=given, now=now)
    for case in Grievance.objects.filter(pk__in=cases, citizen=None):
        tell(case, event, now=now)


def told_alike[Deadline: datetime | None](
    pairs: Iterable[tuple[int, Deadline]], *, languages: Collection[str] = tuple(Language.values)
) -> tuple[dict[tuple[int, Deadline], int], list[dict[str, dict[str, Any]]]]:
    """Cases with the same post and deadline are told in the same words, but for their number.

    Args:
        languages: what those concerned speak.

    Returns:
        The number of the group of each pair, and the groups for `tell_many`.
    """
    numbers = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
    posts = Post.objects.select_related("designation", "place").in_bulk({post for post, _due in numbers})
    return numbers, [
        {
            language: facts_of(NUMBER, posts[post], due, language) | {"reference": SPOKEN}
            for language in languages
        }
        for post, due in numbers
    ]
