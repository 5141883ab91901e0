"""Which methods pages take, who is looking (`request.citizen`), and whose changes history records."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.functional import SimpleLazyObject

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen

CITIZEN_KEY = "citizen_id"
METHODS_OF_PAGES = ("GET", "HEAD", "POST")
OF_PROGRAMS = "/api/"  # answers for its own methods
Handler = Callable[[HttpRequest], HttpResponse]


def _citizen(request: HttpRequest) -> Citizen | None:
    citizen_id = request.session.get(CITIZEN_KEY)
    return Citizen.objects.filter(pk=citizen_id).first() if citizen_id else None


class MethodMiddleware:
    """A page is read or sent, nothing else: many views, of Django and of others, would take a PUT for a reading."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in METHODS_OF_PAGES or request.path_info.startswith(OF_PROGRAMS):
            return self.get_response(request)
        return HttpResponseNotAllowed(METHODS_OF_PAGES)


class ViewerMiddleware:
    """Sets `request.citizen` (signed in by one-time code, or None), lazily."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.citizen = SimpleLazyObject(lambda: _citizen(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class HistoryMiddleware:
    """Every change of reference data made in a request names the member of staff who made it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"} or not isinstance(request.user, User):
            return self.get_response(request)
        with pghistory.context(user=request.user.pk, url=request.path):
            return self.get_response(request)
