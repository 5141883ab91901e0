"""Errors as `application/problem+json` (RFC 9457), with a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sunwai.core.errors import InvalidInput, NotAllowed, SunwaiError, TooMany

STATUS: tuple[tuple[type[SunwaiError], int], ...] = ((TooMany, 429), (NotAllowed, 403), (InvalidInput, 422))


def problem(status: int, code: str, detail: str, **more: Any) -> JsonResponse:
    """A problem document."""
    body = {"type": f"urn:sunwai:problem:{code}", "title": code, "status": status, "detail": detail} | more
    return JsonResponse(body, status=status, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Answer every error of `api` as a problem document."""

    @api.exception_handler(SunwaiError)
    def of_domain(request: HttpRequest, error: SunwaiError) -> HttpResponse:
        status = next((status for kind, status in STATUS if isinstance(error, kind)), 400)
        field = getattr(error, "field", None)
        return problem(status, error.code, str(error), **({"field": field} if field else {}))

    @api.exception_handler(ValidationError)
    def of_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [{"field": _field(e["loc"]), "what": e["msg"]} for e in error.errors]
        detail = _("Please check what you sent: %(field)s.") % {"field": errors[0]["field"]}
        return problem(422, "invalid-input", detail, field=errors[0]["field"], errors=errors)

    @api.exception_handler(AuthenticationError)
    def of_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem(401, "key-needed", _("Send a valid key as a bearer token."))
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(Http404)
    def of_nothing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not-found", _("There is no such thing, or it is not yours to see."))

    @api.exception_handler(HttpError)
    def of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "refused", str(error))


def _field(loc: Sequence[Any]) -> str:
    """The field to blame; before it stands where it came from (`body`, `body`), behind it how it was read."""
    return str(loc[2] if len(loc) > 2 else loc[-1])
