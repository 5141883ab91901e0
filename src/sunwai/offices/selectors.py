"""Reading offices: who holds a post, and what a person holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sunwai.accounts.models import User
from sunwai.offices.enums import PostingKind
from sunwai.offices.models import Leave, Post, Posting


def holder_of(post: Post, on: date) -> User | None:
    """Who answers for `post` on `on`: its regular holder, else who has additional charge, else nobody."""
    return holders_of([post], on).get(post.pk)


def holders_of(posts: Collection[Post], on: date) -> dict[int, User]:
    """Who answers for each of `posts` on `on`, by post id; posts that nobody answers for are left out."""
    away = Leave.objects.filter(period__contains=on).values("user")
    postings = (
        Posting.objects.filter(post__in=posts, period__contains=on, user__is_active=True)
        .exclude(user__in=away)
        .select_related("user")
    )
    # Regular holders last, so that they stand over those with additional charge.
    ranked = sorted(postings, key=lambda posting: posting.kind == PostingKind.REGULAR)
    return {posting.post_id: posting.user for posting in ranked}


def posts_of(user: User, on: date) -> list[Post]:
    """The posts for which `user` answers on `on`."""
    return list(Post.objects.held_by(user, on).select_related("designation", "place", "department"))
