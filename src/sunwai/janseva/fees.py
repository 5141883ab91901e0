"""What an application costs. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sunwai.janseva.models import Service

PLAIN = "plain"  # a copy to read, without seal: free of the fee by the page


def fee_of(service: Service, answers: Mapping[str, Any], *, pages: int) -> int:
    """Paise for this application: the service's fee, and that of each of `pages` unless a plain copy is wanted."""
    by_page = 0 if answers.get("copy") == PLAIN else service.page_fee_paise * pages
    return service.fee_paise + by_page
