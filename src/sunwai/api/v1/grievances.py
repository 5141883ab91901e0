"""Filing a case and following it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Protocol

from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Header, Router, Status

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.api.auth import Key
from sunwai.api.v1.schemas import (
    BODY_PROBLEMS,
    NOT_FOUND,
    PROBLEMS,
    GrievanceIn,
    GrievanceOut,
    Named,
    Reference,
)
from sunwai.citizens.actions import Person
from sunwai.core import clock
from sunwai.core.errors import InvalidInput, SunwaiError
from sunwai.core.prepared import prepared
from sunwai.grievances.actions.registration import Complaint, Filing, register_grievance
from sunwai.grievances.dispatch import explain
from sunwai.grievances.enums import Kind, State
from sunwai.grievances.errors import CategoryNotInUse
from sunwai.grievances.filed import filed_with
from sunwai.grievances.models import ApiFiling, Grievance
from sunwai.grievances.selectors import own_uploads
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category
from sunwai.offices.selectors import category_of_code
from sunwai.places.models import Place
from sunwai.places.selectors import place_of_code

router = Router(tags=["grievances"])


class Names(Protocol):
    """What names a category and a place by their codes."""

    category: str
    place: str


class UnknownPlace(InvalidInput):
    """There is no place of this code."""

    code = "unknown-place"
    sentence = _("There is no place with this code, or it is not in use any more.")
    field = "place"


class KeyUsedTwice(InvalidInput):
    """One idempotency key came with two different requests."""

    code = "idempotency-key-reused"
    sentence = _("This Idempotency-Key came with another request before. Please send a new one.")
    field = "Idempotency-Key"


@router.post(
    "/grievances",
    auth=Key(ApiScope.FILE),
    response={201: GrievanceOut, 200: GrievanceOut} | PROBLEMS | BODY_PROBLEMS,
    operation_id="fileGrievance",
    summary="File a case",
)
def file_grievance(
    request: HttpRequest,
    body: GrievanceIn,
    idempotency_key: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=120)
    ] = None,
) -> Status[GrievanceOut]:
    """File a case for a citizen. With an `Idempotency-Key`, the same request twice makes one case (then 200)."""
    status, case = file_once(request.auth, body, idempotency_key)  # type: ignore[attr-defined]
    return Status(status, out(case))


@router.get(
    "/grievances/{reference}",
    auth=Key(ApiScope.READ),
    response={200: GrievanceOut} | PROBLEMS | NOT_FOUND,
    operation_id="readGrievance",
    summary="Read a case",
)
def read_grievance(request: HttpRequest, reference: Reference) -> GrievanceOut:
    """A case that was filed with this key."""
    with prepared():
        case = filed_with(request.auth, reference)  # type: ignore[attr-defined]
        if case is None:
            raise Http404
        return out(case)


def out(case: Grievance) -> GrievanceOut:
    """The case as it goes over the wire."""
    category, post, place = case.category, case.post, case.place
    department = category.department
    return GrievanceOut(
        reference=case.reference,
        kind=Kind(case.kind),
        state=State(case.state),
        level=case.level,
        category=Named(code=category.code, name_hi=category.name_hi, name_en=category.name_en),
        department=Named(code=department.code, name_hi=department.name_hi, name_en=department.name_en),
        place=Named(code=place.code, name_hi=place.label("hi"), name_en=place.label("en")),
        officer=Named(
            code=f"{post.designation.code}@{post.place.code}",
            name_hi=f"{post.designation.name_hi}, {post.place.name('hi')}",
            name_en=f"{post.designation.name_en}, {post.place.name('en')}",
        ),
        explanation=explain(case),
        text=case.text,
        registered_at=case.registered_at,
        due_at=case.due_at,
        resolved_at=case.resolved_at,
        closed_at=case.closed_at,
        rating=case.rating,
        reopen_count=case.reopen_count,
        supporter_count=case.supporter_count,
        source_reference=case.source_reference,
    )


def file_once(key: ApiKey, body: GrievanceIn, idempotency_key: str | None) -> tuple[int, Grievance]:
    """The case and 201; 200 where the same request made it before."""
    digest = hashlib.sha256(body.model_dump_json().encode()).digest()
    with prepared():
        try:
            return 201, _file(key, body, Filing(key, idempotency_key, digest))
        except (IntegrityError, SunwaiError):
            # Sent again: the table of filings refuses it, or the data it names is no longer in use.
            if found := _filed_before(key, idempotency_key, digest):
                return 200, found
            raise


def _filed_before(key: ApiKey, idempotency_key: str | None, digest: bytes) -> Grievance | None:
    if idempotency_key is None:
        return None
    filing = ApiFiling.objects.visible_to(key).filter(idempotency_key=idempotency_key).first()
    if filing is None:
        return None
    if bytes(filing.request_digest) != digest:
        raise KeyUsedTwice
    case: Grievance = Grievance.objects.visible_to(key).get(pk=filing.grievance_id)
    return case


def named(body: Names) -> tuple[Category, Place]:
    """The category and the place that `body` names.

    Raises:
        CategoryNotInUse, UnknownPlace: see there.
    """
    category, place = category_of_code(body.category), place_of_code(body.place)
    if category is None:
        raise CategoryNotInUse
    if place is None:
        raise UnknownPlace
    return category, place


def _file(key: ApiKey, body: GrievanceIn, filing: Filing) -> Grievance:
    category, place = named(body)
    complaint = Complaint(
        kind=body.kind,
        category=category,
        place=place,
        text=body.text,
        answers=dict(body.answers),
        landmark=body.landmark,
        latitude=body.latitude,
        longitude=body.longitude,
        language=body.language,
        source_reference=body.source_reference,
        uploads=tuple(own_uploads(key, body.uploads)),
    )
    return register_grievance(
        citizen=Person(mobile=body.mobile, name=body.name, language=body.language),
        complaint=complaint,
        channel=Channel.API,
        actor=key,
        now=clock.now(),
        filing=filing,
    )
