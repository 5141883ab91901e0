"""The first page, and the pages that only say something."""

from __future__ import annotations

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here, and how the helpline is doing."""
    counts: dict[str, int] = caches["local"].get_or_set("portal.counts", public_counts, SECONDS_KEPT) or {}
    share = round(100 * counts["satisfied"] / counts["closed"], 1) if counts["closed"] else None
    return render(request, "portal/home.html", {"counts": counts, "satisfied_share": share})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the helpline does with a complaint."""
    return render(request, "portal/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why and how long, and what rights one has (Digital Personal Data Protection Act 2023)."""
    return render(request, "portal/privacy.html", {"code_minutes": option("otp.minutes")})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How to read and use the pages, and what to do where one cannot."""
    return render(request, "portal/accessibility.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines shall leave alone."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
