"""What pages take, what they may ask of a phone, who looks (`request.citizen`), and whose changes history records."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.csp import CSP
from django.utils.functional import SimpleLazyObject

from sunwai.accounts.models import User
from sunwai.citizens.models import Citizen

CITIZEN_KEY = "citizen_id"
METHODS = ("GET", "HEAD", "POST")

# What a browser may ask of a phone; a page not named here may ask for nothing.
PHONE = ("camera", "microphone", "geolocation", "payment", "usb", "display-capture")
PERMITTED = {
    "portal:file-words": "microphone",
    "portal:file-place": "geolocation",
    "desk:phone": "microphone",
}
# Whose pages may stand in a frame of ours: the desk works below the phone bar, so that no change of page ends a call.
FRAMED = ("desk", "women")
Handler = Callable[[HttpRequest], HttpResponse]


def _citizen(request: HttpRequest) -> Citizen | None:
    citizen_id = request.session.get(CITIZEN_KEY)
    return Citizen.objects.filter(pk=citizen_id).first() if citizen_id else None


class MethodMiddleware:
    """A page is read or sent, nothing else: many views, of Django and of others, would take a PUT for a reading."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)


class PermissionsMiddleware:
    """Says which of a phone's senses a page may use: the microphone to tell, the position to find the place."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        permitted = PERMITTED.get(request.resolver_match.view_name) if request.resolver_match else None
        response["Permissions-Policy"] = ", ".join(
            f"{sense}=({'self' if sense == permitted else ''})" for sense in PHONE
        )
        return response


class FrameMiddleware:
    """Lets the pages of `FRAMED` stand in a frame of our own; no other page stands in any."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.namespace in FRAMED:
            response["X-Frame-Options"] = "SAMEORIGIN"
            own = getattr(response, "_csp_config", settings.SECURE_CSP)
            response._csp_config = own | {"frame-ancestors": [CSP.SELF]}  # type: ignore[attr-defined]
        return response


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
