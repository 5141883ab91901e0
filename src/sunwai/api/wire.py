"""How bodies are read and written: JSON in UTF-8, nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic_core import to_json


class NotJson(Exception):
    """The body says it is something else than JSON."""


class JsonParser(Parser):
    """Reads a body that is called JSON."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """What the body says.

        Raises:
            NotJson: it is of another media type.
        """
        if request.content_type != "application/json":
            raise NotJson
        return super().parse_body(request)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """What the address asks for; a parameter given twice says two things, so it is refused."""
        twice = [name for name in data if name not in list_fields and len(data.getlist(name)) > 1]
        if twice:
            raise ValidationError([{"loc": ("query", name), "msg": "Given more than once"} for name in twice])
        return super().parse_querydict(data, list_fields, request)


class Json(BaseRenderer):
    """Hindi as letters, not as escapes: half the bytes, and readable in a terminal."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """`data` as JSON in UTF-8."""
        return to_json(data)
