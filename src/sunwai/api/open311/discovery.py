"""Which endpoints there are (Open311 Service Discovery)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sunwai.api.open311.endpoint import Asked
from sunwai.core.options import option

CHANGED = "2026-11-27 00:00"  # when what stands here last changed
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discovery(asked: Asked) -> dict[str, Any]:
    """The one endpoint, how to get a key, and whom to ask."""
    language = "en" if get_language() == "en" else "hi"
    return {
        "changeset": CHANGED,
        "contact": option(f"site.officer_{language}") or f"{settings.PUBLIC_URL}/contact/",
        "key_service": _("Keys are given out by the administrator of the helpline: %(address)s")
        % {"address": f"{settings.PUBLIC_URL}/contact/"},
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{settings.PUBLIC_URL}/open311/v2",
                "changeset": CHANGED,
                "type": "production" if settings.MODE == "production" else "test",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
