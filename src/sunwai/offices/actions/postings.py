"""Who holds a post, from when to when, and who is away. A period includes its first day, not its last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import get_language

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.clock import IST
from sunwai.language import format_date
from sunwai.offices.enums import PostingKind
from sunwai.offices.errors import (
    EndsBeforeItBegins,
    LeaveOverlaps,
    NotAnOfficer,
    OnlyAdministrators,
    PostHeld,
    PostingOver,
)
from sunwai.offices.filled import refresh_filled
from sunwai.offices.models import Leave, Post, Posting

DAY = timedelta(days=1)


@action
def post_holder(
    *,
    post: Post,
    user: User,
    start: date,
    actor: Actor,
    now: datetime,
    kind: PostingKind = PostingKind.REGULAR,
    end: date | None = None,
    order_number: str = "",
) -> Posting:
    """Give `post` to `user` from `start` to the day before `end`, or until further orders.

    Raises:
        OnlyAdministrators: `actor` is no administrator.
        NotAnOfficer: the roles of `user` do not include an officer's.
        EndsBeforeItBegins: `end` is not later than `start`.
        PostHeld: somebody else holds the post regularly in that period, or `user` holds it already.
    """
    _require_administrator(actor)
    if not user.may("office"):
        raise NotAnOfficer(name=user)
    period = _period(start, end)
    post = Post.objects.select_for_update().get(
        pk=post.pk
    )  # two orders for one post come one after the other
    in_the_way = (
        Q(user=user) if kind == PostingKind.ADDITIONAL else Q(user=user) | Q(kind=PostingKind.REGULAR)
    )
    for other in post.postings.filter(in_the_way, period__overlap=period).select_related("user"):
        raise PostHeld(name=other.user, since=_written(other.period.lower))
    posting = Posting.objects.create(
        post=post, user=user, kind=kind, period=period, order_number=order_number
    )
    refresh_filled(on=_day(now), posts=[post.pk])
    return posting


@dataclass(frozen=True)
class Move:
    """What `move_officer` did: the posting that began, and those that ended for it."""

    begun: Posting
    ended: list[Posting]


@action
def move_officer(
    *,
    user: User,
    post: Post,
    start: date,
    actor: Actor,
    now: datetime,
    order_number: str = "",
    keeps_posts: bool = False,
) -> Move:
    """Put `user` on `post` from `start`. Whoever held it regularly, and the posts that `user` held, end on that day.

    Args:
        keeps_posts: `user` goes on holding the posts held so far.

    Raises:
        OnlyAdministrators: `actor` is no administrator.
        NotAnOfficer: the roles of `user` do not include an officer's.
        PostHeld: a posting in the way begins on `start` or later, or `user` holds the post already.
    """
    _require_administrator(actor)
    if not user.may("office"):
        raise NotAnOfficer(name=user)
    post = Post.objects.select_for_update().get(pk=post.pk)
    in_the_way = Q(post=post, kind=PostingKind.REGULAR) | Q(post=post, user=user)
    if not keeps_posts:
        in_the_way |= Q(user=user, kind=PostingKind.REGULAR)
    ended = list(
        Posting.objects.select_for_update(of=("self",))
        .filter(in_the_way, period__overlap=DateRange(start, None))
        .select_related("user", "post__designation", "post__place")
        .order_by("pk")
    )
    for other in ended:
        is_same = other.post_id == post.pk and other.user_id == user.pk and other.kind == PostingKind.REGULAR
        if is_same or other.period.lower >= start:
            raise PostHeld(name=other.user, since=_written(other.period.lower))
        other.period = _period(other.period.lower, start)
        other.save()
    begun = Posting.objects.create(
        post=post, user=user, period=DateRange(start, None), order_number=order_number
    )
    refresh_filled(on=_day(now), posts=[post.pk, *(other.post_id for other in ended)])
    return Move(begun, ended)


@action
def end_posting(*, posting: Posting, end: date, actor: Actor, now: datetime) -> Posting:
    """End `posting`: `end` is the first day on which it no longer counts.

    Raises:
        OnlyAdministrators: `actor` is no administrator.
        EndsBeforeItBegins: the posting begins on `end` or later.
        PostingOver: it ends earlier already.
    """
    _require_administrator(actor)
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    if posting.period.upper and posting.period.upper < end:
        raise PostingOver(end=_written(posting.period.upper))
    posting.period = _period(posting.period.lower, end)
    posting.save()
    refresh_filled(on=_day(now), posts=[posting.post_id])
    return posting


@action
def grant_leave(
    *, user: User, first_day: date, last_day: date, actor: Actor, now: datetime, reason: str = ""
) -> Leave:
    """`user` is away from `first_day` to `last_day`, both included.

    Raises:
        OnlyAdministrators: `actor` is no administrator.
        EndsBeforeItBegins: `last_day` lies before `first_day`.
        LeaveOverlaps: `user` is on leave in some of these days already.
    """
    _require_administrator(actor)
    period = _period(first_day, last_day + DAY)
    User.objects.select_for_update().get(pk=user.pk)
    if Leave.objects.filter(user=user, period__overlap=period).exists():
        raise LeaveOverlaps(name=user)
    leave = Leave.objects.create(user=user, period=period, reason=reason)
    _refresh_posts_of(user, now)
    return leave


@action
def end_leave(*, leave: Leave, back_on: date, actor: Actor, now: datetime) -> None:
    """The person is back on `back_on`, earlier than granted; a leave not begun by then is struck out.

    Raises:
        OnlyAdministrators: `actor` is no administrator.
    """
    _require_administrator(actor)
    leave = Leave.objects.select_for_update().get(pk=leave.pk)
    if back_on <= leave.period.lower:
        leave.delete()
    elif back_on < leave.period.upper:
        leave.period = _period(leave.period.lower, back_on)
        leave.save()
    _refresh_posts_of(leave.user, now)


def _refresh_posts_of(user: User, now: datetime) -> None:
    posts = user.postings.values_list("post", flat=True)
    refresh_filled(on=_day(now), posts=list(posts))


def _period(start: date, end: date | None) -> DateRange:
    if end and end <= start:
        raise EndsBeforeItBegins
    return DateRange(start, end)


def _require_administrator(actor: Actor) -> None:
    if actor is not SYSTEM and not (isinstance(actor, User) and actor.may("admin")):
        raise OnlyAdministrators


def _day(now: datetime) -> date:
    return now.astimezone(IST).date()


def _written(day: date) -> str:
    return format_date(day, "en" if get_language() == "en" else "hi")
