"""An officer's table: the open cases before the posts of one person, in the order that matters.

In SQL, as these pages are opened all day and putting such statements together costs more than answering them.
`HELD` is `Grievance.objects.held_by(user)` in those words; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen
from sunwai.core import clock, reference, rows
from sunwai.grievances.enums import CLOSED_STATES, WORKABLE_STATES, State
from sunwai.grievances.filed import CASE, CASE_TABLES
from sunwai.grievances.models import Grievance
from sunwai.grievances.selectors import matching
from sunwai.offices.models import Category
from sunwai.offices.selectors import category_of_code, category_of_id, post_ids_of

SIZE = 25  # rows of a page
MOST_FOUND = 1000  # cases that a search for words looks at


def _in(states: Iterable[str]) -> str:
    return f"g.state IN ({', '.join(f"'{state}'" for state in sorted(states))})"


# fmt: off
HELD = """
    g.post_id = ANY(%(posts)s) AND g.accused_id IS DISTINCT FROM %(user)s
    AND NOT g.barred_users @> ARRAY[%(user)s]::bigint[] AND NOT g.barred_posts && %(posts)s::bigint[]
"""
ON_TABLE = f"{HELD} AND NOT {_in(CLOSED_STATES)}"
WORKABLE = f"{HELD} AND {_in(WORKABLE_STATES)}"

# Due soonest comes first; of those due on the same day, what came back from the citizen, then what was warned about.
ORDER = (
    "coalesce((g.due_at AT TIME ZONE 'Asia/Kolkata')::date, 'infinity'), g.reopen_count = 0, g.warned = 0,"
    " coalesce(g.due_at, 'infinity'), g.id"
)
BEHIND = (
    f"({ORDER}) > (coalesce((%(due)s::timestamptz AT TIME ZONE 'Asia/Kolkata')::date, 'infinity'), NOT %(reopened)s,"
    " NOT %(warned)s, coalesce(%(due)s::timestamptz, 'infinity'), %(id)s)"
)

# The ways to look at the list, counted beside it. `today`: the moment at which today begins.
WHEN = {
    "overdue":  "(g.due_at < %(today)s OR g.is_overdue)",
    "today":    "(g.due_at >= %(today)s AND g.due_at < %(tomorrow)s)",
    "week":     "(g.due_at >= %(today)s AND g.due_at < %(week)s)",
    "reopened": "g.reopen_count > 0",
    "warned":   "g.warned > 0",
    "waiting":  f"g.state = '{State.WAITING_FOR_CITIZEN}'",
    "new":      f"(g.attended_at IS NULL AND g.state = '{State.OPEN}')",
}
# fmt: on
LINE = (
    "g.id, g.reference, g.state, g.category_id, g.place_id, g.due_at, g.is_overdue, g.reopen_count, g.warned"
)
COUNTS = f"""
    SELECT count(*), {", ".join(f"count(*) FILTER (WHERE {test})" for test in WHEN.values())}
    FROM grievances_grievance g WHERE {ON_TABLE}
"""  # noqa: S608 (all parts are constants; values are parameters)
_COLUMNS = tuple(field.attname for field in Grievance._meta.concrete_fields if field.attname != "text_key")
WHOLE = (
    rows.Part("g", Grievance, _COLUMNS),
    *CASE[1:],
    rows.Part("citizen", Citizen, ("id", "name", "mobile"), "citizen"),
)
FIND = f"""
    SELECT {rows.columns(WHOLE)} FROM {CASE_TABLES} LEFT JOIN citizens_citizen citizen ON citizen.id = g.citizen_id
    WHERE {HELD} AND g.reference = %(reference)s
"""  # noqa: S608


@dataclass(frozen=True)
class Filters:
    """How an officer narrows the list. Empty means all."""

    state: str = ""
    when: str = ""  # a name of `WHEN`
    category: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the list."""

    pk: int
    reference: str
    state: str
    category_id: int
    place_id: int
    due_at: datetime | None
    is_overdue: bool
    reopen_count: int
    warned: int

    @property
    def mark(self) -> str:
        """Where the next page begins, if this is the last line of one."""
        due = self.due_at.isoformat() if self.due_at else ""
        return f"{due}~{int(self.reopen_count > 0)}{int(self.warned > 0)}~{self.pk}"


