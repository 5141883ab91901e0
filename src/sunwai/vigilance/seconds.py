"""Who can agree that an identity is read: others of the case's line; where there is none, one found upward.

Never who asks, the accused, a suspect or anybody below them, nor somebody without the permission to open seals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sunwai.accounts.models import User
from sunwai.grievances.models import Grievance
from sunwai.grievances.perms import is_barred
from sunwai.offices.ladder import Ladder, last_resort_post
from sunwai.offices.models import Post
from sunwai.offices.selectors import holders_of, post_ids_of


@dataclass(frozen=True)
class Second:
    """Somebody who can agree, by which post."""

    post: Post
    user: User


def seconds_of(case: Grievance, *, asker: User, on: date) -> list[Second]:
    """All who can agree to what `asker` asks on the day `on`: those of the line, else the one found upward, if any."""
    found = in_line(case, asker=asker, on=on)
    if found:
        return found
    upward = found_upward(case, asker=asker, on=on)
    return [upward] if upward else []


def in_line(case: Grievance, *, asker: User, on: date) -> list[Second]:
    """The other vigilance officers of the line, the lowest first; each person once."""
    numbers = [number for number in (*case.line, case.post_id) if number]
    posts = Post.objects.select_related("designation", "place", "department").in_bulk(numbers)
    found = _fit(case, (posts[number] for number in numbers if number in posts), asker, on)
    return list({second.user.pk: second for second in reversed(found)}.values())[::-1]


def found_upward(case: Grievance, *, asker: User, on: date) -> Second | None:
    """Where the line has nobody else: who holds the next higher post of the ladder as it is now, which need not be that
    of the day on which the case came; last, the nodal officer of the helpline.
    """
    rungs = Ladder.current().rungs(case.category, case.place)
    higher = [rung.post for rung in rungs if rung.post and rung.level > case.level]
    return next(iter(_fit(case, (*higher, last_resort_post()), asker, on)), None)


def _fit(case: Grievance, posts: Iterable[Post], asker: User, on: date) -> list[Second]:
    given = list(posts)
    holders = holders_of(given, on)
    return [
        Second(post, holders[post.pk])
        for post in given
        if post.pk in holders and _may_agree(holders[post.pk], case, asker, on)
    ]


def _may_agree(user: User, case: Grievance, asker: User, on: date) -> bool:
    return (
        user.is_active
        and user.pk != asker.pk
        and user.may("open_seal")
        and not is_barred(user, set(post_ids_of(user, on)), case)
    )
