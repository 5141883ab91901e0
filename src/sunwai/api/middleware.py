"""What holds for every address under `/api/`, also for those that no view answers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from sunwai.api.problems import PROBLEM_JSON, refusal

PREFIX = "/api/"


class ApiMiddleware:
    """Programs are answered in the language they ask for, and every refusal is a problem document, never a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _as_problem(self.get_response(request))
        response["Content-Language"] = language
        patch_vary_headers(response, ("Accept-Language",))
        return response


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response.status_code < 400 or response.headers["Content-Type"] == PROBLEM_JSON:
        return response
    told = refusal(response.status_code)
    if "Allow" in response.headers:
        told["Allow"] = response["Allow"]
    return told
