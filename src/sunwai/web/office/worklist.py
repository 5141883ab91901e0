"""An officer's day: what lies on the table, in the order that matters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.grievances import selectors
from sunwai.grievances.actions.work import take_up
from sunwai.grievances.enums import CLOSED_STATES, State
from sunwai.grievances.models import Grievance
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.keyset import page_of

# The ways to look at the list: name of `selectors.WHEN`, words on the button.
VIEWS = (
    ("", gettext_lazy("All")),
    ("overdue", gettext_lazy("Late")),
    ("today", gettext_lazy("Today")),
    ("new", gettext_lazy("New")),
    ("reopened", gettext_lazy("Came back")),
    ("warned", gettext_lazy("Warned")),
)


@staff_required("office")
def home(request: StaffRequest) -> HttpResponse:
    """Today's list. Filters live in the address, so that they survive going back and forth."""
    user = request.user
    filters = selectors.Filters(
        state=_known(request.GET.get("state", ""), State.values),
        when=_known(request.GET.get("when", ""), selectors.WHEN),
        text=request.GET.get("q", "").strip()[:80],
    )
    counts = selectors.counts(user)
    page = page_of(selectors.worklist(user, filters), request.GET.get("after", ""))
    kept = {"state": filters.state, "when": filters.when, "q": filters.text}
    return render(
        request,
        "office/home.html",
        {
            "page": page,
            "has_new": any(case.state == State.OPEN for case in page.rows),
            "next_page": urlencode({**kept, "after": page.next}) if page.next else "",
            "views": [(name, title, counts[name or "all"]) for name, title in VIEWS],
            "filters": filters,
            "states": [(state.value, state.label) for state in State if state not in CLOSED_STATES],
            "waiting": len(selectors.approvals_for(user)),
        },
    )


@staff_required("office")
def take_up_many(request: StaffRequest) -> HttpResponse:
    """Begin work on all ticked cases; one that cannot be taken up is left as it is."""
    if request.method != "POST":  # back from signing in again
        return redirect("office:home")
    chosen = Grievance.objects.held_by(request.user).filter(reference__in=request.POST.getlist("case"))
    taken = 0
    for grievance in chosen:
        try:
            take_up(grievance=grievance, actor=request.user, now=clock.now())
            taken += 1
        except SunwaiError:
            continue
    if taken:
        said = ngettext("%(count)s case taken up.", "%(count)s cases taken up.", taken)
        messages.success(request, said % {"count": taken})
    else:
        messages.info(request, _("Nothing was taken up. Tick the cases that you begin with."))
    back = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{reverse('office:home')}?{back}")


@staff_required("office")
def approvals(request: StaffRequest) -> HttpResponse:
    """What waits for this officer's decision."""
    return render(request, "office/approvals.html", {"proposals": selectors.approvals_for(request.user)})


@staff_required("audit_quality")
def closed(request: StaffRequest) -> HttpResponse:
    """Closed cases for an auditor, the latest first, those not yet audited."""
    cases = Grievance.objects.visible_to(request.user).filter(state__in=CLOSED_STATES, audits=None)
    rows = selectors.with_names(cases).order_by("-closed_at")[:50]
    return render(request, "office/closed.html", {"cases": rows})


@staff_required("office")
def search(request: StaffRequest) -> HttpResponse:
    """A case by its number, or cases in one's line by their words."""
    text = request.GET.get("q", "").strip()[:80]
    if found := selectors.find_by_reference(text, request.user):
        return redirect("office:case", reference=found.reference)
    cases: Any = []
    if len(text) >= 3:
        visible = Grievance.objects.visible_to(request.user).filter(selectors.matching(text))
        cases = selectors.with_names(visible).order_by("-registered_at")[:25]
    return render(request, "office/search.html", {"text": text, "cases": cases})


def _known(value: str, values: Any) -> str:
    return value if value in values else ""
