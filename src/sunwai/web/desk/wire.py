"""What the desk's own scripts read as JSON.

`docs/api/pages.json` and, of that, `frontend/src/pages.d.ts` are made of this: a script that reads what is not sent
does not compile.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema


class Offer(BaseModel):
    """A subject or a place, offered while the agent types."""

    value: str | int
    label: str


class Offers(BaseModel):
    """The likeliest first."""

    offers: list[Offer]


class PhoneCall(BaseModel):
    """The call in hand. Times are seconds from now."""

    id: UUID
    state: str
    label: str
    held: bool
    outgoing: bool
    number: str
    queue: str
    kind: str
    confidential: bool
    seconds: int
    ended: bool
    has_page: bool


class PhoneOrder(BaseModel):
    """The last thing the agent asked of the switch."""

    id: int
    kind: str
    done: bool
    problem: str
    age: int


class PhoneState(BaseModel):
    """All that the bar draws; nobody signed in at the telephone: `session` is null, and the rest empty."""

    session: int | None = None
    state: str = ""
    label: str = ""
    next: str = ""
    wanted: str = ""
    seconds: int = 0
    wrap_up: int | None = None
    say: str = ""
    call: PhoneCall | None = None
    consulting: bool = False
    paused: bool = False
    order: PhoneOrder | None = None


class Refused(BaseModel):
    """What the agent asked for is not possible, in words."""

    problem: str


def answer(said: BaseModel, *, status: int = 200) -> HttpResponse:
    """`said` as JSON."""
    return HttpResponse(said.model_dump_json(), content_type="application/json", status=status)


# Address → method, name, what is answered, and what where it is refused.
ADDRESSES: dict[str, tuple[str, str, type[BaseModel], type[BaseModel] | None]] = {
    "/desk/suggest/": ("get", "suggest", Offers, None),
    "/desk/places/": ("get", "findPlaces", Offers, None),
    "/desk/phone/state.json": ("get", "phoneState", PhoneState, None),
    "/desk/phone/want/": ("post", "phoneWant", PhoneState, Refused),
    "/desk/phone/order/": ("post", "phoneOrder", PhoneState, Refused),
}


def describe() -> dict[str, Any]:
    """These addresses as OpenAPI 3.1. They are for the pages of this version alone, and promise nothing to others."""
    models = (Offers, PhoneState, Refused)
    _refs, schemas = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sunwai: what its own pages read", "version": "0"},
        "paths": {
            address: {method: _operation(name, said, refused)}
            for address, (method, name, said, refused) in ADDRESSES.items()
        },
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(name: str, said: type[BaseModel], refused: type[BaseModel] | None) -> dict[str, Any]:
    responses = {"200": _response(said)} | ({"422": _response(refused)} if refused else {})
    return {"operationId": name, "responses": responses}


def _response(model: type[BaseModel]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "description": (model.__doc__ or "").strip(),
        "content": {"application/json": {"schema": schema}},
    }
