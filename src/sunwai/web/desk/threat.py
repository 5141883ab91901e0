"""A caller is threatened for a corruption complaint: written down blindly, for no agent sees the case."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sunwai.core import clock
from sunwai.core.reference import clean
from sunwai.grievances.enums import InteractionKind, Kind
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel
from sunwai.vigilance.actions.retaliation import report_retaliation
from sunwai.web.access import StaffRequest
from sunwai.web.desk.call import on_call, render_call, wrap_up
from sunwai.web.desk.caller import Caller
from sunwai.web.forms import GovForm, posted


class ThreatForm(GovForm):
    """The number that the caller says, and what happened."""

    number = forms.CharField(
        label=gettext_lazy("Number of the complaint, as the caller says it"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Who did or said what, and when?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@on_call
def page(request: StaffRequest, caller: Caller) -> HttpResponse:
    """Only the caller's own corruption complaint takes it; of any other number the same is said as of none."""
    form = posted(ThreatForm, request)
    if form.is_valid() and _is_written(form, caller):
        messages.success(request, _("Written down for vigilance. In danger put the caller through to 112."))
        return redirect("desk:call", caller.call.pk)
    status = 422 if form.is_bound else 200
    ending = wrap_up(None, "", InteractionKind.CORRUPTION)
    return render_call(request, caller, "desk/threat.html", status=status, threat=form, wrap_up=ending)


def _is_written(form: ThreatForm, caller: Caller) -> bool:
    own = Grievance.objects.visible_to(caller.citizen).filter(kind=Kind.CORRUPTION)
    case = own.filter(reference=clean(form.cleaned_data["number"])).first()
    if case is None:
        form.add_error("number", _("No corruption complaint of this caller has this number."))
        return False
    # In the citizen's name, who speaks here; the timeline of a sealed case names neither of the two.
    written = form.attempt(
        report_retaliation,
        grievance=case,
        words=form.cleaned_data["words"],
        channel=Channel.CALL,
        actor=caller.citizen,
        now=clock.now(),
    )
    return written is not None
