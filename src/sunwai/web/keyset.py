"""Pages of a long list by where the last one ended: as quick on page 400 as on the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

SIZE = 25


@dataclass(frozen=True)
class Page:
    """Some rows of a list ordered by (`due_at`, id), and where the next page begins."""

    rows: list[Any]
    next: str


def page_of(rows: QuerySet[Any], after: str, size: int = SIZE) -> Page:
    """The rows behind `after` (empty: the first ones). Rows without a deadline come last."""
    found = list(rows.filter(_behind(after))[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], _mark(last) if last else "")


def _mark(row: Any) -> str:
    return f"{row.due_at.isoformat() if row.due_at else ''}~{row.pk}"


def _behind(after: str) -> Q:
    due, _, pk = after.partition("~")
    if not pk.isdigit():
        return Q()
    try:
        at = datetime.fromisoformat(due) if due else None
    except ValueError:
        return Q()
    if at is None:
        return Q(due_at=None, pk__gt=int(pk))
    return Q(due_at__gt=at) | Q(due_at=at, pk__gt=int(pk)) | Q(due_at=None)
