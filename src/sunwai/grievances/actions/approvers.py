"""Before whom a proposal lies: a post above the proposer, held by another person."""

from __future__ import annotations

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.grievances.models import Grievance
from sunwai.offices.ladder import last_resort_post
from sunwai.offices.models import Post
from sunwai.offices.selectors import holder_of


def approver_above(case: Grievance, *, proposer: User, least: int) -> Post:
    """The lowest post in the line of `case`, above its level and not below `least`, that somebody else holds.

    Where there is none (the proposer sits at the top, or holds the posts above too), the nodal officer decides.
    """
    wanted = [post for level, post in enumerate(case.line, 1) if post and level >= max(least, case.level + 1)]
    posts = Post.objects.in_bulk(wanted)
    for post_id in wanted:
        post = posts.get(post_id)
        if post and post_id not in case.barred_posts and _held_by_another(post, proposer):
            return post
    return last_resort_post()


def _held_by_another(post: Post, proposer: User) -> bool:
    holder = holder_of(post, clock.today())
    return holder is not None and holder != proposer
