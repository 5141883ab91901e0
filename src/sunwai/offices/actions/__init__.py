"""What changes offices: loading what ships, making posts, posting people to them."""

from sunwai.offices.actions.departments import load_departments
from sunwai.offices.actions.imports import import_posts
from sunwai.offices.actions.postings import (
    Move,
    end_leave,
    end_posting,
    grant_leave,
    move_officer,
    post_holder,
)
from sunwai.offices.actions.posts import generate_posts
from sunwai.offices.filled import refresh_filled
from sunwai.offices.models import category_key
from sunwai.places.actions import Progress, quiet

__all__ = [
    "Move",
    "Progress",
    "category_key",
    "end_leave",
    "end_posting",
    "generate_posts",
    "grant_leave",
    "import_posts",
    "load_departments",
    "move_officer",
    "post_holder",
    "quiet",
    "refresh_filled",
]
