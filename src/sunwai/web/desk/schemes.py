"""A call about schemes: find, read aloud, write down what was asked and whether it was answered."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sunwai.core import clock
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.schemes.actions import record_enquiry
from sunwai.schemes.models import LONGEST_QUESTION, Scheme
from sunwai.schemes.parts import PARTS
from sunwai.schemes.selectors import find_scheme, search_schemes
from sunwai.web.access import StaffRequest
from sunwai.web.desk.call import on_call, render_call, wrap_up
from sunwai.web.desk.caller import Caller
from sunwai.web.forms import GovForm

MOST_FOUND = 6


class Enquiry(GovForm):
    """What was asked, what was told, whether that was it."""

    asked = forms.CharField(
        label=gettext_lazy("What was asked?"),
        max_length=LONGEST_QUESTION,
        help_text=gettext_lazy("In the caller's words, without names and numbers."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    told = forms.MultipleChoiceField(
        label=gettext_lazy("Which schemes did you tell of?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    answered = forms.TypedChoiceField(
        label=gettext_lazy("Was the question answered?"),
        choices=(("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, schemes: list[Scheme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told: Any = self.fields["told"]
        told.choices = [(scheme.code, scheme.name) for scheme in schemes]
        if not schemes:
            del self.fields["told"]


@require_http_methods(["GET", "HEAD", "POST"])
@on_call
def page(request: StaffRequest, caller: Caller) -> HttpResponse:
    """Search, and the script to read aloud; below it what is written down of the talk."""
    query = request.GET.get("q", "")[:LONGEST_QUESTION]
    found = search_schemes(query, limit=MOST_FOUND)
    form = Enquiry(
        request.POST if request.method == "POST" else None, schemes=found, initial={"asked": query}
    )
    if form.is_valid() and _record(caller, form, request):
        messages.success(request, _("Written down."))
        return redirect(f"{reverse('desk:schemes', args=[caller.call.pk])}?{urlencode({'told': 'yes'})}")
    return render_call(
        request,
        caller,
        "desk/schemes.html",
        status=422 if form.errors else 200,
        form=form,
        enquiry=form,
        query=query,
        schemes=[(scheme, _parts(scheme)) for scheme in found],
        wrap_up=wrap_up(None, Disposition.INFORMED, InteractionKind.SCHEME),
        say=[],
        nearly_over="told" in request.GET,
        questions=[],
    )


def _record(caller: Caller, form: Enquiry, request: StaffRequest) -> Any:
    given = form.cleaned_data
    return form.attempt(
        record_enquiry,
        call=caller.call.pk,
        asked=given["asked"],
        schemes=[scheme for code in given.get("told", ()) if (scheme := find_scheme(code))],
        answered=given["answered"],
        actor=request.user,
        now=clock.now(),
    )


def _parts(scheme: Scheme) -> list[tuple[Any, Any]]:
    """Headings with what is under them, lists as one text."""
    told = [(title, scheme.tell(part)) for part, title in PARTS if scheme.tell(part)]
    return [(title, " · ".join(text) if isinstance(text, list) else text) for title, text in told]
