"""What all pages of the floor have: the way around, and their stream."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sunwai.web.access import StaffRequest

FLOOR_PAGES = (
    ("floor:page", _("Now")),
    ("floor:day", _("Today")),
    ("floor:callbacks", _("Callbacks")),
    ("floor:campaigns", _("Campaigns")),
    ("floor:recordings", _("Recordings")),
    ("floor:shifts", _("Shifts")),
    ("floor:report", _("Reports")),
    ("floor:differences", _("Differences")),
    ("floor:wall", _("Wallboard")),
)


def show(request: StaffRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the floor."""
    return render(request, template, {"floor_pages": FLOOR_PAGES} | context, status=status)
