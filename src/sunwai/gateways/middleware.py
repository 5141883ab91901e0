"""Addresses at which providers report to us: programs, which need nothing of what pages need."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, JsonResponse

from sunwai.core.programs import answered, seal

PREFIX = "/hooks/"
URLS = "sunwai.gateways.urls"
Handler = Callable[[HttpRequest], HttpResponse]


class HooksMiddleware:
    """Answers what is under `/hooks/` by itself; session, cookies, forms and language stand below and are passed by."""

    def __init__(self, get_response: Handler) -> None:
        self.pages = get_response
        self.hooks = cast("Handler", convert_exception_to_response(_view))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.pages(request)
        response = self.hooks(request)
        seal(response)
        return response


def _view(request: HttpRequest) -> HttpResponse:
    return answered(request, path=request.path_info, urls=URLS, unknown=_unknown)


def _unknown() -> HttpResponse:
    return JsonResponse({"error": "no such address"}, status=404)