@dataclass(frozen=True)
class Page:
    """Some lines of the list, and where the next ones begin: as quick for the last page as for the first."""

    rows: list[Line]
    next: str


def page(user: User, filters: Filters, after: str = "", size: int = SIZE) -> Page:
    """The lines of the table of `user` behind the mark `after`; an empty or crooked mark: the first ones."""
    where, given = _narrowed(user, filters)
    if behind := _read_mark(after):
        where, given = f"{where} AND {BEHIND}", given | behind
    lines = [Line(*row) for row in _all(_in_order(LINE, where, size + 1), given)]
    return Page(lines[:size], lines[size - 1].mark if len(lines) > size else "")


def counts(user: User) -> dict[str, int]:
    """How many open cases of `user` are due when; right beyond any page, in one query."""
    (found,) = _all(COUNTS, _given(user))
    return dict(zip(("all", *WHEN), found, strict=True))


def next_one(user: User, filters: Filters, case: Grievance) -> str | None:
    """The number of the case to work on after `case`: the one below it, or the first one if `case` is done with."""
    where, given = _narrowed(user, filters, WORKABLE)
    where, given = f"{where} AND g.id <> %(id)s", given | {"id": case.pk}
    if case.state in WORKABLE_STATES:
        where = f"{where} AND {BEHIND}"
        given |= {"due": case.due_at, "reopened": case.reopen_count > 0, "warned": case.warned > 0}
    found = _all(_in_order("g.reference", where, 1), given)
    return found[0][0] if found else None


def find(text: str, user: User) -> Grievance | None:
    """The case with the number `text` on the table of `user`, open or closed, with all that its page names of it.

    What lies elsewhere in the officer's line is found by `selectors.find_by_reference`.
    """
    number = reference.clean(text)
    if not reference.is_valid(number):
        return None
    found = _all(FIND, _given(user) | {"reference": number})
    if not found:
        return None
    case: Grievance = rows.build(WHOLE, found[0])
    case.category = category_of_id(case.category_id)  # with its questions
    return case


def categories(user: User) -> list[Category]:
    """The subjects of the open cases of `user`, in the order of the departments."""
    found = _all(f"SELECT DISTINCT g.category_id FROM grievances_grievance g WHERE {ON_TABLE}", _given(user))  # noqa: S608
    every = [category_of_id(number) for (number,) in found]
    return sorted(every, key=lambda category: (category.department.order, category.code))


def _narrowed(user: User, filters: Filters, where: str = ON_TABLE) -> tuple[str, dict[str, Any]]:
    """The condition for the lines that `filters` leave, and its parameters."""
    given = _given(user)
    if filters.state:
        where, given = f"{where} AND g.state = %(state)s", given | {"state": filters.state}
    if filters.when in WHEN:
        where = f"{where} AND {WHEN[filters.when]}"
    if filters.category:
        category = category_of_code(filters.category)
        where, given = (
            f"{where} AND g.category_id = %(category)s",
            given | {"category": category.pk if category else 0},
        )
    if filters.text:
        found = Grievance.objects.held_by(user).filter(matching(filters.text)).values_list("pk", flat=True)
        where, given = f"{where} AND g.id = ANY(%(found)s)", given | {"found": list(found[:MOST_FOUND])}
    return where, given


def _in_order(what: str, where: str, limit: int) -> str:
    return f"SELECT {what} FROM grievances_grievance g WHERE {where} ORDER BY {ORDER} LIMIT {limit}"  # noqa: S608


def _given(user: User) -> dict[str, Any]:
    today = datetime.combine(clock.today(), time.min, clock.IST)
    return {
        "user": user.pk,
        "posts": post_ids_of(user, clock.today()),
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "week": today + timedelta(days=8),
    }


def _read_mark(mark: str) -> dict[str, Any] | None:
    due, _, rest = mark.partition("~")
    flags, _, pk = rest.partition("~")
    try:
        return {
            "due": datetime.fromisoformat(due) if due else None,
            "reopened": bool(int(flags[0])),
            "warned": bool(int(flags[1])),
            "id": int(pk),
        }
    except (ValueError, IndexError):
        return None


def _all(statement: str, given: dict[str, Any]) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found: Sequence[Sequence[Any]] = cursor.fetchall()
        return found
