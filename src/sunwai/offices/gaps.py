"""The list of places at which nobody answers, kept for the administrator."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from sunwai.offices.enums import GapReason
from sunwai.offices.models import Department, DispatchGap, Post
from sunwai.places.models import Place


def note_gap(
    *, department: Department, level: int, place: Place, reason: GapReason, post: Post | None, now: datetime
) -> None:
    """Count that a case for `department` at `place` found nobody on `level`, in the caller's transaction."""
    DispatchGap.objects.update_or_create(
        department=department,
        level=level,
        place=post.place if post else place,
        reason=reason,
        defaults={"post": post, "last_seen": now, "times": F("times") + 1},
        create_defaults={"post": post, "last_seen": now},
    )


def forget_closed_gaps(*, seen_before: datetime) -> int:
    """Strike out the gaps whose post is held again, and those that no case has met since `seen_before`.

    Returns:
        How many were struck out.
    """
    held_again = Q(reason=GapReason.VACANT, post__is_filled=True)
    return DispatchGap.objects.filter(held_again | Q(last_seen__lt=seen_before)).delete()[0]
