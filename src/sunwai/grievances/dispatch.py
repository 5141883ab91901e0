"""Whose job is it: from a category and a place to the posts that answer for it, with the reason in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sunwai.grievances.models import Grievance
from sunwai.offices.enums import GapReason
from sunwai.offices.gaps import note_gap
from sunwai.offices.ladder import Ladder, Posts, Rung, last_resort_post
from sunwai.offices.models import Category, Post
from sunwai.places.models import Place

LAST_LEVEL = 4


@dataclass(frozen=True)
class Route:
    """The way of a case: its rungs from L1 upwards, and where it starts.

    Attributes:
        rungs: one per level; a rung without a post, or with a vacant one, says why.
        level, post: where the case starts: the lowest rung that somebody holds.
    """

    category: Category
    place: Place
    rungs: tuple[Rung, ...]
    level: int
    post: Post

    @property
    def line(self) -> list[int | None]:
        """The posts of the levels, for the case to keep."""
        return [rung.post.pk if rung.post else None for rung in self.rungs]

    @property
    def gaps(self) -> list[Rung]:
        """The rungs below the start at which nobody answers."""
        return [rung for rung in self.rungs if rung.reason and rung.level < self.level]

    @property
    def days(self) -> int:
        """Working days that the first level has."""
        return self.category.days_at(self.level)

    def explain(self) -> str:
        """`बिजली › ट्रांसफार्मर, ग्राम रामपाली → कनिष्ठ अभियंता, वारासिवनी (L1, 7 दिन)`."""
        sentence = _sentence(self.category, self.place, self.post, self.level)
        return " · ".join([sentence, *(explain_gap(rung) for rung in self.gaps)])


def explain(case: Grievance) -> str:
    """Why a case lies where it does, in the same words."""
    return _sentence(case.category, case.place, case.post, case.level)


def _sentence(category: Category, place: Place, post: Post, level: int) -> str:
    return _("%(category)s, %(place)s → %(post)s (L%(level)s, %(days)s working days)") % {
        "category": category.label,
        "place": place.label(get_language() or "hi"),
        "post": post.label,
        "level": level,
        "days": category.days_at(level),
    }


def explain_gap(rung: Rung) -> str:
    """Why nobody answers at a rung."""
    return _("L%(level)s: %(reason)s") % {
        "level": rung.level,
        "reason": GapReason(rung.reason).label if rung.reason else "",
    }


def find_route(
    *, category: Category, place: Place, barred: Collection[int] = (), posts: Posts | None = None
) -> Route:
    """Who answers for `category` at `place` on each level, and who begins.

    A post that is vacant, or `barred` (accused, or below the accused), is passed over; where no level has anybody,
    the nodal officer of the helpline begins at the last level. Who asks for many categories at one place gives the
    `posts_over` it.
    """
    rungs = tuple(rung.without(barred) for rung in Ladder.current().rungs(category, place, posts))
    for rung in rungs:
        if rung.post and not rung.reason:
            return Route(category, place, rungs, rung.level, rung.post)
    return Route(category, place, rungs, LAST_LEVEL, last_resort_post())


def next_post(line: list[int | None], *, above: int, barred: Collection[int] = ()) -> tuple[int, Post] | None:
    """The next level over `above` at which a post of `line` is held; else the next that at least exists; else None."""
    wanted = {post_id: level for level, post_id in enumerate(line, 1) if post_id and level > above}
    posts = Post.objects.filter(pk__in=set(wanted) - set(barred), is_active=True)
    ranked = sorted(posts, key=lambda post: (not post.is_filled, wanted[post.pk]))
    return (wanted[ranked[0].pk], ranked[0]) if ranked else None


def note_gaps(route: Route, *, now: datetime) -> None:
    """List for the administrator where `route` found nobody."""
    for rung in route.gaps:
        note_gap(
            department=route.category.department,
            level=rung.level,
            place=route.place,
            reason=GapReason(rung.reason),
            post=rung.post,
            now=now,
        )
