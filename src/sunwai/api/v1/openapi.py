"""The contract as OpenAPI 3.1: what django-ninja writes of the code, and what it leaves out."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from sunwai.accounts.models import ApiScope
from sunwai.api.auth import Key
from sunwai.api.problems import PROBLEM_JSON

TAGS = [
    {"name": "grievances", "description": "Filing cases and following those that were filed with this key."},
    {"name": "reference", "description": "Codes that a case needs: places, departments, categories."},
]
KEY = (
    "A key from an administrator (Administration → API keys), sent as `Authorization: Bearer sunwai_…`. "
    "Scopes: `grievances:write` files cases; `grievances:read` reads the cases filed with this very key; "
    "reference data is read with any key."
)
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

    def get_openapi_schema(self, **given: Any) -> dict[str, Any]:  # type: ignore[override]
        """The document that is served at `openapi.json`."""
        document: dict[str, Any] = super().get_openapi_schema(**given)
        document["tags"] = TAGS
        document["components"]["securitySchemes"]["Key"]["description"] = KEY
        scopes = self._scopes()
        for methods in document["paths"].values():
            for operation in methods.values():
                _complete(operation, scopes[operation["operationId"]])
        return document

    def _scopes(self) -> dict[str, ApiScope | None]:
        """Operation id → the scope it needs."""
        return {
            str(operation.operation_id): callback.scope
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
            for callback in operation.auth_callbacks
            if isinstance(callback, Key)
        }


def _complete(operation: dict[str, Any], scope: ApiScope | None) -> None:
    operation["security"] = [{"Key": [scope.value] if scope else []}]
    operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
    for status, answer in operation["responses"].items():
        if status >= "400":
            answer["content"] = {PROBLEM_JSON: answer["content"].pop("application/json")}
        if status in HEADERS:
            answer["headers"] = HEADERS[status]
