"""What an officer sees of the centre: the panel on a case that came through CPGRAMS, the list of what it is owed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.cpgrams.enums import CentralStatus
from sunwai.cpgrams.models import CentralGrievance
from sunwai.cpgrams.selectors import central_of, due_list, pushes_of
from sunwai.grievances.central import is_central
from sunwai.grievances.models import Grievance
from sunwai.web.access import StaffRequest, staff_required

PER_PAGE = 25


def central_panel(case: Grievance, user: User) -> dict[str, Any] | None:
    """What the case page says of the centre; None for a case that did not come through it."""
    central = central_of(case, user) if is_central(case) else None
    if central is None:
        return None
    return {
        "central": central,
        "left": days_left(central.due_at),
        "is_late": is_late(central),
        "is_told": central.told_status == CentralStatus.CLOSED,
        "pushes": pushes_of(central),
    }


@require_safe
@staff_required("office")
def page(request: StaffRequest) -> HttpResponse:
    """The central cases on this officer's table that owe the centre an answer, the soonest first."""
    found = Paginator(due_list(request.user, now=clock.now()), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"central": one, "left": days_left(one.due_at), "is_late": is_late(one)} for one in found]
    return render(request, "office/central.html", {"rows": rows, "page": found})


def days_left(due_at: datetime) -> str:
    """How many days the centre still leaves, in words."""
    days = (due_at.astimezone(clock.IST).date() - clock.today()).days
    if days < 0:
        return ngettext("%(days)s day over", "%(days)s days over", -days) % {"days": -days}
    return (
        ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        if days
        else _("ends today")
    )


def is_late(central: CentralGrievance) -> bool:
    """Whether the centre's days are over, and it has neither a closure nor an interim reply."""
    is_answered = central.interim_at is not None or central.told_status == CentralStatus.CLOSED
    return central.due_at < clock.now() and not is_answered
