"""Verbs on a case as operations of the API: each a row of a table, none a function of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from ninja import Header
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, create_model

from sunwai.api.v1.schemas import Words

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        description="The same one on the same case twice does it once.",
    ),
]
Said = Annotated[Words, StringConstraints(min_length=1, max_length=3000)]
MaySay = Annotated[Words, StringConstraints(max_length=3000)]


def _number(given: object) -> object:
    """A number, not a text or a truth that could be read as one."""
    if isinstance(given, (str, bool)):
        raise ValueError("A number is needed")
    return given


Rating = Annotated[int, Field(ge=1, le=5), BeforeValidator(_number)]
Files = Annotated[list[UUID], Field(max_length=10, description="Files that were given before.")]


@dataclass(frozen=True)
class Deed:
    """Something that can be done to a case.

    Attributes:
        action: its row in the workflow table.
        fields: what is sent, as pydantic has it: name → (type, default).
        run: the action; called with what was sent, files and codes looked up.
        help: what it does, for the description.
    """

    action: str
    fields: dict[str, Any]
    run: Callable[..., Any]
    help: str


def body_of(name: str, deed: Deed) -> type[BaseModel]:
    """The schema of what is sent; `name` as its operation, without spaces."""
    title = "".join(part.capitalize() for part in name.split("-"))
    made: type[BaseModel] = create_model(f"{title}In", __doc__=deed.help, **deed.fields)
    return made


def operation_id(name: str, prefix: str) -> str:
    """`ask-citizen` of `department` → `departmentAskCitizen`."""
    return prefix + "".join(part.capitalize() for part in name.split("-"))
