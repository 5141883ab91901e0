"""Who is looking (`request.viewer`) and whose changes history records."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen

CITIZEN_KEY = "citizen_id"
Handler = Callable[[HttpRequest], HttpResponse]


def _citizen(request: HttpRequest) -> Citizen | None:
    citizen_id = request.session.get(CITIZEN_KEY)
    return Citizen.objects.filter(pk=citizen_id).first() if citizen_id else None


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
