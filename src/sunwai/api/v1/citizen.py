"""A citizen's app: signing in by a code, and everything that the portal lets a citizen do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Status
from pydantic import BaseModel, Field, StrictBool, StringConstraints

from sunwai.accounts.models import ApiScope
from sunwai.api.auth import CitizenToken, Key
from sunwai.api.v1.deeds import Deed, Files, IdempotencyKey, MaySay, Rating, Said, body_of, operation_id
from sunwai.api.v1.grievances import UnknownPlace, named, out
from sunwai.api.v1.listing import line
from sunwai.api.v1.pages import After, Limit, Since, page_of_changes
from sunwai.api.v1.schemas import (
    BODY_PROBLEMS,
    NOT_FOUND,
    PROBLEMS,
    CasePage,
    CitizenGrievanceIn,
    EntryOut,
    GrievanceOut,
    InIndia,
    Named,
    Reference,
    Words,
)
from sunwai.api.v1.timeline import entry_out
from sunwai.api.v1.uploads import FileOut, files_out
from sunwai.citizens.actions import update_citizen
from sunwai.citizens.models import AppSession, Citizen, Language
from sunwai.citizens.sessions import begin_app_session, end_app_session, renew_app_session, token_of
from sunwai.core import clock
from sunwai.core.encryption import blind_index
from sunwai.core.errors import SunwaiError
from sunwai.grievances import perms
from sunwai.grievances.actions.closure import answer_as_supporter, confirm, deny, reopen
from sunwai.grievances.actions.drafts import begin_draft, drop_draft
from sunwai.grievances.actions.form import object_to_form
from sunwai.grievances.actions.registration import Complaint, join_grievance, register_grievance
from sunwai.grievances.actions.special_closure import object_to_closure
from sunwai.grievances.actions.work import add_citizen_note, answer_question
from sunwai.grievances.enums import DenialReason, State
from sunwai.grievances.lookalikes import CONSIDERED, Lookalike, find_lookalikes
from sunwai.grievances.models import Draft, Grievance
from sunwai.grievances.selectors import (
    find_by_reference,
    form_was_changed,
    own_uploads,
    reopen_until,
    timeline_of,
)
from sunwai.messages.enums import Channel
from sunwai.messages.sign_in import send_one_time_code, sign_in_citizen
from sunwai.places.selectors import place_of_code

router = Router(tags=["citizen"])
APP, SIGNED_IN = Key(ApiScope.APP), CitizenToken()
Mobile = Annotated[Words, StringConstraints(min_length=10, max_length=20)]


class CodeIn(BaseModel):
    """Where to send a code."""

    mobile: Mobile


class SignInIn(CodeIn):
    """The code that arrived."""

    code: Annotated[Words, StringConstraints(min_length=1, max_length=20)]


class TokenOut(BaseModel):
    """What to send as a bearer token in the citizen's name."""

    token: str
    expires_at: InIndia


class CitizenOut(BaseModel):
    """Who is signed in."""

    mobile: str
    name: str
    language: Language
    place: Named | None


class CitizenIn(BaseModel):
    """What to change; what is left out stays."""

    name: Annotated[Words, StringConstraints(max_length=120)] | None = None
    language: Language | None = None
    place: Annotated[Words, StringConstraints(max_length=40)] | None = Field(
        default=None, description="Code of the village, ward or town in which the citizen lives."
    )


class SimilarIn(BaseModel):
    """What a citizen is about to bring."""

    category: Annotated[Words, StringConstraints(max_length=80)]
    place: Annotated[Words, StringConstraints(max_length=40)]
    text: Annotated[Words, StringConstraints(max_length=5000)] = ""


class SimilarOut(BaseModel):
    """An open case that may be the same: never whose it is, or their words."""

    reference: str
    category: Named
    place: Named
    registered_at: InIndia
    people: int = Field(description="How many stand behind it.")
    own: bool = Field(description="The citizen's own, or one they joined.")


WORDS: dict[str, Any] = {"words": (Said, ...)}
REMARK: dict[str, Any] = {"words": (MaySay, "")}
RATING: dict[str, Any] = {"rating": (Rating | None, None)}
FILES: dict[str, Any] = {"uploads": (Files, [])}

