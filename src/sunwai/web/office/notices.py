"""An officer's notices: on which devices, and of what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sunwai.core.errors import SunwaiError
from sunwai.messages.enums import TO_OFFICERS, Event
from sunwai.web import devices
from sunwai.web.access import StaffRequest, staff_required

EVENTS = [event for event in Event if event in TO_OFFICERS]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("office")
def notices(request: StaffRequest) -> HttpResponse:
    """See and change them."""
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if said := devices.done(request, request.user, EVENTS):
                messages.success(request, str(said))
                return redirect("office:notices")
        except SunwaiError as error:
            messages.error(request, str(error))
    return render(request, "office/notices.html", devices.shown(request.user, EVENTS), status=status)
