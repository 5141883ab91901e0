"""Addresses for programs, which need nothing of what pages need and so pass by it (docs/adr/0009)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

# Nothing of an answer is for a browser to run, show in a frame, or keep.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def answered(
    request: HttpRequest, *, path: str, urls: str, unknown: Callable[[], HttpResponse]
) -> HttpResponse:
    """What the view at `path` of `urls` answers; `unknown()` where there is none.

    Raises:
        DisallowedHost: the request is for a host that is not ours.
    """
    request.get_host()
    try:
        match = resolve(path, urls)
    except Resolver404:
        return unknown()
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def seal(response: HttpResponse) -> None:
    """Give `response` what every answer to a program has."""
    for name, value in HEADERS.items():
        response[name] = value
    response["Content-Length"] = str(len(response.content))
