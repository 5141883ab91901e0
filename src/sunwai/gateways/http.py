"""The HTTP client of the gateways: time limits, no redirects, errors as the ports know them."""

from __future__ import annotations

from functools import cache
from typing import Any

import httpx

from sunwai.messages.ports import ProviderFailed


def call(method: str, url: str, *, seconds: float, **content: Any) -> httpx.Response:
    """Send a request and wait at most `seconds` for each part of its answer.

    Raises:
        ProviderFailed: no address is configured, nobody answers in time, or the answer leads elsewhere.
    """
    if not url:
        raise ProviderFailed("no address configured")
    try:
        answer = client(seconds).request(method, url, **content)
    except httpx.TimeoutException as error:
        raise ProviderFailed("no answer in time") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ProviderFailed(f"not reached: {type(error).__name__}") from error
    if answer.is_redirect:
        raise ProviderFailed(f"HTTP {answer.status_code}: redirects are not followed")
    return answer


@cache
def client(seconds: float) -> httpx.Client:
    """One client for all threads; it keeps connections open between messages."""
    return httpx.Client(timeout=seconds, follow_redirects=False, headers={"User-Agent": "Sunwai"})
