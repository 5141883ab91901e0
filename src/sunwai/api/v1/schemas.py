"""What goes over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from sunwai.citizens.models import Language
from sunwai.core.clock import IST
from sunwai.grievances.enums import Kind, State


def _without_nul(text: str) -> str:
    """PostgreSQL keeps no NUL character."""
    if "\0" in text:
        raise ValueError("must not contain the NUL character")
    return text


NoNul = AfterValidator(_without_nul)
Words = Annotated[str, NoNul]
InIndia = Annotated[datetime, AfterValidator(lambda at: at.astimezone(IST))]


class GrievanceIn(Schema):
    """A case to be filed for a citizen."""

    mobile: Annotated[Words, StringConstraints(min_length=10, max_length=20)] = Field(
        description="The citizen's mobile in India; the helpline answers them there."
    )
    name: Annotated[Words, StringConstraints(max_length=120)] = ""
    language: Language = Language.HINDI
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
    answers: dict[Words, Words | int | bool] = Field(
        default={}, description="Answers to the category's questions, by code."
    )
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    source_reference: Annotated[Words, StringConstraints(max_length=60)] = Field(
        default="", description="The case's number in your own system."
    )


class Named(Schema):
    """A thing with a code and its two names."""

    code: str
    name_hi: str
    name_en: str


class GrievanceOut(Schema):
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


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    errors: list[dict[str, Any]] | None = None
