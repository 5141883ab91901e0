"""Who sees which confidential rows: who works at their helpline, nobody else. It fails closed.

Behind it the database says the same once more (`wall`).
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from sunwai.accounts.models import User
from sunwai.womenline.families import families


def _of(viewer: object, *, reviewing: bool = False) -> list[str]:
    """Codes of the helplines whose rows `viewer` sees."""
    if not isinstance(viewer, User):
        return []
    return [
        code
        for code, one in families().items()
        if viewer.may(one.review) or (not reviewing and viewer.may(one.permission))
    ]


class CaseQuerySet(models.QuerySet[Any]):
    """Cases, and requests to be called."""

    def visible_to(self, viewer: object) -> Self:
        """Those of the helplines at which `viewer` counsels or reviews."""
        return self.filter(family__in=_of(viewer))


class PartQuerySet(models.QuerySet[Any]):
    """What belongs to a case."""

    def visible_to(self, viewer: object) -> Self:
        """As the case."""
        return self.filter(case__family__in=_of(viewer))


class ReadingQuerySet(models.QuerySet[Any]):
    """Who read what."""

    def visible_to(self, viewer: object) -> Self:
        """Who reviews the helpline."""
        return self.filter(family__in=_of(viewer, reviewing=True))
