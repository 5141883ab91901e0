"""The first page, and the pages that only say something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sunwai.core.options import option
from sunwai.grievances.selectors import public_counts

SECONDS_KEPT = 60
ROBOTS = """User-agent: *
Disallow: /c/
Disallow: /en/c/
Disallow: /files/
Disallow: /en/files/
Disallow: /desk/
Disallow: /office/
Disallow: /staff/
Disallow: /admin/
Disallow: /api/
"""


def _contact() -> dict[str, str]:
    """What the operator entered; empty where nothing was."""
    language = "en" if get_language() == "en" else "hi"
    return {name: option(f"site.{name}_{language}") for name in ("address", "hours", "officer")}


@dataclass(frozen=True)
class SitePage:
    """A page that says something.

    Attributes:
        reviewed: the day on which somebody last read it through and found it right; change it with the text.
        more: what else its template needs.
    """

    title: Promise | str
    reviewed: date
    more: Callable[[], dict[str, Any]] = dict


# Address and template → the page, in the order of the site map.
PAGES: dict[str, SitePage] = {
    "about": SitePage(_("About this helpline"), date(2026, 11, 25)),
    "help": SitePage(_("Help"), date(2026, 11, 25), lambda: {"code_minutes": option("otp.minutes")}),
    "contact": SitePage(_("Contact"), date(2026, 11, 25), _contact),
    "privacy": SitePage(_("Privacy"), date(2026, 11, 25), lambda: {"code_minutes": option("otp.minutes")}),
    "terms": SitePage(_("Terms of use"), date(2026, 11, 25)),
    "accessibility": SitePage(_("Help for reading this page"), date(2026, 11, 25)),
    "site-map": SitePage(_("Site map"), date(2026, 11, 25), lambda: {"pages": PAGES}),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here, and how the helpline is doing."""
    counts: dict[str, int] = caches["local"].get_or_set("portal.counts", public_counts, SECONDS_KEPT) or {}
    share = round(100 * counts["satisfied"] / counts["closed"], 1) if counts["closed"] else None
    newest = max(page.reviewed for page in PAGES.values())
    return render(
        request, "portal/home.html", {"counts": counts, "satisfied_share": share, "reviewed": newest}
    )


@require_safe
def say(request: HttpRequest, name: str) -> HttpResponse:
    """One of `PAGES`."""
    page = PAGES[name]
    return render(request, f"portal/{name}.html", {"reviewed": page.reviewed, **page.more()})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines shall leave alone."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
