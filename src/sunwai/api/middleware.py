"""What holds for every address under `/api/`, also for those that no view answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from sunwai.api.problems import PROBLEM_JSON, refusal

PREFIX = "/api/"
URLS = "sunwai.api.urls"
Handler = Callable[[HttpRequest], HttpResponse]

# Nothing of an answer is for a browser to run, show in a frame, or keep.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class ApiMiddleware:
    """Programs are answered in the language they ask for, and every refusal is a problem document, never a page.

    What stands below in `MIDDLEWARE` is for people (session, cookies, forms, who is signed in) and is passed by: it
    cost more than reading a case.
    """

    def __init__(self, get_response: Handler) -> None:
        self.pages = get_response
        self.programs = cast("Handler", convert_exception_to_response(_view))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.pages(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _as_problem(self.programs(request))
        for name, value in HEADERS.items():
            response[name] = value
        response["Content-Language"] = language
        response["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ("Accept-Language",))
        return response


def _view(request: HttpRequest) -> HttpResponse:
    """What the address answers."""
    request.get_host()  # one of ours, or the request is refused
    try:
        match = resolve(request.path_info.removeprefix(PREFIX[:-1]), URLS)
    except Resolver404:
        return refusal(404)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response.status_code < 400 or response.headers["Content-Type"] == PROBLEM_JSON:
        return response
    told = refusal(response.status_code)
    if "Allow" in response.headers:
        told["Allow"] = response["Allow"]
    return told
