"""Where an agent begins: a call that comes in, complaints left by voice, calls to make, wrap-ups still to be done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sunwai.calls import selectors as phone
from sunwai.calls.actions.complaints import take_voice_complaint
from sunwai.calls.actions.orders import give_order
from sunwai.calls.enums import BUSY_STATES, OrderKind, RecordingKind
from sunwai.calls.errors import InACall, TakenByAnother
from sunwai.calls.models import Recording
from sunwai.calls.outgoing.closure import questions_for_agents
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.grievances import selectors
from sunwai.grievances.actions.interactions import start_callback, start_interaction
from sunwai.grievances.errors import CallNotDue
from sunwai.grievances.models import Interaction
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.desk.forms import Caller
from sunwai.web.desk.notes import notes_for
from sunwai.web.floor.shifts import coming_shifts
from sunwai.web.forms import posted

MOST_CALLS = 20
MOST_LEFT = 20


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
    now = clock.now()
    calls = questions_for_agents(request.user, now)
    left = Recording.objects.visible_to(request.user).to_be_completed()
    taken = {call.grievance_id: call for call in selectors.callbacks_in_progress(now)}
    return render(
        request,
        "desk/home.html",
        {
            "form": form,
            "unfinished": Interaction.objects.on_the_line(request.user).order_by("-started_at"),
            "calls": [(case, taken.get(case.pk)) for case in calls[:MOST_CALLS]],
            "left": left[:MOST_LEFT],
            "more_left": max(0, left.count() - MOST_LEFT),
            "notes": notes_for(request.user, now),
            "more": max(0, calls.count() - MOST_CALLS),
            "may_see": request.user.may("see_caller"),
            "shifts": coming_shifts(request.user),
            "phone_is_on": phone.is_on(),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@staff_required("desk")
def call_out(request: StaffRequest, reference: str) -> HttpResponse:
    """Call the citizen of a case whose closure question waits; the case is opened with the call. At the phone it rings
    there, and here nobody need read the number."""
    now = clock.now()
    session = phone.session_of(request.user) if phone.is_on() else None
    case = questions_for_agents(request.user, now).filter(reference=reference).first()
    try:
        if case is None:  # answered meanwhile, or no such case: not told apart
            raise CallNotDue
        if session and session.state in BUSY_STATES:
            raise InACall
        call = start_callback(grievance=case, agent=request.user, now=now)
        if session:
            give_order(
                kind=OrderKind.DIAL,
                session=session,
                data={"interaction": call.pk},
                actor=request.user,
                now=now,
            )
    except SunwaiError as error:
        messages.error(request, str(error))
        return redirect("desk:home")
    return redirect(reverse("desk:case", args=[call.pk, case.reference]))


@require_POST
@staff_required("desk")
def take_left(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """Complete a complaint left by voice: the page of a call, with the recording beside the form."""
    heard = Recording.objects.visible_to(request.user).filter(kind=RecordingKind.COMPLAINT)
    recording = heard.filter(pk=recording_id).first()
    try:
        if recording is None:  # taken meanwhile, or no such complaint: not told apart
            raise TakenByAnother
        contact = take_voice_complaint(recording=recording, agent=request.user, now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
        return redirect("desk:home")
    return redirect("desk:call", contact.pk)
