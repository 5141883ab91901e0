"""Keeps `Post.is_filled` in step with postings, leave and closed accounts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef

from sunwai.offices.models import Post, Posting


def refresh_filled(*, on: date, posts: Collection[int] | None = None) -> int:
    """Work out for `posts` (ids; all if not given) whether somebody answers for them on `on`, and store it.

    Who holds the post that day, regularly or by additional charge, answers if they may sign in and are not away.

    Returns:
        How many posts changed.
    """
    wanted = Post.objects.all() if posts is None else Post.objects.filter(pk__in=posts)
    somebody = Exists(Posting.objects.answering(on).filter(post=OuterRef("pk")))
    return (
        wanted.filter(~somebody, is_filled=True).update(is_filled=False)
        + wanted.filter(somebody, is_filled=False).update(is_filled=True)
    )  # fmt: skip
