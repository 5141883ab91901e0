"""The cases of a key, page by page."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from sunwai.accounts.models import ApiScope
from sunwai.api.auth import Key
from sunwai.api.v1.pages import After, Limit, Since, UnknownMark, page_of_changes
from sunwai.api.v1.schemas import PROBLEMS, CaseLine, CasePage
from sunwai.grievances.enums import Kind, State
from sunwai.grievances.models import Grievance


def list_grievances(
    request: HttpRequest,
    state: Annotated[State | None, Query(description="Only cases in this state.")] = None,
    updated_since: Since = None,
    after: After = None,
    limit: Limit = 50,
) -> CasePage:
    """The cases that were filed with this key, oldest first; with `updated_since` in the order of their last change."""
    own = Grievance.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    cases = own.select_related("category", "place").order_by("pk")
    if state:
        cases = cases.filter(state=state)
    if updated_since is not None:
        changed, following = page_of_changes(cases, since=updated_since, after=after, limit=limit)
        return CasePage(items=[line(case) for case in changed], next=following)
    if after is not None:
        cases = cases.filter(pk__gt=_position(own, after))
    found = list(cases[: limit + 1])
    page = found[:limit]
    return CasePage(
        items=[line(case) for case in page], next=page[-1].reference if len(found) > limit else None
    )


def _position(own: QuerySet[Any], after: str) -> int:
    position = own.filter(reference=after).values_list("pk", flat=True).first()
    if position is None:
        raise UnknownMark
    return int(position)


def line(case: Grievance) -> CaseLine:
    """The case as a row of a list."""
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
        updated_at=case.updated_at,
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
