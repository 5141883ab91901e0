"""What goes over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from sunwai.citizens.models import Language
from sunwai.core.clock import IST
from sunwai.grievances.enums import EventKind, Kind, State
from sunwai.offices.enums import PhotoNeed
from sunwai.places.enums import PlaceKind

#: PostgreSQL keeps no NUL character.
WITHOUT_NUL = r"^[^\x00]*$"
Words = Annotated[str, StringConstraints(pattern=WITHOUT_NUL)]
InIndia = Annotated[datetime, AfterValidator(lambda at: at.astimezone(IST))]


EXAMPLE: dict[str, Any] = {
    "mobile": "9800000001",
    "name": "राधा बाई",
    "category": "energy.no-supply",
    "place": "village:451361",
    "text": "तीन दिन से बिजली नहीं आ रही",
    "answers": {"since": "2026-11-21"},
    "source_reference": "JP-77",
}
Reference = Annotated[str, Path(description="The case's number.", max_length=40, examples=["481209375"])]


class CitizenGrievanceIn(BaseModel):
    """What a citizen brings."""

    kind: Kind = Kind.COMPLAINT
    category: Annotated[Words, StringConstraints(max_length=80)] = Field(
        description="Code of the category, for example `energy.no-supply`."
    )
    place: Annotated[Words, StringConstraints(max_length=40)] = Field(
        description="Code of the village, ward or town, for example `village:451361`."
    )
    text: Annotated[Words, StringConstraints(min_length=1, max_length=5000)] = Field(
        description="In the citizen's own words."
    )
    landmark: Annotated[Words, StringConstraints(max_length=200)] = ""
    answers: dict[Words, Words | StrictInt | StrictBool] = Field(
        default={}, description="Answers to the category's questions, by code."
    )
    latitude: Annotated[float, Field(strict=True, ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(strict=True, ge=-180, le=180)] | None = None
    uploads: list[UUID] = Field(
        default=[], max_length=10, description="Files that were given before (`POST /uploads`)."
    )


class GrievanceIn(CitizenGrievanceIn):
    """A case to be filed for a citizen."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    mobile: Annotated[Words, StringConstraints(min_length=10, max_length=20)] = Field(
        description="The citizen's mobile in India; the helpline answers them there."
    )
    name: Annotated[Words, StringConstraints(max_length=120)] = ""
    language: Language = Language.HINDI
    source_reference: Annotated[Words, StringConstraints(max_length=60)] = Field(
        default="", description="The case's number in your own system."
    )


class Named(BaseModel):
    """A thing with a code and its two names."""

    code: str
    name_hi: str
    name_en: str


class GrievanceOut(BaseModel):
    """A case as the program that filed it may see it."""

    reference: str
    kind: Kind
    state: State
    level: int
    category: Named
    department: Named
    place: Named
    officer: Named = Field(description="The post that holds the case; persons are not named.")
    explanation: str = Field(description="Why this post: category, place, post, level, day limit.")
    text: str
    registered_at: InIndia
    due_at: InIndia | None = Field(
        description="When this level must have answered; none while no clock runs."
    )
    resolved_at: InIndia | None
    closed_at: InIndia | None
    rating: int | None
    reopen_count: int
    supporter_count: int
    source_reference: str


class CaseLine(BaseModel):
    """A case as a row of a list."""

    reference: str
    kind: Kind
    state: State
    level: int
    category: str = Field(description="Code of the category.")
    place: str = Field(description="Code of the place.")
    registered_at: InIndia
    due_at: InIndia | None
    resolved_at: InIndia | None
    closed_at: InIndia | None
    updated_at: InIndia = Field(description="When it last changed, by the clock of the database.")
    source_reference: str


class CasePage(BaseModel):
    """Some cases, in the order that the list says."""

    items: list[CaseLine]
    next: str | None = Field(description="Send it as `after` for the next page; null on the last one.")


class ManyIn(BaseModel):
    """Numbers of cases."""

    references: list[Annotated[Words, StringConstraints(max_length=40)]] = Field(min_length=1, max_length=100)


class EntryOut(BaseModel):
    """Something that happened to a case."""

    kind: EventKind
    title: str = Field(description="What happened, in the reader's language.")
    at: InIndia
    who: str = Field(description="Who did it; officers by their post.")
    words: str = Field(description="What was said or written; may be empty.")
    details: list[str] = Field(description="Reason, new holder, rating …, in the reader's language.")


class DepartmentOut(Named):
    """A department that answers for something."""

    short_hi: str = Field(description="What a citizen calls it, in Hindi.")
    short_en: str = Field(description="What a citizen calls it, in English.")


class Choice(BaseModel):
    """One of the answers from which to choose."""

    code: str
    hi: str
    en: str


class Question(BaseModel):
    """What a citizen is asked about a category. No answer is compulsory."""

    code: str
    kind: Literal["text", "number", "date", "yes_no", "choice"]
    hi: str
    en: str
    choices: list[Choice] = Field(default=[], description="For the kind `choice`: send the code of one.")


class CategoryOut(Named):
    """What a case may be about."""

    department: Named
    kinds: list[Kind] = Field(description="What a case of this category may be.")
    days: list[int] = Field(description="Working days within which levels 1, 2, 3 … must have answered.")
    photo: PhotoNeed
    questions: list[Question]


class PlaceOut(Named):
    """A place; `label_hi` and `label_en` tell it from others of its name."""

    kind: PlaceKind
    label_hi: str
    label_en: str
    district: Named | None
    takes_cases: bool = Field(
        description="Whether a case may lie here: a village, ward or town may, no more."
    )
    latitude: float | None
    longitude: float | None


class Problem(BaseModel):
    """RFC 9457."""

    type: str = Field(description="`urn:sunwai:problem:` and the title.")
    title: str = Field(description="A code for programs; does not change.", examples=["unknown-place"])
    status: int
    detail: str = Field(description="A sentence for people, in the language of `Accept-Language`.")
    field: str | None = Field(default=None, description="What is to blame, where one thing is.")
    errors: list[dict[str, Any]] | None = Field(default=None, description="All of `invalid-input`.")


# What may go wrong everywhere; with a thing that is named; with a body.
PROBLEMS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
NOT_FOUND = {404: Problem}
BODY_PROBLEMS = {400: Problem, 413: Problem, 415: Problem}