# fmt: off
# Name → what a citizen can say to a case.
DEEDS: dict[str, Deed] = {
    "note": Deed("citizen_note", WORDS | FILES, add_citizen_note, "Add something; it never moves a deadline."),
    "answer": Deed("answer_question", WORDS | FILES, answer_question, "Answer the officer; the clock runs on."),
    "confirm": Deed("confirm", REMARK | RATING, confirm,
        "Yes, it is done: the one way to *closed, satisfied*."),
    "deny": Deed("deny", REMARK | {"reason": (DenialReason, ...)}, deny, "No, it is not done: one level up."),
    "object": Deed("object", WORDS, object_to_closure, "Object to a special closure: one level up."),
    "object-to-kind": Deed("object_to_form", WORDS, object_to_form, "Object to a change of kind: it is changed back."),
    "reopen": Deed("reopen", WORDS, reopen, "Open a closed case again, once, within thirty days."),
    "supporter-answer": Deed("supporter_answer", REMARK | {"done": (StrictBool, ...)}, answer_as_supporter,
        "Say whether it is done for you, who joined it, too."),
}
# fmt: on
# What must hold beside the workflow table.
ALSO: dict[str, Callable[[Grievance], Any]] = {"object-to-kind": form_was_changed, "reopen": reopen_until}
BODIES = {name: body_of(f"citizen-{name}", deed) for name, deed in DEEDS.items()}
Saying = Literal[
    "note", "answer", "confirm", "deny", "object", "object-to-kind", "reopen", "supporter-answer"
]


class CitizenGrievance(GrievanceOut):
    """A case as its citizen sees it."""

    standing: str = Field(description="Where it stands, in words for the citizen.")
    landmark: str
    possible: list[Saying] = Field(description="What the citizen can say to it now.")
    files: list[FileOut]


# ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────


@router.post(
    "/citizen/codes",
    auth=APP,
    response={204: None} | PROBLEMS | BODY_PROBLEMS,
    operation_id="sendCode",
    summary="Send a one-time code",
)
def send_code(request: HttpRequest, body: CodeIn) -> Status[None]:
    """Send a code to a mobile. The answer does not tell whether the helpline knows the number."""
    address = get_adapter().get_client_ip(request)
    send_one_time_code(mobile=body.mobile, address=address, language=language_asked(), now=clock.now())
    return Status(204, None)


@router.post(
    "/citizen/tokens",
    auth=APP,
    response={201: TokenOut} | PROBLEMS | BODY_PROBLEMS,
    operation_id="signIn",
    summary="Sign in with the code",
)
def sign_in(request: HttpRequest, body: SignInIn) -> Status[TokenOut]:
    """A token in exchange for the code, good for `app.hours` hours and only with this app's key."""
    now = clock.now()
    citizen = sign_in_citizen(mobile=body.mobile, code=body.code, language=language_asked(), now=now)
    session = begin_app_session(citizen=citizen, key=request.auth, now=now)  # type: ignore[attr-defined]
    return Status(201, TokenOut(token=token_of(session), expires_at=session.expires_at))


@router.post(
    "/citizen/tokens/renewed",
    auth=SIGNED_IN,
    response={201: TokenOut} | PROBLEMS,
    operation_id="renewToken",
    summary="Renew the token",
)
def renew(request: HttpRequest) -> Status[TokenOut]:
    """A new token before the old one, which then ends, runs out; for `app.days` days after the code."""
    session = renew_app_session(session=_session(request), now=clock.now())
    return Status(201, TokenOut(token=token_of(session), expires_at=session.expires_at))


@router.delete(
    "/citizen/tokens/current",
    auth=SIGNED_IN,
    response={204: None} | PROBLEMS,
    operation_id="signOut",
    summary="Sign out",
)
def sign_out(request: HttpRequest) -> Status[None]:
    """The token is void at once."""
    end_app_session(session=_session(request), now=clock.now())
    return Status(204, None)


# ── Who is signed in ─────────────────────────────────────────────────────────────────────────────────────


@router.get(
    "/citizen",
    auth=SIGNED_IN,
    response={200: CitizenOut} | PROBLEMS,
    operation_id="readCitizen",
    summary="Who is signed in",
)
def read_citizen(request: HttpRequest) -> CitizenOut:
    """What the helpline knows of the citizen."""
    return _citizen_out(signed_in(request))


