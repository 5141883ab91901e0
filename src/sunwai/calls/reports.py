"""Reports on calls: what was offered, answered, abandoned and in time, by hour, district, agent, kind or queue.

Who does not counsel sees confidential calls only as counts, and only in rows that hold ten or more of them: fewer could
tell who called. The total is that of the rows shown, so that nothing can be reckoned back from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Count, ExpressionWrapper, F, FloatField, Max, Q, Sum
from django.db.models.functions import Coalesce, Extract, ExtractHour, Greatest, Least
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sunwai.accounts.models import User
from sunwai.calls.enums import AgentState
from sunwai.calls.measures import ANSWERED, OFFERED, counts, share
from sunwai.calls.models import AgentSpell, Call, Queue
from sunwai.core import clock
from sunwai.grievances.enums import InteractionKind
from sunwai.places.models import Place

FEWEST_CONFIDENTIAL = 10
MOST_DAYS = 366
LONGEST_SPELL = timedelta(days=2)
WORKING = (AgentState.OFFERED, AgentState.TALKING, AgentState.WRAP_UP)
AT_WORK = (*WORKING, AgentState.READY)  # the whole of occupancy: breaks and meetings are not


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a report; times in seconds, shares 0 to 1."""

    name: str
    calls: int
    offered: int
    answered: int
    abandoned: int
    in_time: float | None
    wait: float | None
    longest_wait: float | None
    handling: float | None
    occupancy: float | None


@dataclass(frozen=True)
class Way:
    """One way to divide: the words for it, the column, and how its values are called, in the order of the report."""

    label: str | Promise
    column: Any
    names: Callable[[Sequence[Any]], dict[Any, str]]


def report(*, by: str, first: date, last: date, viewer: User) -> list[Row]:
    """The rows of the days `first` to `last` (in India, both included), then the total.

    Raises:
        KeyError: nothing is divided like that (see `WAYS`).
    """
    way, since, until = WAYS[by], _midnight(first), _midnight(last + timedelta(days=1))
    calls = Call.objects.filter(began_at__gte=since, began_at__lt=until).annotate(key=way.column).order_by()
    if not viewer.may("counsel"):
        calls = calls.filter(_countable(calls))
    found = {row["key"]: row for row in calls.values("key").annotate(**_figures())}
    occupied = occupancy(since=since, until=until) if by == "agent" else {}
    names = way.names([key for key in found if key is not None])
    if None in found:
        names[None] = _("not known")
    rows = [_row(name, found[key], occupied.get(key)) for key, name in names.items() if key in found]
    return [*rows, _row(_("All"), calls.aggregate(**_figures()), overall_occupancy(since=since, until=until))]


def occupancy(*, since: datetime, until: datetime) -> dict[int, float | None]:
    """By agent, the share of their time at work in which they were rung, talked or wrapped up."""
    rows = _spells(since, until).values(agent=F("session__user")).annotate(**_SPENT)
    return {row["agent"]: share(row["busy"] or 0, row["whole"] or 0) for row in rows}


def overall_occupancy(*, since: datetime, until: datetime) -> float | None:
    """The same of all agents together."""
    sums = _spells(since, until).aggregate(**_SPENT)
    return share(sums["busy"] or 0, sums["whole"] or 0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.IST)


def _countable(calls: Any) -> Q:
    """Open calls, and confidential ones in rows with enough of them."""
    groups = calls.filter(is_confidential=True).values("key").annotate(calls=Count("pk"))
    enough = [row["key"] for row in groups if row["calls"] >= FEWEST_CONFIDENTIAL]
    confidential = Q(key__in=[key for key in enough if key is not None])
    if None in enough:
        confidential |= Q(key__isnull=True)
    return Q(is_confidential=False) | confidential


def _seconds(interval: Any) -> Any:
    return ExpressionWrapper(Extract(interval, "epoch"), output_field=FloatField())


def _figures() -> dict[str, Any]:
    wait = Coalesce(F("talked_at"), F("ended_at")) - F("queued_at")
    handling = _seconds(F("ended_at") - F("talked_at")) + F("wrap_up_seconds")
    return counts() | {
        "calls": Count("pk"),
        "wait": Avg(_seconds(wait), filter=ANSWERED),
        "longest_wait": Max(_seconds(wait), filter=OFFERED),
        "handling": Avg(handling, filter=Q(talked_at__isnull=False, ended_at__isnull=False)),
    }


def _row(name: str, found: dict[str, Any], occupied: float | None) -> Row:
    plain = ("calls", "offered", "answered", "abandoned", "wait", "longest_wait", "handling")
    in_time = share(found["within"], found["judged"])
    return Row(name=name, in_time=in_time, occupancy=occupied, **{one: found[one] for one in plain})


def _spells(since: datetime, until: datetime) -> Any:
    """Spells at work, each with what of it (`spent`, seconds) lies in the time."""
    ended = Least(Coalesce(F("ended_at"), clock.now()), until)
    return (
        AgentSpell.objects.filter(began_at__lt=until, began_at__gt=since - LONGEST_SPELL, state__in=AT_WORK)
        .filter(Q(ended_at=None) | Q(ended_at__gt=since))
        .order_by()
        .annotate(spent=_seconds(ended - Greatest(F("began_at"), since)))
    )


_SPENT = {"busy": Sum("spent", filter=Q(state__in=WORKING)), "whole": Sum("spent")}


# ── Ways to divide ───────────────────────────────────────────────────────────────────────────────────────


def _hours(keys: Sequence[int]) -> dict[Any, str]:
    return {hour: f"{hour:02}:00–{hour + 1:02}:00" for hour in sorted(keys)}


def _sorted(names: Iterable[tuple[Any, str]]) -> dict[Any, str]:
    return dict(sorted(names, key=lambda one: one[1]))


def _districts(keys: Sequence[int]) -> dict[Any, str]:
    language = "en" if get_language() == "en" else "hi"
    return _sorted((place.pk, place.name(language)) for place in Place.objects.filter(pk__in=keys))


def _agents(keys: Sequence[int]) -> dict[Any, str]:
    return _sorted((user.pk, str(user)) for user in User.objects.filter(pk__in=keys))


def _kinds(keys: Sequence[str]) -> dict[Any, str]:
    names = {str(kind): str(kind.label) for kind in InteractionKind if kind in keys}
    return names | ({"": _("not wrapped up")} if "" in keys else {})


def _queues(keys: Sequence[int]) -> dict[Any, str]:
    english = get_language() == "en"
    return _sorted(
        (one.pk, one.name_en if english else one.name_hi) for one in Queue.objects.filter(pk__in=keys)
    )


WAYS = {
    "hour": Way(gettext_lazy("Hour"), ExtractHour("began_at", tzinfo=clock.IST), _hours),
    "district": Way(gettext_lazy("District"), F("district"), _districts),
    "agent": Way(gettext_lazy("Agent"), F("agent"), _agents),
    "kind": Way(gettext_lazy("Kind of call"), F("interaction__kind"), _kinds),
    "queue": Way(gettext_lazy("Queue"), F("queue"), _queues),
}
