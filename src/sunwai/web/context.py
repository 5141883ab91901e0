"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Names of the state and helpline, and whether this is a demo."""
    return {"state": settings.STATE, "is_demo": settings.MODE != "production"}
