"""How an officer's cases end: the share closed in time by the citizen's yes, month by month, beside that of others.

A case counts for each post that it came to, in the month in which it was registered. It is good where that post
reported it solved before its time was over and the citizen said yes (workflow.md, ranking: satisfied / received). What
is still running in time counts neither way. A special closure, or a citizen who was not reached, is never good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db import connection

from sunwai.core import clock
from sunwai.grievances.enums import State
from sunwai.offices.models import Post

MONTHS = 6
FEWEST = 3  # posts of which a middle says something
SECONDS_KEPT = 6 * 3600

_ENDED = f"""
    SELECT rung.post_id, rung.level, date_trunc('month', g.registered_at AT TIME ZONE 'Asia/Kolkata')::date, count(*),
        count(*) FILTER (WHERE said.yes AND NOT (g.is_overdue AND g.post_id = rung.post_id)),
        count(*) FILTER (WHERE g.post_id = rung.post_id AND g.closed_at IS NULL AND NOT g.is_overdue
            AND g.state <> '{State.CLOSURE_NOTICE}')
    FROM grievances_grievance g
    CROSS JOIN LATERAL unnest(g.line) WITH ORDINALITY AS rung(post_id, level)
    CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT FROM grievances_resolution r WHERE r.grievance_id = g.id AND r.post_id = rung.post_id AND r.done
    ) AS yes) said
"""  # noqa: S608 (a name of a state)
OF_POSTS = f"""{_ENDED}
    WHERE g.line && %(posts)s::bigint[] AND rung.post_id = ANY(%(posts)s) AND rung.level <= g.level
        AND g.registered_at >= %(since)s
    GROUP BY 1, 2, 3
"""
OF_DEPARTMENT = f"""{_ENDED}
    JOIN offices_post p ON p.id = rung.post_id AND p.is_filled
    WHERE g.department_id = %(department)s AND rung.level = %(level)s AND rung.level <= g.level
        AND g.registered_at >= %(since)s
    GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Month:
    """What became of the cases registered in one month that came to a post.

    Attributes:
        came: how many.
        good: how many were closed in time by the citizen's yes.
        running: how many still run in time.
        department, district: the middle share of posts of the same level there; None where there are too few.
    """

    month: date
    came: int
    good: int
    running: int
    department: int | None = None
    district: int | None = None

    @property
    def settled(self) -> int:
        """Of how many one can say how they ended."""
        return self.came - self.running

    @property
    def share(self) -> int | None:
        """Per cent that ended well; None while none has ended."""
        return share_of(self.good, self.settled)


@dataclass(frozen=True)
class Score:
    """A post and its months, newest first."""

    post: Post
    months: list[Month]


def scores_of(posts: Iterable[Post], today: date) -> list[Score]:
    """The last months of each of `posts` (with designation, place and department), in their order."""
    posts = list(posts)
    ended: dict[int, dict[date, tuple[int, int, int, int]]] = defaultdict(dict)
    for post_id, level, month, *counted in _counted(OF_POSTS, today, posts=[post.pk for post in posts]):
        # A post may stand at two levels of different lines: its cases are added up, the level is the lower one's.
        known = ended[post_id].get(month, (level, 0, 0, 0))
        came, good, running = (old + new for old, new in zip(known[1:], counted, strict=True))
        ended[post_id][month] = (min(known[0], level), came, good, running)
    return [Score(post, _with_middles(post, ended[post.pk], today)) for post in posts]


def share_of(good: int, settled: int) -> int | None:
    """Per cent, rounded; None of nothing."""
    return round(100 * good / settled) if settled else None


def _with_middles(post: Post, ended: dict[date, tuple[int, int, int, int]], today: date) -> list[Month]:
    months = []
    for month in _months(today):
        level, came, good, running = ended.get(month, (0, 0, 0, 0))
        shares = _shares(post.department_id, level, today).get(month, {}) if level else {}
        here = [share for share, district in shares.values() if district == post.place.district_id]
        months.append(
            Month(month, came, good, running, _middle([share for share, _ in shares.values()]), _middle(here))
        )
    return months


def _shares(department: int, level: int, today: date) -> dict[date, dict[int, tuple[int, int | None]]]:
    """Month → post → its share and its district, of all posts of a department at a level; at most hours old."""
    name = f"grievances.scores.{department}.{level}.{today}"
    known: dict[date, dict[int, tuple[int, int | None]]] | None = cache.get(name)
    if known is None:
        counted = _counted(OF_DEPARTMENT, today, department=department, level=level)
        numbers = {post_id for post_id, *_rest in counted}
        districts = dict(Post.objects.filter(pk__in=numbers).values_list("pk", "place__district"))
        known = {}
        for post_id, _level, month, came, good, running in counted:
            if (share := share_of(good, came - running)) is not None:
                known.setdefault(month, {})[post_id] = share, districts.get(post_id)
        cache.set(name, known, SECONDS_KEPT)
    return known


def _middle(shares: list[int]) -> int | None:
    return round(median(shares)) if len(shares) >= FEWEST else None


def _months(today: date) -> list[date]:
    """The first days of the last months, newest first."""
    first = [today.year * 12 + today.month - 1 - back for back in range(MONTHS)]
    return [date(months // 12, months % 12 + 1, 1) for months in first]


def _counted(statement: str, today: date, **given: Any) -> list[tuple[Any, ...]]:
    since = datetime.combine(_months(today)[-1], time.min, clock.IST)
    with connection.cursor() as cursor:
        cursor.execute(statement, given | {"since": since})
        return list(cursor.fetchall())
