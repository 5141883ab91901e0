"""The contract as OpenAPI 3.1: what django-ninja writes of the code, and what it leaves out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from ninja import NinjaAPI

from sunwai.api.auth import Key
from sunwai.api.problems import PROBLEM_JSON

TAGS = [
    {"name": "grievances", "description": "Filing cases and following those that were filed with this key."},
    {
        "name": "department",
        "description": "A department's own system: pulling its cases, pushing what was done.",
    },
    {
        "name": "citizen",
        "description": "A citizen's app: signing in by a code, and all that the portal can do.",
    },
    {"name": "files", "description": "Photos, sound and documents, given before what they belong to."},
    {"name": "schemes", "description": "Government schemes, and who is entitled to which."},
    {"name": "reference", "description": "Codes that a case needs: places, departments, categories."},
]
KEY = (
    "A key from an administrator (Administration → API keys), sent as `Authorization: Bearer sunwai_…`. "
    "Scopes: `grievances:write` files cases; `grievances:read` reads the cases filed with this very key; "
    "`department:read` and `department:write` are of a department's own system, to which an administrator binds the "
    "key; `citizen:app` signs citizens in. Reference data is read with any key."
)
SIGNED_IN = "A citizen's token (`POST /citizen/tokens`), sent as `Authorization: Bearer citizen_…`."
HEADERS: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}},
    "429": {
        "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {"type": "integer", "minimum": 1},
            "required": True,
        }
    },
}


class DescribedApi(NinjaAPI):
    """An API whose description names the media type of its problems and the scopes of its keys."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._documents: dict[str | None, dict[str, Any]] = {}

    def get_openapi_schema(self, **given: Any) -> dict[str, Any]:  # type: ignore[override]
        """The document that is served at `openapi.json`; to be read only.

        It takes a second of a processor to make, and whoever likes may ask: so it is made once in each language.
        """
        language = get_language()
        if language not in self._documents:
            self._documents[language] = self._described(**given)
        return self._documents[language]

    def _described(self, **given: Any) -> dict[str, Any]:
        document: dict[str, Any] = super().get_openapi_schema(**given)
        document["tags"] = TAGS
        document["components"]["securitySchemes"]["Key"]["description"] = KEY
        document["components"]["securitySchemes"]["CitizenToken"]["description"] = SIGNED_IN
        needed = self._needed()
        for methods in document["paths"].values():
            for operation in methods.values():
                _complete(operation, needed[operation["operationId"]])
        return document

    def _needed(self) -> dict[str, list[dict[str, list[str]]]]:
        """Operation id → what opens it: a key with one of some scopes, a citizen's token."""
        return {
            str(operation.operation_id): [
                way for callback in operation.auth_callbacks for way in _ways(callback)
            ]
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
        }


def _ways(callback: Any) -> list[dict[str, list[str]]]:
    if isinstance(callback, Key):
        return [{"Key": [scope.value]} for scope in callback.scopes] or [{"Key": []}]
    return [{"CitizenToken": []}]


def _complete(operation: dict[str, Any], needed: list[dict[str, list[str]]]) -> None:
    operation["security"] = needed
    operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
    for status, answer in operation["responses"].items():
        if status >= "400":
            answer["content"] = {PROBLEM_JSON: answer["content"].pop("application/json")}
        if status in HEADERS:
            answer["headers"] = HEADERS[status]
