"""Reminding editors of texts that are to be compared with their source again."""

from __future__ import annotations

from datetime import datetime

from sunwai.accounts.models import User
from sunwai.accounts.roles import PERMISSIONS
from sunwai.casework.action import action
from sunwai.core.clock import IST
from sunwai.core.providers import providers
from sunwai.schemes.ports import Editors
from sunwai.schemes.selectors import to_check

EDITS = sorted(role for role, permissions in PERMISSIONS.items() if "edit_schemes" in permissions)
LIST = "/admin/directory/"


@action
def remind_editors(*, now: datetime) -> int:
    """Tell every editor how many texts are due for review; who was told within the week is left alone.

    Returns:
        How many were told; nobody is where nothing is due.
    """
    due = len(to_check(now.astimezone(IST).date()))
    if not due:
        return 0
    users = list(User.objects.filter(is_active=True, roles__overlap=EDITS).values_list("pk", flat=True))
    tellers: list[Editors] = providers("editors")
    return sum(one.tell_of_reviews(users=users, count=due, page=LIST, now=now) for one in tellers)
