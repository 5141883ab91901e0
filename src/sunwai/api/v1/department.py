"""A department's own system: it pulls the department's cases, and says what was done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints, create_model

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.api.auth import Key
from sunwai.api.problems import document_of
from sunwai.api.v1.deeds import Deed, Files, IdempotencyKey, MaySay, Said, body_of, operation_id
from sunwai.api.v1.grievances import out
from sunwai.api.v1.listing import line
from sunwai.api.v1.pages import MOST, After, Limit, Since, page_of_changes
from sunwai.api.v1.schemas import (
    BODY_PROBLEMS,
    NOT_FOUND,
    PROBLEMS,
    CasePage,
    EntryOut,
    GrievanceOut,
    InIndia,
    Problem,
    Reference,
    Words,
)
from sunwai.api.v1.timeline import entry_out
from sunwai.api.v1.uploads import FileOut, files_out
from sunwai.core import clock
from sunwai.core.errors import NotAllowed, SunwaiError
from sunwai.grievances import perms
from sunwai.grievances.actions import form, levels, special_closure, transfer, work
from sunwai.grievances.enums import ClosureReason, EscalationReason, Kind, SendBackReason, State
from sunwai.grievances.errors import CategoryNotInUse, DoneBefore
from sunwai.grievances.models import Grievance
from sunwai.grievances.selectors import event_by, find_by_reference, own_uploads, timeline_of
from sunwai.grievances.workflow import WORKFLOW
from sunwai.offices.models import Category
from sunwai.offices.selectors import category_of_code
from sunwai.offices.systems import DepartmentSystem, system_of

router = Router(tags=["department"])
READ, WRITE = Key(ApiScope.DEPARTMENT_READ), Key(ApiScope.DEPARTMENT_WRITE)


class NoDepartment(NotAllowed):
    """The key has the scope of a department's own system, and belongs to none."""

    code = "no-department"
    sentence = _("This key belongs to no department. An administrator sets it.")


Officer = Annotated[
    Words,
    StringConstraints(min_length=1, max_length=60),
    Field(description="User name of the officer who does this, by a post of the department."),
]
MayBeOfficer = Annotated[
    Words, StringConstraints(max_length=60), Field(description="As above; may be empty.")
]

# fmt: off
WORDS:   dict[str, Any] = {"words": (Said, ...)}
REMARK:  dict[str, Any] = {"words": (MaySay, "")}
OFFICER: dict[str, Any] = {"officer": (Officer, ...)}
ALONE:   dict[str, Any] = {"officer": (MayBeOfficer, "")}
ELSEWHERE: dict[str, Any] = {
    "category": (Annotated[Words, StringConstraints(max_length=80)], ...),
    "citizen_spoken_to": (Literal[True], ...),
}
CLOSURE: dict[str, Any] = {"reason": (ClosureReason, ...), "evidence": (Files, [])}

# Name → what the system can do. Where the rules want to know a person, the officer is needed.
DEEDS: dict[str, Deed] = {
    "take-up": Deed("take_up", ALONE, work.take_up, "Begin work; the citizen is told."),
    "note": Deed("note", ALONE | WORDS, work.add_note, "An interim note, which the citizen is told."),
    "ask-citizen": Deed("ask_citizen", ALONE | WORDS, work.ask_citizen,
        "Ask the citizen something; the clock stands still meanwhile."),
    "resolve": Deed("resolve", ALONE | WORDS | {"proof": (Annotated[Files, Field(min_length=1)], ...)}, work.resolve,
        "Report the work done, with proof. The closure question goes to the citizen, who alone closes the case."),
    "propose-transfer": Deed("propose_transfer",
        OFFICER | WORDS | ELSEWHERE, transfer.propose_transfer,
        "Say that it belongs to another department; a higher post decides."),
    "approve-transfer": Deed("approve_transfer", OFFICER | REMARK, transfer.approve_transfer, "Send it there."),
    "refuse-transfer": Deed("refuse_transfer", OFFICER | WORDS, transfer.refuse_transfer, "It stays."),
    "propose-special-closure": Deed("propose_special_closure", OFFICER | WORDS | CLOSURE,
        special_closure.propose_special_closure, "Propose to close without the citizen's yes; a higher post decides."),
    "approve-special-closure": Deed("approve_special_closure", OFFICER | REMARK,
        special_closure.approve_special_closure, "Give the citizen notice; they may object."),
    "return-special-closure": Deed("return_special_closure", OFFICER | WORDS,
        special_closure.return_special_closure, "Not approved: back to work."),
    "mark-invalid": Deed("mark_invalid", OFFICER | WORDS | CLOSURE, special_closure.mark_invalid,
        "Find at L3 or above that it is not one for the helpline; same notice, same right to object."),
    "change-form": Deed("change_form", OFFICER | WORDS | {"kind": (Kind, ...)}, form.change_form,
        "A complaint is a demand or a suggestion, or the other way round; the citizen may object."),
    "escalate": Deed("escalate", OFFICER | WORDS | {"reason": (EscalationReason, ...)}, levels.escalate,
        "L3 hands it up to L4."),
    "send-back": Deed("send_back", OFFICER | WORDS | {"reason": (SendBackReason, ...)}, levels.send_back,
        "L4 gives it back to L3."),
}
# fmt: on
BODIES = {name: body_of(name, deed) for name, deed in DEEDS.items()}
Doing = Literal[
    "take-up", "note", "ask-citizen", "resolve", "propose-transfer", "approve-transfer", "refuse-transfer",
    "propose-special-closure", "approve-special-closure", "return-special-closure", "mark-invalid",
    "change-form", "escalate", "send-back",
]  # fmt: skip


