"""A case of the caller: how it stands, and what the agent may write down in the citizen's name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sunwai.accounts.models import Reading, log_access
from sunwai.calls.actions.agents import wrapped_up
from sunwai.core import clock
from sunwai.grievances import selectors
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from sunwai.web.access import StaffRequest
from sunwai.web.desk import speech
from sunwai.web.desk.call import on_call, render_call, wrap_up
from sunwai.web.desk.caller import Caller
from sunwai.web.desk.doings import DOINGS, JOINED, Offered, offered
from sunwai.web.floor.recordings import recordings_about


@require_safe
@on_call
def page(request: StaffRequest, caller: Caller, reference: str) -> HttpResponse:
    """The caller's case. Reading it is written down."""
    return _render(request, caller, _case(request, caller, reference))


@require_POST
@on_call
def act(request: StaffRequest, caller: Caller, reference: str, action: str) -> HttpResponse:
    """Write one thing down; what is wrong comes back on the form with everything that was typed."""
    case = _case(request, caller, reference)
    doing = DOINGS.get(action)
    if doing is None or not caller.brought(case):
        raise Http404
    form = doing.form(request.POST)
    if form.is_valid():
        given: dict[str, Any] = {"grievance": case, "actor": request.user, "now": clock.now()}
        given |= {"interaction": caller.call} if doing.ends_call else {"channel": Channel.CALL}
        if form.attempt(doing.verb, **given, **form.cleaned_data):
            messages.success(request, _("Written down: %(what)s.") % {"what": doing.title})
            if doing.ends_call:
                wrapped_up(interaction=caller.call, actor=request.user)
                return redirect("desk:home")
            if "back" in request.POST:  # asked in passing, on the page of the call
                return redirect(f"{reverse('desk:call', args=[caller.call.pk])}?did={action}")
            return redirect(f"{reverse('desk:case', args=[caller.call.pk, reference])}?did={action}")
    return _render(request, caller, case, refused=Offered(action, doing, form), status=422)


def _case(request: StaffRequest, caller: Caller, reference: str) -> Grievance:
    case = caller.case(reference)
    if case is None:
        raise Http404
    log_access(
        user=request.user, what=Reading.CASE, case_id=case.pk, citizen_id=case.citizen_id, now=clock.now()
    )
    return case


def _render(
    request: StaffRequest,
    caller: Caller,
    case: Grievance,
    *,
    refused: Offered | None = None,
    status: int = 200,
) -> HttpResponse:
    brought = caller.brought(case)
    did = DOINGS.get(request.GET.get("did", ""))
    disposition = did.disposition if did else Disposition.STATUS_TOLD
    if request.GET.get("did") == JOINED:
        disposition = Disposition.JOINED
    say = [speech.status(case)] if brought else [speech.joined(case)]
    if caller.call.outgoing:
        say.insert(0, speech.outgoing(request.user, case))
    return render_call(
        request,
        caller,
        "desk/case.html",
        status=status,
        case=case,
        is_own=brought,
        entries=selectors.timeline_of(case, case.citizen) if brought else [],
        offered=offered(request.user, case, outgoing=caller.call.outgoing, refused=refused)
        if brought
        else [],
        refused=refused,
        form=refused.form if refused else None,
        wrap_up=wrap_up(
            case,
            "" if caller.call.outgoing and not did else disposition,
            InteractionKind.CLOSURE if caller.call.outgoing else InteractionKind.STATUS,
        ),
        say=say,
        recordings=recordings_about(case, request.user) if brought else [],
    )
