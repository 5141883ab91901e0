"""Lists by when things last changed, page by page: nothing is passed over, nothing comes twice unless it changed."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query

from sunwai.api.v1.schemas import WITHOUT_NUL
from sunwai.core.errors import InvalidInput
from sunwai.core.postgres.settled import settled_until
from sunwai.grievances.models import Grievance

MOST = 100

After = Annotated[
    str | None, Query(description="The `next` of the page before.", max_length=80, pattern=WITHOUT_NUL)
]
Since = Annotated[
    datetime | None,
    Query(description="Only what changed at this moment or later, those that changed longest ago first."),
]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class UnknownMark(InvalidInput):
    """`after` is not what a page before gave."""

    code = "unknown-mark"
    sentence = _("This is not the `next` of a page before.")
    field = "after"


class NoOffset(InvalidInput):
    """A moment that does not say how far it is from UTC."""

    code = "no-offset"
    sentence = _("Please give the time with its offset, for example 2026-11-23T11:00:00+05:30.")
    field = "updated_since"


@dataclass(frozen=True)
class Mark:
    """Where a page ended: when its last case changed, and which it was."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        text = f"{self.at.isoformat()} {self.pk}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Mark:
        """The mark that is written as `text`.

        Raises:
            UnknownMark: it is none.
        """
        try:
            at, pk = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").split(" ")
            mark = cls(datetime.fromisoformat(at), int(pk))
            if mark.at.tzinfo is None or not 0 <= mark.pk < 2**63:
                raise UnknownMark
        except (binascii.Error, ValueError) as error:
            raise UnknownMark from error
        return mark


def page_of_changes(
    cases: QuerySet[Any], *, since: datetime | None, after: str | None, limit: int
) -> tuple[list[Grievance], str | None]:
    """The next `limit` of `cases` by their last change, and the mark of the page after; None on the last one.

    What is still being written is left for later, so that no change is passed over.

    Raises:
        UnknownMark, NoOffset: see there.
    """
    cases = cases.filter(updated_at__lt=settled_until()).order_by("updated_at", "pk")
    if since is not None:
        if since.tzinfo is None:
            raise NoOffset
        cases = cases.filter(updated_at__gte=since)
    if after is not None:
        mark = Mark.read(after)
        cases = cases.filter(Q(updated_at__gt=mark.at) | Q(updated_at=mark.at, pk__gt=mark.pk))
    found: list[Grievance] = list(cases[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], str(Mark(last.updated_at, last.pk)) if last else None