class DepartmentGrievance(GrievanceOut):
    """A case as the department's own system may see it: all but who the citizen is."""

    landmark: str
    latitude: float | None
    longitude: float | None
    answers: dict[str, Any] = Field(description="To the category's questions, by code.")
    attended_at: InIndia | None
    transfer_count: int
    possible: list[Doing] = Field(description="What this system can do now, alone or for the holder.")
    files: list[FileOut]


class Pushed(BaseModel):
    """What became of one item."""

    reference: str
    status: int = Field(description="200, or that of the problem.")
    state: State | None = Field(description="How the case stands now; none where there was a problem.")
    problem: Problem | None


# ── Many at once ─────────────────────────────────────────────────────────────────────────────────────────

ITEMS: tuple[Any, ...] = tuple(
    create_model(
        f"{BODIES[name].__name__.removesuffix('In')}Item",
        __base__=BODIES[name],
        do=cast("Any", (Literal[name], ...)),
        reference=(Annotated[Words, StringConstraints(max_length=40)], ...),
        idempotency_key=(Annotated[Words, StringConstraints(max_length=100)], ""),
    )
    for name in DEEDS
)
Item: Any = ITEMS[0]
for one in ITEMS[1:]:
    Item = Item | one
PushIn: type[BaseModel] = create_model(
    "PushIn",
    __doc__="Up to 100 things that were done.",
    items=cast(
        "Any", (list[Annotated[Item, Field(discriminator="do")]], Field(min_length=1, max_length=MOST))
    ),
)


def push(request: HttpRequest, body: Any) -> list[Pushed]:
    """Up to 100 things that were done, each by itself: one that is refused does not undo another. The answer has an
    item for each, in their order.
    """
    return [_pushed(request, item) for item in body.items]


push.__annotations__["body"] = PushIn
router.post(
    "/department/grievances/bulk",
    auth=WRITE,
    response={200: list[Pushed]} | PROBLEMS | BODY_PROBLEMS,
    operation_id="pushDepartment",
    summary="Say what was done, many at once",
)(push)

# ── One by one ──────────────────────────────────────────────────────────────────────────────────────


@router.get(
    "/department/grievances",
    auth=READ,
    response={200: CasePage} | PROBLEMS,
    operation_id="listDepartmentGrievances",
    summary="List the cases of the department",
)
def list_department_grievances(
    request: HttpRequest,
    state: Annotated[State | None, Query(description="Only cases in this state.")] = None,
    level: Annotated[int | None, Query(ge=1, le=5)] = None,
    updated_since: Since = None,
    after: After = None,
    limit: Limit = 50,
) -> CasePage:
    """The department's cases, those that changed longest ago first. To keep up, ask with `updated_since` as of the last
    answer; a case that changed comes again.
    """
    cases = Grievance.objects.visible_to(_system(request)).select_related("category", "place")
    if state:
        cases = cases.filter(state=state)
    if level:
        cases = cases.filter(level=level)
    found, following = page_of_changes(cases, since=updated_since, after=after, limit=limit)
    return CasePage(items=[line(case) for case in found], next=following)


@router.get(
    "/department/grievances/{reference}",
    auth=READ,
    response={200: DepartmentGrievance} | PROBLEMS | NOT_FOUND,
    operation_id="readDepartmentGrievance",
    summary="Read a case of the department",
)
def read_department_grievance(request: HttpRequest, reference: Reference) -> DepartmentGrievance:
    """A case with the citizen's words, answers and files, and what can be done with it."""
    system = _system(request)
    return _out(_case(system, reference), system)


