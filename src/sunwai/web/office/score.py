"""How my own cases end, month by month."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sunwai.core import clock
from sunwai.grievances.scores import FEWEST, scores_of
from sunwai.offices.selectors import posts_of
from sunwai.web.access import StaffRequest, staff_required


@require_safe
@staff_required("office")
def score(request: StaffRequest) -> HttpResponse:
    """Each post that I hold, also one in additional charge, with what became of its cases."""
    today = clock.today()
    return render(
        request,
        "office/score.html",
        {"scores": scores_of(posts_of(request.user, today), today), "fewest": FEWEST},
    )
