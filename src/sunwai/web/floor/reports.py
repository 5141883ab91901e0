"""Reports on calls, on the screen and as CSV; differences to the switch's book."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sunwai.calls.actions.reconciling import explain_difference
from sunwai.calls.models import Difference
from sunwai.calls.reports import WAYS, Row, report
from sunwai.core import clock
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.floor.forms import Explanation, Period
from sunwai.web.floor.frame import show

MOST_DIFFERENCES = 200
COLUMNS = (
    "calls",
    "offered",
    "answered",
    "abandoned",
    "in_time",
    "wait",
    "longest_wait",
    "handling",
    "occupancy",
)


@require_safe
@staff_required("floor")
def page(request: StaffRequest) -> HttpResponse:
    """The report of a day or a range, divided in one of several ways."""
    form = Period(request.GET or None)
    asked = form.asked()
    rows = report(**asked, viewer=request.user)
    if request.GET.get("format") == "csv" and form.is_valid():
        return _csv(rows, **asked)
    context: dict[str, Any] = {"form": form, "rows": rows, "way": WAYS[asked["by"]]} | asked
    return show(request, "floor/report.html", context, status=422 if form.errors else 200)


@require_safe
@staff_required("floor")
def differences(request: StaffRequest) -> HttpResponse:
    """What does not agree with the switch's book, open ones first."""
    return _differences(request)


@require_POST
@staff_required("floor")
def explain(request: StaffRequest, difference_id: int) -> HttpResponse:
    """Close a difference by saying how it came about."""
    difference = get_object_or_404(Difference, pk=difference_id)
    form = Explanation(request.POST)
    if form.is_valid():
        explain_difference(difference=difference, **form.cleaned_data, actor=request.user, now=clock.now())
        messages.success(request, _("It is explained, and no longer open."))
        return redirect("floor:differences")
    return _differences(request, form=form, status=422)


def _differences(
    request: StaffRequest, *, form: Explanation | None = None, status: int = 200
) -> HttpResponse:
    found = Difference.objects.order_by("explained_at", "-began_at")
    open_ones = found.filter(explained_at=None)
    context = {
        "form": form or Explanation(auto_id=False),
        "open": open_ones[:MOST_DIFFERENCES],
        "open_count": open_ones.count(),
        "explained": found.exclude(explained_at=None).order_by("-explained_at")[:MOST_DIFFERENCES],
    }
    return show(request, "floor/differences.html", context, status=status)


def _csv(rows: list[Row], *, by: str, first: Any, last: Any) -> HttpResponse:
    """Shares as fractions, times in whole seconds; with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([by, *COLUMNS])
    for row in rows:
        writer.writerow([_plain(row.name), *(_number(getattr(row, name)) for name in COLUMNS)])
    name = f"calls-by-{by}-{first}-{last}.csv"
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _plain(name: str) -> str:
    """A spreadsheet takes what begins like that for a formula."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name


def _number(value: float | None) -> str | int:
    if value is None:
        return ""
    return value if isinstance(value, int) else f"{value:.3f}" if 0 <= value <= 1 else round(value)
