"""Many cases in one request."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field, StringConstraints

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.api.auth import Key
from sunwai.api.problems import document_of
from sunwai.api.v1.grievances import file_once, out
from sunwai.api.v1.listing import line
from sunwai.api.v1.schemas import (
    BODY_PROBLEMS,
    PROBLEMS,
    CaseLine,
    GrievanceIn,
    GrievanceOut,
    ManyIn,
    Problem,
    Words,
)
from sunwai.core import reference
from sunwai.core.errors import SunwaiError
from sunwai.grievances.models import Grievance

router = Router(tags=["grievances"])


class FilingItem(GrievanceIn):
    """A case to be filed, with what makes a repetition the same one."""

    idempotency_key: Annotated[Words, StringConstraints(min_length=1, max_length=120)]


class FileManyIn(BaseModel):
    """Up to 100 cases."""

    items: list[FilingItem] = Field(min_length=1, max_length=100)


class Filed(BaseModel):
    """What became of one item."""

    idempotency_key: str
    status: int = Field(description="201; 200 where it was filed before; or that of the problem.")
    grievance: GrievanceOut | None
    problem: Problem | None


@router.post(
    "/grievances/bulk",
    auth=Key(ApiScope.FILE),
    response={200: list[Filed]} | PROBLEMS | BODY_PROBLEMS,
    operation_id="fileGrievances",
    summary="File many cases",
)
def file_grievances(request: HttpRequest, body: FileManyIn) -> list[Filed]:
    """File up to 100 cases, each by itself: one that is refused does not undo another. The answer has an item for
    each, in their order.
    """
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return [_item_filed(key, item) for item in body.items]


@router.post(
    "/grievances/lookup",
    auth=Key(ApiScope.READ),
    response={200: list[CaseLine]} | PROBLEMS | BODY_PROBLEMS,
    operation_id="lookUpGrievances",
    summary="Read many cases of this key",
)
def look_up_grievances(request: HttpRequest, body: ManyIn) -> list[CaseLine]:
    """How up to 100 cases of this key stand; numbers that are not of such a case are left out."""
    numbers = [reference.clean(number) for number in body.references]
    own = Grievance.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    found = own.select_related("category", "place").filter(reference__in=numbers).order_by("pk")
    return [line(case) for case in found]


def _item_filed(key: ApiKey, item: FilingItem) -> Filed:
    body = GrievanceIn(**item.model_dump(exclude={"idempotency_key"}))
    try:
        status, case = file_once(key, body, item.idempotency_key)
    except SunwaiError as error:
        problem = document_of(error)
        return Filed(
            idempotency_key=item.idempotency_key,
            status=problem["status"],
            grievance=None,
            problem=Problem(**problem),
        )
    return Filed(idempotency_key=item.idempotency_key, status=status, grievance=out(case), problem=None)
