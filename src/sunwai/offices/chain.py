"""Who stands below whom."""

from __future__ import annotations

from django.db.models import Min, Q

from sunwai.offices.models import Post, Responsibility


def posts_below(post: Post) -> list[int]:
    """Ids of `post` and of all posts of its department below it, within the place it serves."""
    levels = dict(
        Responsibility.objects.filter(department=post.department_id)
        .values_list("designation")
        .annotate(Min("level"))
        .values_list("designation", "level__min")
    )
    own = levels.get(post.designation_id, 0)
    lower = [designation for designation, level in levels.items() if level < own]
    within = Q(place=post.place_id) | Q(place__ancestors__contains=[post.place_id])
    below = Post.objects.filter(within, department=post.department_id, designation__in=lower)
    return [post.pk, *below.values_list("pk", flat=True)]
