"""Lists by when things last changed, page by page: nothing is passed over, nothing comes twice unless it changed."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from sunwai.api.v1.schemas import WITHOUT_NUL
from sunwai.core.errors import InvalidInput
from sunwai.core.postgres.settled import settled_until
from sunwai.grievances.models import Grievance

MOST = 100
YEAR = re.compile(r"\d{4}-")


def _written_out(given: object) -> object:
    """A moment is written as ISO 8601, not as seconds since some other one."""
    if isinstance(given, str) and not YEAR.match(given):
        raise ValueError("Write the time as 2026-11-23T11:00:00+05:30")
    return given


def _in_utc(at: datetime) -> datetime:
    """As the database takes it, which knows no offset of 20 hours.

    Raises:
        ValueError: beyond the first or the last year.
    """
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("Out of range") from error


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
After = Annotated[
    str | None, Query(description="The `next` of the page before.", max_length=80, pattern=WITHOUT_NUL)
]
Since = Annotated[
    Moment | None,
    Query(description="Only what changed at this moment or later, those that changed longest ago first."),
]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class UnknownMark(InvalidInput):
    """`after` is not what a page before gave."""

    code = "unknown-mark"
    sentence = _("This is not the `next` of a page before.")
    field = "after"


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
            moment = datetime.fromisoformat(at)
            mark = cls(_in_utc(moment), int(pk))
            if moment.tzinfo is None or not 0 <= mark.pk < 2**63:
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
        UnknownMark: `after` is not what a page before gave.
    """
    cases = cases.filter(updated_at__lt=settled_until()).order_by("updated_at", "pk")
    if since is not None:
        cases = cases.filter(updated_at__gte=since)
    if after is not None:
        mark = Mark.read(after)
        cases = cases.filter(Q(updated_at__gt=mark.at) | Q(updated_at=mark.at, pk__gt=mark.pk))
    found: list[Grievance] = list(cases[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], str(Mark(last.updated_at, last.pk)) if last else None
