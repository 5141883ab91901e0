"""The cases of a key, page by page."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from sunwai.accounts.models import ApiScope
from sunwai.api.auth import Key
from sunwai.api.v1.schemas import PROBLEMS, WITHOUT_NUL, CaseLine, CasePage
from sunwai.core.errors import InvalidInput
from sunwai.grievances.enums import Kind, State
from sunwai.grievances.models import Grievance

MOST = 100


class UnknownMark(InvalidInput):
    """`after` is not a case of this key."""

    code = "unknown-mark"
    sentence = _("This is not the number of a case that was filed with this key.")
    field = "after"


def list_grievances(
    request: HttpRequest,
    state: Annotated[State | None, Query(description="Only cases in this state.")] = None,
    after: Annotated[
        str | None, Query(description="The `next` of the page before.", max_length=40, pattern=WITHOUT_NUL)
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> CasePage:
    """The cases that were filed with this key, oldest first."""
    own = Grievance.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    cases = own.select_related("category", "place").order_by("pk")
    if after is not None:
        cases = cases.filter(pk__gt=_position(own, after))
    if state:
        cases = cases.filter(state=state)
    found = list(cases[: limit + 1])
    page = found[:limit]
    return CasePage(
        items=[_line(case) for case in page], next=page[-1].reference if len(found) > limit else None
    )


def _position(own: QuerySet[Any], after: str) -> int:
    position = own.filter(reference=after).values_list("pk", flat=True).first()
    if position is None:
        raise UnknownMark
    return int(position)


def _line(case: Grievance) -> CaseLine:
    return CaseLine(
        reference=case.reference,
        kind=Kind(case.kind),
        state=State(case.state),
        level=case.level,
        category=case.category.code,
        place=case.place.code,
        registered_at=case.registered_at,
        due_at=case.due_at,
        resolved_at=case.resolved_at,
        closed_at=case.closed_at,
        source_reference=case.source_reference,
    )


def add_to(router: Router) -> None:
    """List under the address at which `router` files."""
    router.get(
        "/grievances",
        auth=Key(ApiScope.READ),
        response={200: CasePage} | PROBLEMS,
        operation_id="listGrievances",
        summary="List the cases of this key",
    )(list_grievances)
