"""Where an agent begins: a call that comes in, calls to make, wrap-ups still to be done."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sunwai.core import clock
from sunwai.grievances import selectors
from sunwai.grievances.actions.interactions import start_interaction
from sunwai.grievances.models import Interaction
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.desk.forms import Caller
from sunwai.web.forms import posted

MOST_CALLS = 20


@staff_required("desk")
def page(request: StaffRequest) -> HttpResponse:
    """Type the caller's number, or choose a call to make."""
    form = posted(Caller, request)
    if request.method == "POST" and form.is_valid():
        call = form.attempt(
            start_interaction, mobile=form.cleaned_data["mobile"], agent=request.user, now=clock.now()
        )
        if call:
            return redirect("desk:call", call.pk)
    calls = selectors.calls_to_make(request.user, clock.now())
    return render(
        request,
        "desk/home.html",
        {
            "form": form,
            "unfinished": Interaction.objects.on_the_line(request.user).order_by("-started_at"),
            "calls": calls[:MOST_CALLS],
            "more": max(0, calls.count() - MOST_CALLS),
            "may_see": request.user.may("see_caller"),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@staff_required("desk")
def call_out(request: StaffRequest, reference: str) -> HttpResponse:
    """Call the citizen of a case whose closure question waits; the case is opened with the call."""
    case = selectors.calls_to_make(request.user, clock.now()).filter(reference=reference).first()
    if case is None or case.citizen is None:
        raise Http404
    call = start_interaction(mobile=case.citizen.mobile, agent=request.user, now=clock.now(), outgoing=True)
    return redirect(reverse("desk:case", args=[call.pk, case.reference]))