@router.get(
    "/department/grievances/{reference}/timeline",
    auth=READ,
    response={200: list[EntryOut]} | PROBLEMS | NOT_FOUND,
    operation_id="readDepartmentTimeline",
    summary="What happened to a case of the department",
)
def read_department_timeline(request: HttpRequest, reference: Reference) -> list[EntryOut]:
    """What happened, oldest first, as the citizen sees it; officers are named by their post."""
    system = _system(request)
    return [entry_out(entry) for entry in timeline_of(_case(system, reference), system)]


def _operation(name: str, deed: Deed) -> None:
    """`POST /department/grievances/{reference}/{name}`."""

    def do(
        request: HttpRequest, reference: str, body: BaseModel, idempotency_key: str | None = None
    ) -> DepartmentGrievance:
        system = _system(request, number=idempotency_key or "", officer=getattr(body, "officer", ""))
        return _out(_done(name, system, reference, body), system)

    do.__doc__ = deed.help
    do.__annotations__ |= {
        "request": HttpRequest,
        "reference": Reference,
        "body": BODIES[name],
        "idempotency_key": IdempotencyKey,
    }
    router.post(
        f"/department/grievances/{{reference}}/{name}",
        auth=WRITE,
        response={200: DepartmentGrievance} | PROBLEMS | NOT_FOUND | BODY_PROBLEMS,
        operation_id=operation_id(name, "department"),
        summary=name.replace("-", " ").capitalize(),
    )(do)


for _name, _deed in DEEDS.items():
    _operation(_name, _deed)


def _pushed(request: HttpRequest, item: Any) -> Pushed:
    try:
        system = _system(request, number=item.idempotency_key, officer=item.officer)
        case = _done(item.do, system, item.reference, item)
    except Http404:
        problem = document_of(404)
        return Pushed(reference=item.reference, status=404, state=None, problem=Problem(**problem))
    except SunwaiError as error:
        problem = document_of(error)
        return Pushed(
            reference=item.reference, status=problem["status"], state=None, problem=Problem(**problem)
        )
    return Pushed(reference=case.reference, status=200, state=State(case.state), problem=None)


# ── What both share ──────────────────────────────────────────────────────────────────────────────────────


def _system(request: HttpRequest, *, number: str = "", officer: str = "") -> DepartmentSystem:
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    system = system_of(key, number=number, officer=officer)
    if system is None:
        raise NoDepartment
    return system


def _case(system: DepartmentSystem, reference: str) -> Grievance:
    case = find_by_reference(reference, system)
    if case is None:
        raise Http404
    return case


def _done(name: str, system: DepartmentSystem, reference: str, body: BaseModel) -> Grievance:
    """Do it, unless it was done before under the same number; the case as it is then."""
    case = _case(system, reference)
    if not (system.number and event_by(case, system)):
        given = {
            field: LOOKED_UP.get(field, _as_sent)(system, getattr(body, field))
            for field in DEEDS[name].fields
            if field != "officer"
        }
        with suppress(DoneBefore):  # twice at the same moment
            DEEDS[name].run(grievance=case, actor=system, now=clock.now(), **given)
    return find_by_reference(reference, system) or _gone(case)


def _gone(case: Grievance) -> Grievance:
    """A case that has just left the department: as it is now, for this one answer."""
    case.refresh_from_db()
    return case


def _as_sent(_system: DepartmentSystem, given: Any) -> Any:
    return given


def _category(_system: DepartmentSystem, code: str) -> Category:
    category = category_of_code(code)
    if category is None:
        raise CategoryNotInUse
    return category


def _files(system: DepartmentSystem, numbers: list[UUID]) -> Any:
    return own_uploads(system, numbers)


# Field → what the action is given for what was sent.
LOOKED_UP: dict[str, Callable[[DepartmentSystem, Any], Any]] = {
    "category": _category,
    "proof": _files,
    "evidence": _files,
}


def _out(case: Grievance, system: DepartmentSystem) -> DepartmentGrievance:
    possible = set(perms.possible_actions(system, case)) | _possible_for_holder(case)
    names: list[Any] = [name for name, deed in DEEDS.items() if deed.action in possible]
    return DepartmentGrievance(
        **out(case).model_dump(),
        landmark=case.landmark,
        latitude=case.latitude,
        longitude=case.longitude,
        answers=case.answers,
        attended_at=case.attended_at,
        transfer_count=case.transfer_count,
        possible=names,
        files=files_out(case, system),
    )


def _possible_for_holder(case: Grievance) -> set[str]:
    return set(WORKFLOW.possible(case, {"holder", "transfer_approver", "closure_approver"}))
