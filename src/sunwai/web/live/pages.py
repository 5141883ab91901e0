"""What a page with live parts needs: the address of the stream, and the leave to connect to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language


def stream_address(kind: str) -> str:
    """Where the page of this language opens its stream."""
    language = "en" if get_language() == "en" else "hi"
    return f"{settings.LIVE_URL}/live/{kind}/?language={language}"


def may_connect[Response: HttpResponse](response: Response, *origins: str) -> Response:
    """Let this page open connections to `origins`, beside the helpline itself (Content-Security-Policy)."""
    policy: dict[str, Any] = getattr(response, "_csp_config", None) or settings.SECURE_CSP
    allowed = policy.get("connect-src", policy["default-src"])
    response._csp_config = policy | {"connect-src": [*allowed, *origins]}  # type: ignore[attr-defined]
    return response


def live[Response: HttpResponse](response: Response) -> Response:
    """Let this page open its streams."""
    return may_connect(response, settings.LIVE_URL)
