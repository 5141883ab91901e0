"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from sunwai.accounts.models import User
from sunwai.accounts.roles import AREAS


def page(request: HttpRequest) -> dict[str, Any]:
    """Names of the state and helpline, whether this is a demo, the same page in the other language,
    the way around, whether the page stands in the frame of another."""
    other = "en" if get_language() == "hi" else "hi"
    user = getattr(request, "user", None)
    return {
        "state": settings.STATE,
        "is_demo": settings.MODE != "production",
        "is_framed": request.headers.get("Sec-Fetch-Dest") == "iframe",
        "other_language": other,
        "same_page_in_other_language": translate_url(request.get_full_path(), other),
        "areas": [
            (name, title)
            for permission, name, title in AREAS
            if isinstance(user, User) and user.may(permission)
        ],
        "citizen": getattr(request, "citizen", None),
    }
