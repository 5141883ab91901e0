"""Errors as `application/problem+json` (RFC 9457), with a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from sunwai.api.wire import NotJson
from sunwai.core.errors import InvalidInput, NotAllowed, SunwaiError, TooMany

PROBLEM_JSON = "application/problem+json"


class Unavailable(SunwaiError):
    """Something that this installation lacks at the moment."""


STATUS: tuple[tuple[type[SunwaiError], int], ...] = (
    (TooMany, 429),
    (NotAllowed, 403),
    (InvalidInput, 422),
    (Unavailable, 503),
)

# status → title and sentence, for what no error of the domain says better
SENTENCES: dict[int, tuple[str, str | Promise]] = {
    400: ("refused", gettext_lazy("The request cannot be read. Send JSON in UTF-8.")),
    403: ("not-allowed", gettext_lazy("You are not allowed to do this.")),
    404: ("not-found", gettext_lazy("There is no such thing, or it is not yours to see.")),
    405: (
        "method-not-allowed",
        gettext_lazy("This address does not take this method; the Allow header names those it takes."),
    ),
    413: ("too-large", gettext_lazy("The request is too large.")),
    415: ("not-json", gettext_lazy("Send the body as application/json.")),
}
OTHERWISE = ("server-error", gettext_lazy("Something went wrong on our side. Please try again later."))


def problem(status: int, code: str, detail: str, **more: Any) -> JsonResponse:
    """A problem document."""
    return _answer(_document(status, code, detail, **more))


def refusal(status: int) -> JsonResponse:
    """The problem document for a bare status."""
    return _answer(document_of(status))


def _answer(body: dict[str, Any]) -> JsonResponse:
    return JsonResponse(
        body,
        status=body["status"],
        content_type=PROBLEM_JSON,
        json_dumps_params={"ensure_ascii": False},
    )


def sentence_of(status: int) -> str:
    """What a person is told of a bare status."""
    return str(SENTENCES.get(status, OTHERWISE)[1])


def install(api: NinjaAPI) -> None:
    """Answer every error of `api` as a problem document."""
    for kind, answer in ANSWERS:
        api.add_exception_handler(kind, answer)


def document_of(error: SunwaiError | int) -> dict[str, Any]:
    """The problem document of an error, or of a bare status."""
    if isinstance(error, int):
        code, sentence = SENTENCES.get(error, OTHERWISE)
        return _document(error, code, str(sentence))
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 400)
    field = getattr(error, "field", None)
    return _document(status, error.code, str(error), **({"field": field} if field else {}))


def _document(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": f"urn:sunwai:problem:{code}", "title": code, "status": status, "detail": detail} | more


def _of_domain(request: HttpRequest, error: SunwaiError) -> HttpResponse:
    answer = _answer(document_of(error))
    if isinstance(error, TooMany):
        answer["Retry-After"] = str(60 * int(error.details["minutes"]))
    return answer


def _of_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": _field(e["loc"]), "what": e["msg"]} for e in error.errors]
    detail = _("Please check what you sent: %(field)s.") % {"field": errors[0]["field"]}
    return problem(422, "invalid-input", detail, field=errors[0]["field"], errors=errors)


def _of_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "key-needed", _("Send a valid key as a bearer token."))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _of_nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal(404)


def _of_limit(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(429, TooMany.code, str(TooMany(minutes=1)))  # Retry-After is set by the framework


def _of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refusal(415 if isinstance(error.__cause__, NotJson) else error.status_code)


def _of_size(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return refusal(413)


def _field(loc: Sequence[Any]) -> str:
    """The field to blame; before it stands where it came from (`body`, `body`), behind it how it was read."""
    return str(loc[2] if len(loc) > 2 else loc[-1])


ANSWERS: tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...] = (
    (SunwaiError, _of_domain),
    (ValidationError, _of_input),
    (AuthenticationError, _of_key),
    (Http404, _of_nothing),
    (Throttled, _of_limit),
    (HttpError, _of_http),
    (RequestDataTooBig, _of_size),
)
