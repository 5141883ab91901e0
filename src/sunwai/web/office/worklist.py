"""An officer's day: what lies on the table, in the order that matters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from sunwai.accounts.models import Reading, log_access
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.core.prepared import prepared
from sunwai.cpgrams.selectors import count_pressing
from sunwai.grievances import selectors, table
from sunwai.grievances.actions.work import take_up
from sunwai.grievances.enums import CLOSED_STATES, State
from sunwai.grievances.models import Grievance, SpecialClosure, Transfer
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.office.lines import in_words

# The ways to look at the list: name of `table.WHEN`, words on the button.
VIEWS = (
    ("", gettext_lazy("All")),
    ("overdue", gettext_lazy("Late")),
    ("today", gettext_lazy("Today")),
    ("week", gettext_lazy("7 days")),
    ("reopened", gettext_lazy("Came back")),
    ("warned", gettext_lazy("Warned")),
    ("new", gettext_lazy("New")),
    ("waiting", gettext_lazy("Citizen asked")),
)


@require_safe
@prepared()
@staff_required("office")
def home(request: StaffRequest) -> HttpResponse:
    """Today's list. Filters live in the address, so that they survive going back and forth."""
    user = request.user
    filters = filters_of(request.GET)
    kept = kept_of(filters)
    narrows = "narrow" in request.GET or bool(filters.state or filters.text or filters.category)
    after = request.GET.get("after", "")[:80]
    counts = table.counts(user)
    page = table.page(user, filters, after)
    back = urlencode({"back": urlencode({**kept, "after": after} if after else kept)})
    given = {
        "page": page,
        "lines": in_words(page.rows, back),
        "has_new": any(line.state == State.OPEN for line in page.rows),
        "next_page": urlencode({**kept, "after": page.next}) if page.next else "",
        "views": [_view(name, title, counts, kept) for name, title in VIEWS],
        "filters": filters,
        "narrow": urlencode({**kept, "narrow": "1"}),
        "narrows": narrows,
        "categories": table.categories(user) if narrows else [],
        "states": [(state.value, state.label) for state in State if state not in CLOSED_STATES],
        "waiting": selectors.count_approvals(user),
        "pressing": count_pressing(user, now=clock.now()),
    }
    return render(request, "office/home.html", given)


@staff_required("office")
def take_up_many(request: StaffRequest) -> HttpResponse:
    """Begin work on all ticked cases; one that cannot be taken up is left as it is."""
    if request.method != "POST":  # back from signing in again
        return redirect("office:home")
    references = set(request.POST.getlist("case"))
    chosen = Grievance.objects.held_by(request.user).filter(reference__in=references)
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
    if moved := len(references) - taken:
        said = ngettext("%(count)s had moved on already.", "%(count)s had moved on already.", moved)
        messages.info(request, said % {"count": moved})
    elif not taken:
        messages.info(request, _("Nothing was taken up. Tick the cases that you begin with."))
    return redirect(list_address(request.POST.get("back", "")))


@require_safe
@staff_required("office")
def approvals(request: StaffRequest) -> HttpResponse:
    """What waits for this officer's decision, with what it rests on. What is read of citizens is written down."""
    proposals = selectors.approvals_for(request.user)
    for proposal in proposals:
        case = proposal.grievance
        log_access(
            user=request.user, what=Reading.CASE, case_id=case.pk, citizen_id=case.citizen_id, now=clock.now()
        )
    waiting = [
        (proposal, selectors.files_of(proposal.event_id), _decisions(proposal)) for proposal in proposals
    ]
    return render(request, "office/approvals.html", {"waiting": waiting})


@require_safe
@staff_required("audit_quality")
def closed(request: StaffRequest) -> HttpResponse:
    """Closed cases for an auditor, the latest first, those not yet audited."""
    cases = Grievance.objects.visible_to(request.user).filter(state__in=CLOSED_STATES, audits=None)
    rows = selectors.with_names(cases).order_by("-closed_at")[:50]
    return render(request, "office/closed.html", {"cases": rows})


@require_safe
@staff_required("office")
def search(request: StaffRequest) -> HttpResponse:
    """A case by its number, or cases in one's line by their words."""
    text = request.GET.get("q", "").strip()[:80]
    if text:  # what was looked for, not who was found: the list names nobody
        log_access(user=request.user, what=Reading.SEARCH, reason=text, now=clock.now())
    if found := selectors.find_by_reference(text, request.user):
        return redirect("office:case", reference=found.reference)
    cases: Any = []
    if len(text) >= 3:
        cases = selectors.with_names(selectors.search(request.user, text))[:25]
    return render(request, "office/search.html", {"text": text, "cases": cases})


def filters_of(query: QueryDict) -> table.Filters:
    """How the list is narrowed in an address; what is not known there counts as not given."""
    return table.Filters(
        state=_known(query.get("state", ""), State.values),
        when=_known(query.get("when", ""), table.WHEN),
        category=query.get("category", "").replace("\0", "")[:80],
        text=query.get("q", "").replace("\0", "").strip()[:80],
    )


def kept_of(filters: table.Filters) -> dict[str, str]:
    """The part of an address that narrows the list in the same way."""
    given = {
        "state": filters.state,
        "when": filters.when,
        "category": filters.category,
        "q": filters.text,
    }
    return {name: value for name, value in given.items() if value}


def list_address(back: str) -> str:
    """The list as it was narrowed in `back`, the query of an address. It can lead nowhere but to the list."""
    query = QueryDict(back)
    kept = kept_of(filters_of(query))
    if after := query.get("after", ""):
        kept["after"] = after[:80]
    home = reverse("office:home")
    return f"{home}?{urlencode(kept)}" if kept else home


def _decisions(proposal: Transfer | SpecialClosure) -> dict[str, str]:
    """What can be said to a proposal: agreeing and not, by their names in `DOINGS`."""
    what = "transfer" if isinstance(proposal, Transfer) else "closure"
    refuse = "refuse" if isinstance(proposal, Transfer) else "return"
    return {"yes": f"approve-{what}", "no": f"{refuse}-{what}"}


def _view(name: str, title: str | Promise, counts: dict[str, int], kept: dict[str, str]) -> dict[str, Any]:
    """A chip: the list narrowed in one more way, and how many cases that shows without the other ones."""
    return {
        "name": name,
        "title": title,
        "count": counts[name or "all"],
        "query": urlencode({**kept, "when": name}),
    }


def _known(value: str, values: Any) -> str:
    return value if value in values else ""
