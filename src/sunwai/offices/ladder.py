"""The ladder of a department over a place: which post answers on which level, and why none does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import caches
from django.db import connection

from sunwai.core import rows
from sunwai.offices.enums import AppliesTo, GapReason
from sunwai.offices.models import Category, Designation, Post, Responsibility
from sunwai.places.enums import Setting
from sunwai.places.models import Place
from sunwai.places.selectors import NAMES

LEVELS = (1, 2, 3, 4)
SECONDS_KEPT = 30
LAST_RESORT = {
    "department__code": "public-service-management",
    "designation__code": "nodal-officer-cm-helpline",
}


type Posts = dict[tuple[int, str], Post]


@dataclass(frozen=True)
class Rule:
    """Who answers at a level: a designation, and the kind of place it serves."""

    designation_id: int
    area: str


@dataclass(frozen=True)
class Rung:
    """One level of a ladder over one place.

    Attributes:
        post: who answers; may be vacant. None where there is no rule or no such post.
        reason: why nobody answers here, empty where somebody does.
    """

    level: int
    post: Post | None
    reason: str = ""

    def without(self, barred: Collection[int]) -> Rung:
        """This rung as if the posts `barred` did not exist."""
        if self.post and self.post.pk in barred:
            return replace(self, post=None, reason=GapReason.BARRED)
        return self


class Ladder:
    """All rules of responsibility, read once and kept for a short while."""

    def __init__(self, rules: dict[tuple[int, int | None, int, str], Rule]) -> None:
        self._rules = rules

    @classmethod
    def current(cls) -> Ladder:
        """The rules in force, at most half a minute old."""
        rules = caches["local"].get("offices.ladder")
        if rules is None:
            rules = {
                (row.department_id, row.category_id, row.level, row.applies_to): Rule(
                    row.designation_id, row.area
                )
                for row in Responsibility.objects.filter(is_active=True)
            }
            caches["local"].set("offices.ladder", rules, SECONDS_KEPT)
        return cls(rules)

    @staticmethod
    def forget() -> None:
        """Read the rules afresh on the next use."""
        caches["local"].delete("offices.ladder")

    def rule(self, category: Category, level: int, settings: tuple[str, ...]) -> Rule | None:
        """The rule of the category itself, else of its department; the closer fit to the place first."""
        for category_id in (category.pk, None):
            for setting in settings:
                if found := self._rules.get((category.department_id, category_id, level, setting)):
                    return found
        return None

    def rungs(self, category: Category, place: Place, posts: Posts | None = None) -> list[Rung]:
        """The ladder over `place`, L1 first; one query, or none where the `posts_over` the place are given."""
        settings = _settings_of(place)
        rules = {level: self.rule(category, level, settings) for level in LEVELS}
        if posts is None:
            posts = posts_over(place, designations={rule.designation_id for rule in rules.values() if rule})
        return [_rung(level, rule, posts) for level, rule in rules.items()]


POST = (
    rows.Part("post", Post, ("id", "department_id", "designation_id", "place_id", "is_active", "is_filled")),
    rows.Part("rank", Designation, ("id", "code", "name_hi", "name_en", "department_id"), "designation"),
    rows.Part("place", Place, NAMES, "place"),
)
# Where the two trees lead to two places of one kind, the nearer one's post comes last and stands.
POSTS_OVER = f"""
    SELECT {rows.columns(POST)} FROM offices_post post
    JOIN offices_designation rank ON rank.id = post.designation_id
    JOIN places_place place ON place.id = post.place_id
    WHERE post.place_id = ANY(%(places)s) AND post.is_active {{}}
    ORDER BY post.place_id = ANY(%(near)s), post.id DESC
"""  # noqa: S608 (names of columns)
OF_ALL, OF_SOME = POSTS_OVER.format(""), POSTS_OVER.format("AND post.designation_id = ANY(%(designations)s)")


def posts_over(place: Place, *, designations: Collection[int] | None = None) -> Posts:
    """The posts that serve `place` or a place above it, by designation and kind of place; all, or of `designations`."""
    near = [place.pk, place.revenue_parent_id, place.local_parent_id, place.district_id]
    given: dict[str, Any] = {"places": place.lineage, "near": near}
    statement = OF_ALL
    if designations is not None:
        statement, given = OF_SOME, given | {"designations": list(designations)}
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        ranked: list[Post] = [rows.build(POST, row) for row in cursor]
    return {(post.designation_id, post.place.kind): post for post in ranked}


def last_resort_post() -> Post:
    """The nodal officer of the helpline, who answers where nobody else does."""
    return Post.objects.select_related("designation", "place", "department").get(**LAST_RESORT)


def _settings_of(place: Place) -> tuple[str, ...]:
    """What rules fit a place; from the tehsil up the rural ones, for most of it is villages."""
    near = AppliesTo.URBAN if place.setting == Setting.URBAN else AppliesTo.RURAL
    return (near, AppliesTo.ANY)


def _rung(level: int, rule: Rule | None, posts: Posts) -> Rung:
    if rule is None:
        return Rung(level, None, GapReason.NO_RULE)
    post = posts.get((rule.designation_id, rule.area))
    if post is None:
        return Rung(level, None, GapReason.NO_POST)
    return Rung(level, post, "" if post.is_filled else GapReason.VACANT)
