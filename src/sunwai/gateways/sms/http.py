"""The HTTP client of the SMS gateways."""

from __future__ import annotations

from typing import Any

import httpx
from django.conf import settings

from sunwai.gateways.http import call


def post(url: str, **content: Any) -> httpx.Response:
    """Send a POST within `settings.SMS_TIMEOUT` seconds.

    Raises:
        ProviderFailed: no address is configured, nobody answers in time, or the answer leads elsewhere.
    """
    return call("POST", url, seconds=settings.SMS_TIMEOUT, **content)