@router.patch(
    "/citizen",
    auth=SIGNED_IN,
    response={200: CitizenOut} | PROBLEMS | BODY_PROBLEMS,
    operation_id="changeCitizen",
    summary="Change name, language or place",
)
def change_citizen(request: HttpRequest, body: CitizenIn) -> CitizenOut:
    """Change what is sent; what is left out stays as it is."""
    place = place_of_code(body.place) if body.place is not None else None
    if body.place is not None and place is None:
        raise UnknownPlace
    changed = update_citizen(
        citizen=signed_in(request), name=body.name, language=body.language, place=place, now=clock.now()
    )
    return _citizen_out(changed)


# ── Cases ────────────────────────────────────────────────────────────────────────────────────────────────


@router.get(
    "/citizen/grievances",
    auth=SIGNED_IN,
    response={200: CasePage} | PROBLEMS,
    operation_id="listOwnGrievances",
    summary="List the citizen's cases",
)
def list_own(
    request: HttpRequest,
    state: Annotated[State | None, Query(description="Only cases in this state.")] = None,
    updated_since: Since = None,
    after: After = None,
    limit: Limit = 50,
) -> CasePage:
    """What the citizen brought or joined, those that changed longest ago first."""
    cases = Grievance.objects.visible_to(signed_in(request)).select_related("category", "place")
    if state:
        cases = cases.filter(state=state)
    found, following = page_of_changes(cases, since=updated_since, after=after, limit=limit)
    return CasePage(items=[line(case) for case in found], next=following)


@router.post(
    "/citizen/grievances",
    auth=SIGNED_IN,
    response={201: CitizenGrievance} | PROBLEMS | BODY_PROBLEMS,
    operation_id="fileOwnGrievance",
    summary="File a case as the citizen",
)
def file_own(
    request: HttpRequest, body: CitizenGrievanceIn, idempotency_key: IdempotencyKey = None
) -> Status[CitizenGrievance]:
    """File a case. With an `Idempotency-Key` an app that was out of reach may send it again: it makes one case."""
    citizen, now = signed_in(request), clock.now()
    category, place = named(body)
    draft = (
        begin_draft(name=_name(citizen, idempotency_key), citizen=citizen, now=now)
        if idempotency_key
        else None
    )
    try:
        case = register_grievance(
            citizen=citizen,
            complaint=Complaint(
                kind=body.kind,
                category=category,
                place=place,
                text=body.text,
                answers=dict(body.answers),
                landmark=body.landmark,
                latitude=body.latitude,
                longitude=body.longitude,
                uploads=_uploads(citizen, body.uploads, draft),
                language=citizen.language,
            ),
            channel=Channel.APP,
            actor=citizen,
            now=now,
            draft=draft,
        )
    except SunwaiError:
        if draft:
            drop_draft(draft=draft)
        raise
    return Status(201, _out(_case(request, case.reference), citizen))


@router.post(
    "/citizen/similar",
    auth=SIGNED_IN,
    response={200: list[SimilarOut]} | PROBLEMS | BODY_PROBLEMS,
    operation_id="findSimilar",
    summary="Cases that may be the same",
)
def similar(request: HttpRequest, body: SimilarIn) -> list[SimilarOut]:
    """Open cases of the same subject at the same place, which a citizen may join instead of filing anew."""
    return [_similar_out(like) for like in _similar(signed_in(request), body)]


@router.get(
    "/citizen/grievances/{reference}",
    auth=SIGNED_IN,
    response={200: CitizenGrievance} | PROBLEMS | NOT_FOUND,
    operation_id="readOwnGrievance",
    summary="Read one of the citizen's cases",
)
def read_own(request: HttpRequest, reference: Reference) -> CitizenGrievance:
    """A case the citizen brought or joined, and what can be said to it now."""
    return _out(_case(request, reference), signed_in(request))


@router.get(
    "/citizen/grievances/{reference}/timeline",
    auth=SIGNED_IN,
    response={200: list[EntryOut]} | PROBLEMS | NOT_FOUND,
    operation_id="readOwnTimeline",
    summary="What happened to one of the citizen's cases",
)
def read_own_timeline(request: HttpRequest, reference: Reference) -> list[EntryOut]:
    """What happened, oldest first."""
    return [entry_out(entry) for entry in timeline_of(_case(request, reference), signed_in(request))]


