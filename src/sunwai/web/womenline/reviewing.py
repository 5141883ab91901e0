"""What the supervisor of a confidential helpline sees: work to review, who read what, figures."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.web.access import StaffRequest
from sunwai.web.live.pages import live, stream_address
from sunwai.web.womenline.access import render, reviews
from sunwai.womenline import selectors, wall
from sunwai.womenline.enums import Read
from sunwai.womenline.families import Family
from sunwai.womenline.readings import log_reading
from sunwai.womenline.statistics import Month, month, monthly_return

ON_A_PAGE = 50


@require_safe
@reviews
def page(request: StaffRequest, family: Family) -> HttpResponse:
    """Who is in danger now, live; closings that wait, and cases of great danger that nobody reviewed yet."""
    with wall.opened(request.user):
        log_reading(user=request.user, family=family.code, what=Read.LIST, case=None, now=clock.now())
        return live(
            render(
                request,
                family,
                "women/review.html",
                danger=selectors.in_danger(request.user, family),
                mark=selectors.danger_mark(request.user),
                stream=stream_address("danger"),
                cases=selectors.to_review(request.user, family),
            )
        )


@require_safe
@reviews
def readings(request: StaffRequest, family: Family) -> HttpResponse:
    """Who read what, the newest first."""
    with wall.opened(request.user):
        pages = Paginator(selectors.readings(request.user, family), ON_A_PAGE)
        return render(
            request, family, "women/readings.html", readings=pages.get_page(request.GET.get("page"))
        )


@require_safe
@reviews
def figures(request: StaffRequest, family: Family) -> HttpResponse:
    """The figures of a month, none of them small."""
    return render(
        request,
        family,
        "women/figures.html",
        figures=_month(request, family),
        smallest=option("women.smallest_cell"),
    )


@require_safe
@reviews
def monthly(request: StaffRequest, family: Family) -> HttpResponse:
    """The monthly return as a file."""
    counted = _month(request, family)
    text = monthly_return(figures=counted, family=family, smallest=option("women.smallest_cell"))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{family.code}-{counted.first:%Y-%m}.csv"'
    return response


def _month(request: StaffRequest, family: Family) -> Month:
    today = clock.today()
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = today.replace(day=1)
    with wall.opened(request.user):
        return month(viewer=request.user, family=family, first=first)
