"""XML and JSON of the same answer (Spark convention: what is a list in JSON is an element of elements in XML)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from lxml import etree
from pydantic_core import to_json

from sunwai.core.clock import IST

# What an element of a list is called.
ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
CONTENT_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(ending: str, root: str, value: Any, *, status: int = 200) -> HttpResponse:
    """`value` (mappings, lists, texts, numbers, times) as a document called `root`, in the format of `ending`."""
    body = as_xml(root, value) if ending == "xml" else to_json(_plain(value))
    return HttpResponse(body, status=status, content_type=CONTENT_TYPES[ending])


def refusal(ending: str, status: int, description: str) -> HttpResponse:
    """An error as the specification writes it."""
    return answer(ending, "errors", [{"code": status, "description": description}], status=status)


def ending_of(path: str) -> str:
    """In which format an address is answered; XML, which every client reads, where it says none."""
    return "json" if path.endswith(".json") else "xml"


def as_xml(root: str, value: Any) -> bytes:
    """`value` as an XML document."""
    document: bytes = etree.tostring(_element(root, value), encoding="utf-8", xml_declaration=True)
    return document


def _element(name: str, value: Any) -> etree._Element:
    element = etree.Element(name)
    if isinstance(value, Mapping):
        element.extend([_element(key, child) for key, child in value.items()])
    elif isinstance(value, list):
        element.extend([_element(ITEMS[name], child) for child in value])
    elif (text := _plain(value)) is not None:
        element.text = NOT_IN_XML.sub("", str(text).lower() if isinstance(text, bool) else str(text))
    return element


def _plain(value: Any) -> Any:
    """Times as texts; the rest as it is."""
    if isinstance(value, Mapping):
        return {key: _plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    if isinstance(value, datetime):
        return value.astimezone(IST).replace(microsecond=0).isoformat()
    return value