@router.post(
    "/citizen/grievances/{reference}/join",
    auth=SIGNED_IN,
    response={200: CitizenGrievance} | PROBLEMS | NOT_FOUND | BODY_PROBLEMS,
    operation_id="citizenJoin",
    summary="Join a case",
)
def join(request: HttpRequest, reference: Reference, body: SimilarIn) -> CitizenGrievance:
    """ "I have this too": of a case that `similar` offers for the same body, no other."""
    citizen = signed_in(request)
    offered = {like.grievance.reference: like.grievance for like in _similar(citizen, body, limit=CONSIDERED)}
    if reference not in offered:
        raise Http404
    join_grievance(
        grievance=offered[reference], citizen=citizen, channel=Channel.APP, actor=citizen, now=clock.now()
    )
    return _out(_case(request, reference), citizen)


def _operation(name: str, deed: Deed) -> None:
    """`POST /citizen/grievances/{reference}/{name}`."""

    def do(request: HttpRequest, reference: str, body: BaseModel) -> CitizenGrievance:
        citizen = signed_in(request)
        case = _case(request, reference)
        given = {field: getattr(body, field) for field in deed.fields}
        if "uploads" in given:
            given["uploads"] = own_uploads(citizen, given["uploads"])
        deed.run(grievance=case, channel=Channel.APP, actor=citizen, now=clock.now(), **given)
        return _out(_case(request, reference), citizen)

    do.__doc__ = deed.help
    do.__annotations__ |= {"request": HttpRequest, "reference": Reference, "body": BODIES[name]}
    router.post(
        f"/citizen/grievances/{{reference}}/{name}",
        auth=SIGNED_IN,
        response={200: CitizenGrievance} | PROBLEMS | NOT_FOUND | BODY_PROBLEMS,
        operation_id=operation_id(name, "citizen"),
        summary=name.replace("-", " ").capitalize(),
    )(do)


for _name_, _deed in DEEDS.items():
    _operation(_name_, _deed)


def _session(request: HttpRequest) -> AppSession:
    session: AppSession = request.auth  # type: ignore[attr-defined]
    return session


def signed_in(request: HttpRequest) -> Citizen:
    """Whose token it is."""
    return _session(request).citizen


def _case(request: HttpRequest, reference: str) -> Grievance:
    case = find_by_reference(reference, signed_in(request))
    if case is None:
        raise Http404
    return case


def _similar(citizen: Citizen, body: SimilarIn, *, limit: int = 5) -> list[Lookalike]:
    category, place = named(body)
    return find_lookalikes(
        category=category, place=place, text=body.text, citizen=citizen, now=clock.now(), limit=limit
    )


def _name(citizen: Citizen, idempotency_key: str) -> UUID:
    """The name of the draft under which the same request is known again; nobody else can make it up."""
    return UUID(bytes=blind_index(f"app:{citizen.pk}:{idempotency_key}")[:16])


def _uploads(citizen: Citizen, numbers: list[UUID], draft: Draft | None) -> Any:
    """None are looked for where the case was made before: they hang on it already."""
    return () if draft and draft.grievance_id else tuple(own_uploads(citizen, numbers))


def language_asked() -> str:
    """Hindi unless English is asked for."""
    return Language.ENGLISH if get_language() == "en" else Language.HINDI


def _citizen_out(citizen: Citizen) -> CitizenOut:
    place = citizen.place
    return CitizenOut(
        mobile=citizen.mobile or "",
        name=citizen.name,
        language=Language(citizen.language),
        place=Named(code=place.code, name_hi=place.label("hi"), name_en=place.label("en")) if place else None,
    )


def _similar_out(like: Lookalike) -> SimilarOut:
    case = like.grievance
    return SimilarOut(
        reference=case.reference,
        category=Named(code=case.category.code, name_hi=case.category.name_hi, name_en=case.category.name_en),
        place=Named(code=case.place.code, name_hi=case.place.label("hi"), name_en=case.place.label("en")),
        registered_at=case.registered_at,
        people=like.people,
        own=like.own,
    )


def _out(case: Grievance, citizen: Citizen) -> CitizenGrievance:
    possible = set(perms.possible_actions(citizen, case))
    names: list[Any] = [
        name
        for name, deed in DEEDS.items()
        if deed.action in possible and (name not in ALSO or ALSO[name](case))
    ]
    return CitizenGrievance(
        **out(case).model_dump(),
        standing=str(State(case.state).for_citizen),
        landmark=case.landmark,
        possible=names,
        files=files_out(case, citizen),
    )
