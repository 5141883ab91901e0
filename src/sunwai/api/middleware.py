"""What holds for every address under `/api/` and `/open311/`, also for those that no view answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from sunwai.api import problems
from sunwai.api.open311 import wire
from sunwai.core.programs import answered, seal

Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Interface:
    """Addresses for programs.

    Attributes:
        urls: what lies below them.
        refusal: how a bare status is said there, for a path.
        errors: the media types in which its errors come.
    """

    urls: str
    refusal: Callable[[str, int], HttpResponse]
    errors: frozenset[str]


def _problem(path: str, status: int) -> HttpResponse:
    return problems.refusal(status)


def _error(path: str, status: int) -> HttpResponse:
    """What the specification has no status for is 400."""
    shown = status if status in {403, 404, 405, 429} or status >= 500 else 400
    return wire.refusal(wire.ending_of(path), shown, problems.sentence_of(status))


INTERFACES = {
    "/api/": Interface("sunwai.api.urls", _problem, frozenset({problems.PROBLEM_JSON})),
    "/open311/": Interface("sunwai.api.open311.urls", _error, frozenset(wire.CONTENT_TYPES.values())),
}


class ApiMiddleware:
    """Programs are answered in the language they ask for, and every refusal is a document of theirs, never a page.

    What stands below in `MIDDLEWARE` is for people (session, cookies, forms, who is signed in) and is passed by: it
    cost more than reading a case.
    """

    def __init__(self, get_response: Handler) -> None:
        self.pages = get_response
        self.programs = cast("Handler", convert_exception_to_response(_view))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        interface = _interface(request)
        if interface is None:
            return self.pages(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _as_refusal(interface, request, self.programs(request))
        seal(response)
        response["Content-Language"] = language
        patch_vary_headers(response, ("Accept-Language",))
        return response


def _view(request: HttpRequest) -> HttpResponse:
    """What the address answers."""
    prefix = _prefix(request)
    interface, path = INTERFACES[prefix], request.path_info
    return answered(
        request,
        path=path.removeprefix(prefix[:-1]),
        urls=interface.urls,
        unknown=lambda: interface.refusal(path, 404),
    )


def _prefix(request: HttpRequest) -> str:
    """`/api/` of `/api/v1/places`."""
    return request.path_info[: request.path_info.find("/", 1) + 1]


def _interface(request: HttpRequest) -> Interface | None:
    return INTERFACES.get(_prefix(request))


def _as_refusal(interface: Interface, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code < 400 or response.headers["Content-Type"] in interface.errors:
        return response
    told = interface.refusal(request.path_info, response.status_code)
    if "Allow" in response.headers:
        told["Allow"] = response["Allow"]
    return told
