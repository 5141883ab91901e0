"""Ready replies: loading those that ship, and which ones fit a case."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from sunwai.core import data
from sunwai.grievances.models import Grievance
from sunwai.offices.models import Category, Department
from sunwai.web.office.models import Reply

FILE = "office/replies.toml"


def replies_for(case: Grievance, action: str) -> list[Reply]:
    """The replies in use that fit `case` when `action` is done: those of its subject first, then the general ones."""
    fitting = Reply.objects.filter(
        Q(department=None) | Q(department=case.department_id),
        Q(category=None) | Q(category=case.category_id),
        action=action,
        is_active=True,
    )
    return list(
        fitting.order_by(
            F("category").asc(nulls_last=True), F("department").asc(nulls_last=True), "order", "code"
        )
    )


def load_replies(*, progress: Callable[[str], object] = lambda line: None) -> int:
    """Bring the replies of `data/office/replies.toml` into the database; safe to repeat.

    One that an administrator has edited or put out of use is left alone.

    Returns:
        How many were created or brought up to date.

    Raises:
        ValidationError: a reply of the file breaks a rule of its own.
        Department.DoesNotExist, Category.DoesNotExist: it names one that is not there.
    """
    shipped = tomllib.loads(data.path(FILE).read_text(encoding="utf-8"))
    with transaction.atomic():
        changed = sum(_load(code, given, order) for order, (code, given) in enumerate(shipped.items()))
    progress(f"{changed} ready replies written")
    return changed


def _load(code: str, given: dict[str, Any], order: int) -> bool:
    reply = Reply.objects.filter(code=code).first() or Reply(code=code)
    now = {"action": given["action"], "text_hi": given["hi"], "text_en": given["en"], "order": order}
    edited = any(getattr(reply, name) != value for name, value in reply.shipped.items())
    if reply.shipped == now or edited:
        return False
    for name, value in now.items():
        setattr(reply, name, value)
    if "department" in given:
        reply.department = Department.objects.get(code=given["department"])
    if "category" in given:
        reply.category = Category.objects.get(code=given["category"])
    reply.shipped = now
    reply.full_clean()
    reply.save()
    return True
