"""Reading offices: who holds a post, what a person holds, and where nobody answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.db import connection
from django.db.models import Count, Q, QuerySet

from sunwai.accounts.models import User
from sunwai.offices.enums import GapReason, PostingKind
from sunwai.offices.models import CATEGORIES_KEPT, Category, Department, DispatchGap, Post, Posting
from sunwai.places.models import Place

SECONDS_KEPT = 15


def category_of_code(code: str) -> Category | None:
    """The category in use with this code, with its department, at most a few seconds old; None where there is none."""
    category = _categories().get(code)
    return category if category and category.is_active else None


def category_of_id(number: int) -> Category:
    """The category with this id, in use or not, with its department, at most a few seconds old.

    A process remembers it for all requests: nobody may change it.
    """
    return _categories().get(number) or Category.objects.select_related("department").get(pk=number)


def _categories() -> dict[int | str, Category]:
    """All categories, by id and by code."""
    known: dict[int | str, Category] | None = caches["local"].get(CATEGORIES_KEPT)
    if known is None:
        every = list(Category.objects.select_related("department").defer("keywords", "key"))
        known = {category.pk: category for category in every}
        known |= {category.code: category for category in every}
        caches["local"].set(CATEGORIES_KEPT, known, SECONDS_KEPT)
    return known


def holder_of(post: Post, on: date) -> User | None:
    """Who answers for `post` on `on`: its regular holder, else who has additional charge, else nobody."""
    return holders_of([post], on).get(post.pk)


def holders_of(posts: Collection[Post], on: date) -> dict[int, User]:
    """Who answers for each of `posts` on `on`, by post id; posts that nobody answers for are left out."""
    postings = Posting.objects.answering(on).filter(post__in=posts).select_related("user").order_by("pk")
    # Regular holders last, so that they stand over those with additional charge.
    ranked = sorted(postings, key=lambda posting: posting.kind == PostingKind.REGULAR)
    return {posting.post_id: posting.user for posting in ranked}


def posts_of(user: User, on: date) -> list[Post]:
    """The posts for which `user` answers on `on`."""
    return list(Post.objects.held_by(user, on).select_related("designation", "place", "department"))


POSTS_HELD = """
    SELECT DISTINCT post_id FROM offices_posting WHERE user_id = %s AND period @> %s::date ORDER BY post_id
"""


def post_ids_of(user: User, on: date) -> list[int]:
    """The ids of the posts for which `user` answers on `on`; looked up once a request (see `remember_posts`)."""
    known = user.remembered_posts
    if known is not None and on in known:
        return known[on]
    with (
        connection.cursor() as cursor
    ):  # `Post.objects.held_by`, which takes longer to put together than to answer
        cursor.execute(POSTS_HELD, [user.pk, on])
        posts = [post for (post,) in cursor.fetchall()]
    if known is not None:
        known[on] = posts
    return posts


def remember_posts(user: User) -> None:
    """From now on ask only once for the posts of this `user` object; for objects that live as long as a request."""
    user.remembered_posts = {}


def gaps() -> QuerySet[DispatchGap]:
    """Where cases found nobody to answer and still would, as far as is known; the most frequent first."""
    return (
        DispatchGap.objects.exclude(reason=GapReason.VACANT, post__is_filled=True)
        .select_related("department", "place__district", "post__designation", "post__place")
        .order_by("-times", "department", "level", "place")
    )


@dataclass(frozen=True)
class Vacancies:
    """How many of the posts of a department in a district have nobody today.

    Attributes:
        district: None for posts over more than one district.
    """

    department: Department
    district: Place | None
    vacant: int
    posts: int


def vacancies() -> list[Vacancies]:
    """Departments and districts with posts in use that nobody answers for today; the most first."""
    rows = (
        Post.objects.filter(is_active=True)
        .values("department", "place__district")
        .annotate(posts=Count("pk"), vacant=Count("pk", filter=Q(is_filled=False)))
        .filter(vacant__gt=0)
        .order_by("-vacant", "department", "place__district")
    )
    departments = Department.objects.in_bulk()
    districts = Place.objects.in_bulk({row["place__district"] for row in rows} - {None})
    return [
        Vacancies(
            departments[row["department"]], districts.get(row["place__district"]), row["vacant"], row["posts"]
        )
        for row in rows
    ]
