"""Notices to members of staff: on which devices, and of what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sunwai.core.errors import SunwaiError
from sunwai.messages.enums import TO_EDITORS, TO_OFFICERS, Event
from sunwai.web import devices
from sunwai.web.access import StaffRequest, staff_required

OF = {"office": TO_OFFICERS, "edit_schemes": TO_EDITORS}  # permission → what its holders can be told of


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*OF)
def notices(request: StaffRequest) -> HttpResponse:
    """See and change them."""
    may = request.user.permissions
    told = frozenset[Event]().union(*(events for permission, events in OF.items() if permission in may))
    offered = [event for event in Event if event in told]
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if said := devices.done(request, request.user, offered):
                messages.success(request, str(said))
                return redirect("office:notices")
        except SunwaiError as error:
            messages.error(request, str(error))
    frame = "office/frame.html" if "office" in may else "components/staff_page.html"
    context = devices.shown(request.user, offered) | {"frame": frame}
    return render(request, "office/notices.html", context, status=status)
