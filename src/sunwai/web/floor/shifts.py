"""Shifts: a week of everybody, planned row by row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sunwai.accounts.models import User
from sunwai.calls.actions.shifts import copy_last_week, plan_week, week
from sunwai.calls.models import Shift
from sunwai.core import clock
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.floor.forms import Week, staff_of_the_desk
from sunwai.web.floor.frame import show

NEXT_DAYS = timedelta(days=8)


@require_safe
@staff_required("floor")
def page(request: StaffRequest) -> HttpResponse:
    """The week of everybody."""
    monday = monday_of(request.GET.get("week", ""))
    begins, ends = week(monday)
    planned: dict[int, dict[int, list[Shift]]] = defaultdict(lambda: defaultdict(list))
    for shift in Shift.objects.filter(begins_at__gte=begins, begins_at__lt=ends).order_by("begins_at"):
        day = (shift.begins_at.astimezone(clock.IST).date() - monday).days
        planned[shift.user_id][day].append(shift)
    staff = [(user, [planned[user.pk][day] for day in range(7)]) for user in staff_of_the_desk()]
    return show(
        request,
        "floor/shifts.html",
        {
            "monday": monday,
            "days": _days(monday),
            "staff": staff,
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
        },
    )


@staff_required("floor")
def plan(request: StaffRequest, agent_id: int, monday: date) -> HttpResponse:
    """The week of one."""
    agent = get_object_or_404(User, pk=agent_id)
    if not agent.may("desk") or monday.weekday():
        return redirect("floor:shifts")
    form = Week(request.POST or None, monday=monday, initial=Week.initial_of(_of(agent, monday)))
    if request.method == "POST" and form.is_valid():
        form.attempt(
            plan_week, user=agent, monday=monday, planned=form.planned(), actor=request.user, now=clock.now()
        )
        if not form.errors:
            messages.success(request, _("The week is planned."))
            return redirect(_address(monday))
    days = [(day, form[f"begins{at}"], form[f"ends{at}"]) for at, day in enumerate(_days(monday))]
    context = {"agent": agent, "monday": monday, "form": form, "days": days}
    return show(request, "floor/plan.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required("floor")
def copy(request: StaffRequest, monday: date) -> HttpResponse:
    """As last week, for everybody who has no shift yet."""
    count = copy_last_week(monday=monday, actor=request.user, now=clock.now())
    said = ngettext("%(count)s shift was copied.", "%(count)s shifts were copied.", count)
    messages.success(request, said % {"count": count})
    return redirect(_address(monday))


def coming_shifts(user: User) -> list[Shift]:
    """The shifts of the next days, for the agent's own page."""
    now = clock.now()
    coming = Shift.objects.filter(user=user, ends_at__gt=now, begins_at__lt=now + NEXT_DAYS)
    return list(coming.order_by("begins_at"))


def monday_of(text: str) -> date:
    """The Monday of the week of `text` (a date), or of this one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = clock.today()
    return day - timedelta(days=day.weekday())


def _days(monday: date) -> list[date]:
    return [monday + timedelta(days=at) for at in range(7)]


def _of(agent: User, monday: date) -> Any:
    begins, ends = week(monday)
    return Shift.objects.filter(user=agent, begins_at__gte=begins, begins_at__lt=ends)


def _address(monday: date) -> str:
    return f"{reverse('floor:shifts')}?week={monday}"
