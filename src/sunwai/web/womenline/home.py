"""Where a counsellor begins: who asked to be called, whom to ask again, which cases are open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.womenline.access import AT_A_HELPLINE, counsels, render
from sunwai.web.womenline.forms import FollowedUp
from sunwai.womenline import perms, selectors, wall
from sunwai.womenline.actions import requests
from sunwai.womenline.enums import Read
from sunwai.womenline.families import Family
from sunwai.womenline.models import CallRequest
from sunwai.womenline.readings import log_reading


@require_safe
@staff_required(*AT_A_HELPLINE)
def page(request: StaffRequest) -> HttpResponse:
    """To the first helpline at which one works."""
    for family in perms.families_of(request.user):
        return redirect("women:line", family.code)
    raise PermissionDenied


@counsels
def line(request: StaffRequest, family: Family) -> HttpResponse:
    """The work of a helpline. A number that is looked for comes by POST: no address and no log holds it."""
    sought = request.POST.get("sought", "").strip() if request.method == "POST" else ""
    with wall.opened(request.user):
        now = clock.now()
        if sought:
            log_reading(user=request.user, family=family.code, what=Read.SEARCH, case=None, now=now)
        log_reading(user=request.user, family=family.code, what=Read.LIST, case=None, now=now)
        found: dict[str, Any] = {
            "found": selectors.find(request.user, family, sought) if sought else None,
            "waiting": selectors.waiting_requests(request.user, family),
            "due": selectors.follow_ups_due(request.user, family, clock.today()),
            "cases": selectors.open_cases(request.user, family),
        }
        return render(request, family, "women/line.html", **found)


@require_POST
@counsels
def take(request: StaffRequest, family: Family, request_id: int) -> HttpResponse:
    """Open a request, to call now: number and code word stand on this one page."""
    asked = _asked(request, family, request_id)
    try:
        person = requests.take_request(request=asked, actor=request.user, now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
        return redirect("women:line", family.code)
    form = FollowedUp(family=family)
    return render(request, family, "women/request.html", asked=asked, person=person, form=form)


@require_POST
@counsels
def finish(request: StaffRequest, family: Family, request_id: int) -> HttpResponse:
    """How the call went."""
    form = FollowedUp(request.POST, family=family)
    if form.is_valid():
        done = form.attempt(
            requests.finish_request,
            request=_asked(request, family, request_id),
            reached=form.cleaned_data["reached"],
            actor=request.user,
            now=clock.now(),
        )
        if done:
            messages.success(request, _("Written down."))
            return redirect("women:line", family.code)
    messages.error(request, _("Please say how the call went."))
    return redirect("women:line", family.code)


def _asked(request: StaffRequest, family: Family, request_id: int) -> CallRequest:
    with wall.opened(request.user):
        visible = CallRequest.objects.visible_to(request.user)
        found: CallRequest = get_object_or_404(visible, family=family.code, pk=request_id)
        return found
