"""Government schemes: searching, reading one, and which of them somebody is entitled to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Path, Query, Router
from pydantic import BaseModel, Field, StrictFloat, StrictInt, StringConstraints

from sunwai.api.auth import Key
from sunwai.api.v1.pages import After, Limit, UnknownMark
from sunwai.api.v1.schemas import BODY_PROBLEMS, NOT_FOUND, PROBLEMS, WITHOUT_NUL, Named, Words
from sunwai.grievances.errors import AnswerInvalid
from sunwai.schemes import directory
from sunwai.schemes.directory import Question
from sunwai.schemes.eligibility import Verdict, in_words, said
from sunwai.schemes.enums import Level, Status
from sunwai.schemes.models import LONGEST_QUESTION, Scheme
from sunwai.schemes.parts import NAMES
from sunwai.schemes.selectors import Entitled, all_schemes, entitlements, find_scheme, search_schemes

router = Router(tags=["schemes"])


class FactInvalid(AnswerInvalid):
    """There is no such question about a person, or this does not answer it."""

    field = "facts"


Code = Annotated[str | None, Query(max_length=40, pattern=WITHOUT_NUL)]
Answer = Annotated[Words, StringConstraints(max_length=40)]


# ── What goes over the wire ──────────────────────────────────────────────────────────────────────────────


class SchemeLine(Named):
    """A scheme as a row of a list; `short` in the language that was asked for."""

    department: str = Field(description="Code of the department.")
    kind: str
    benefit: str
    groups: list[str]
    level: Level
    status: Status
    short: str


class SchemePage(BaseModel):
    """Some schemes, the likeliest first where words were given."""

    items: list[SchemeLine]
    next: str | None = Field(description="Send it as `after` for the next page; null on the last one.")


class SchemeOut(SchemeLine):
    """All that is told of a scheme, in the language that was asked for."""

    objective: str
    gets: str
    who: str
    documents: list[str]
    how: list[str]
    also_needed: list[str] = Field(description="Conditions that no question asks.")
    where: str
    fee: str
    time: str
    officer: str
    appeal: str
    helpline: str
    link: str
    apply: str
    source: str
    page: str = Field(description="Address of its page on the portal.")
    is_unsure: bool = Field(description="Whether the reader must verify something before relying on it.")
    verify: list[str] = Field(description="What is to be verified.")


class SchemeOption(Named):
    """A possible answer."""


class SchemeQuestion(BaseModel):
    """A question about a person; none must be answered."""

    fact: str
    type: str = Field(description="`choice`, `yesno`, `number` or `many` (several options).")
    name: str
    ask: str
    help: str
    options: list[SchemeOption]
    least: int | None = Field(description="Of a number.")
    most: int | None = Field(description="Of a number.")


class FactsIn(BaseModel):
    """What somebody says of themselves; used for the answer and forgotten."""

    facts: dict[Answer, StrictInt | StrictFloat | Answer | list[Answer]] = Field(
        description="Answers by the codes of `GET /schemes/questions`; what is left out is not known.",
        examples=[{"gender": "female", "age": 34}],
        max_length=100,
    )


class Missing(BaseModel):
    """A question whose answer would decide."""

    fact: str
    name: str


class Because(BaseModel):
    """A condition that does not hold, and what was said."""

    condition: str
    said: str


class MayFit(BaseModel):
    """A scheme that may fit."""

    scheme: SchemeLine
    missing: list[Missing]


class DoesNotFit(BaseModel):
    """A scheme that does not fit."""

    scheme: SchemeLine
    because: list[Because]


class EntitlementOut(BaseModel):
    """Every scheme to which one can apply, once."""

    fits: list[SchemeLine] = Field(description="Those meant most closely for the person first.")
    may_fit: list[MayFit] = Field(description="Those with the fewest missing answers first.")
    does_not_fit: list[DoesNotFit]


# ── Addresses ────────────────────────────────────────────────────────────────────────────────────────────


@router.get(
    "/schemes",
    auth=Key(),
    response={200: SchemePage} | PROBLEMS,
    operation_id="listSchemes",
    summary="Search or list schemes",
)
def list_schemes(
    request: HttpRequest,
    q: Annotated[
        str | None,
        Query(
            description="What somebody needs or how they call the scheme, in Hindi or Latin letters.",
            max_length=LONGEST_QUESTION,
            pattern=WITHOUT_NUL,
            examples=["vridha pension"],
        ),
    ] = None,
    group: Code = None,
    kind: Code = None,
    benefit: Code = None,
    department: Code = None,
    after: After = None,
    limit: Limit = 50,
) -> SchemePage:
    """Schemes in use, narrowed by all that is given. What was asked for is not kept."""
    filters = {"group": group, "kind": kind, "benefit": benefit, "department": department}
    wanted = {name: code for name, code in filters.items() if code}
    text = (q or "").strip()
    found = search_schemes(text, limit=None, filters=wanted) if text or wanted else all_schemes()
    start = _position(found, after)
    page = found[start : start + limit]
    following = page[-1].code if start + limit < len(found) else None
    return SchemePage(items=[_line(scheme) for scheme in page], next=following)


@router.get(
    "/schemes/questions",
    auth=Key(),
    response={200: list[SchemeQuestion]} | PROBLEMS,
    operation_id="listSchemeQuestions",
    summary="What decides about schemes",
)
def list_questions(request: HttpRequest) -> list[SchemeQuestion]:
    """The questions about a person, in the order in which they are asked."""
    return [_question(question) for question in directory.questions().values()]


@router.post(
    "/schemes/entitlement",
    auth=Key(),
    response={200: EntitlementOut} | PROBLEMS | BODY_PROBLEMS,
    operation_id="findEntitlement",
    summary="What somebody is entitled to",
)
def find_entitlement(request: HttpRequest, given: FactsIn) -> EntitlementOut:
    """What fits, what may and which answer is missing for it, what does not and why. Nothing of it is kept."""
    facts = {fact: _read(fact, answer) for fact, answer in given.facts.items()}
    found = entitlements(facts)
    return EntitlementOut(
        fits=[_line(one.scheme) for one in found[Verdict.FITS]],
        may_fit=[_may_fit(one) for one in found[Verdict.MAY_FIT]],
        does_not_fit=[_does_not_fit(one, facts) for one in found[Verdict.DOES_NOT_FIT]],
    )


@router.get(
    "/schemes/{code}",
    auth=Key(),
    response={200: SchemeOut} | PROBLEMS | NOT_FOUND,
    operation_id="readScheme",
    summary="Read a scheme",
)
def read_scheme(
    request: HttpRequest,
    code: Annotated[str, Path(max_length=50, pattern=WITHOUT_NUL, examples=["ladli-behna"])],
) -> SchemeOut:
    """A scheme in use."""
    scheme = find_scheme(code)
    if scheme is None:
        raise Http404
    return SchemeOut(
        **_line(scheme).model_dump(),
        **{part: scheme.tell(part) for part in TOLD},
        helpline=scheme.helpline,
        link=scheme.link,
        apply=scheme.apply,
        source=scheme.source,
        page=f"{settings.PUBLIC_URL}/schemes/{scheme.code}/",
        is_unsure=scheme.is_unsure,
        verify=[str(NAMES[part]) for part in scheme.verify],
    )


TOLD = (
    *("objective", "gets", "who", "documents", "how", "also_needed", "where", "fee", "time", "officer"),
    "appeal",
)


def _position(found: list[Scheme], after: str | None) -> int:
    if after is None:
        return 0
    codes = [scheme.code for scheme in found]
    if after not in codes:
        raise UnknownMark
    return codes.index(after) + 1


def _line(scheme: Scheme) -> SchemeLine:
    return SchemeLine(
        code=scheme.code,
        name_hi=scheme.name_hi,
        name_en=scheme.name_en,
        department=scheme.department.code,
        kind=scheme.kind,
        benefit=scheme.benefit,
        groups=scheme.groups,
        level=Level(scheme.level),
        status=Status(scheme.status),
        short=scheme.tell("short"),
    )


def _question(question: Question) -> SchemeQuestion:
    is_number = question.type == "number"
    return SchemeQuestion(
        fact=question.fact,
        type=question.type,
        name=str(question.name),
        ask=str(question.ask),
        help=str(question.help or ""),
        options=[SchemeOption(code=o.code, name_hi=o.hi, name_en=o.en) for o in question.options.values()],
        least=question.least if is_number else None,
        most=question.most if is_number else None,
    )


def _may_fit(one: Entitled) -> MayFit:
    names = directory.questions()
    missing = [Missing(fact=fact, name=str(names[fact].name)) for fact in one.finding.missing]
    return MayFit(scheme=_line(one.scheme), missing=missing)


def _does_not_fit(one: Entitled, facts: dict[str, Any]) -> DoesNotFit:
    broken = [Because(condition=in_words(rule), said=said(rule, facts)) for rule in one.finding.broken]
    return DoesNotFit(scheme=_line(one.scheme), because=broken)


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────


def _read(fact: str, answer: Any) -> Any:
    """An answer as the rules take it.

    Raises:
        FactInvalid: there is no such question, or this does not answer it.
    """
    question = directory.questions().get(fact)
    if question is None or not ANSWERS[question.type](question, answer):
        raise FactInvalid(question=str(question.ask) if question else fact)
    return answer


def _is_number(question: Question, answer: Any) -> bool:
    return isinstance(answer, int | float) and question.least <= answer <= question.most


def _is_option(question: Question, answer: Any) -> bool:
    return isinstance(answer, str) and answer in question.options


def _are_options(question: Question, answer: Any) -> bool:
    return isinstance(answer, list) and bool(answer) and all(one in question.options for one in answer)


#: How each kind of question is answered.
ANSWERS: dict[str, Callable[[Question, Any], bool]] = {
    "number": _is_number,
    "choice": _is_option,
    "yesno": _is_option,
    "many": _are_options,
}
