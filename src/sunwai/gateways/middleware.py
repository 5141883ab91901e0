"""Addresses at which providers report to us: programs, which need nothing of what pages need."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve

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
        response["Cache-Control"] = "no-store"
        response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        response["Content-Length"] = str(len(response.content))
        return response


def _view(request: HttpRequest) -> HttpResponse:
    request.get_host()  # one of ours, or the request is refused
    try:
        match = resolve(request.path_info, URLS)
    except Resolver404:
        return JsonResponse({"error": "no such address"}, status=404)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response
