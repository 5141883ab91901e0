"""The designated officer's table of applications, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sunwai.accounts.models import Reading, log_access
from sunwai.core import clock
from sunwai.janseva.actions.deciding import (
    ask_applicant,
    reject_application,
    revoke_certificate,
    sanction_application,
)
from sunwai.janseva.enums import RejectionReason, State
from sunwai.janseva.models import Application
from sunwai.janseva.perms import possible_actions
from sunwai.janseva.selectors import find_application, happened
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.application_form import said
from sunwai.web.forms import GovForm

PER_PAGE = 25


class SanctionForm(GovForm):
    """One word, so that nothing is sanctioned by a slip of the finger."""

    sure = forms.BooleanField(label=gettext_lazy("I have checked what is declared, and sanction it"))


class RejectForm(GovForm):
    """The reason, which the applicant is told."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=RejectionReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("In words, for the applicant"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class QuestionForm(GovForm):
    """What the applicant is asked."""

    question = forms.CharField(
        label=gettext_lazy("Question to the applicant"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RevokeForm(GovForm):
    """Why the paper is void."""

    words = forms.CharField(
        label=gettext_lazy("Why is it void?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


@dataclass(frozen=True)
class Doing:
    """Something a designated officer can do; `given`: the fields of its form that the action takes."""

    title: str | Promise
    form: type[GovForm]
    verb: Callable[..., Any]
    given: tuple[str, ...] = ()


DOINGS: dict[str, Doing] = {
    "sanction": Doing(gettext_lazy("Sanction"), SanctionForm, sanction_application),
    "ask_applicant": Doing(gettext_lazy("Ask the applicant"), QuestionForm, ask_applicant, ("question",)),
    "reject": Doing(gettext_lazy("Refuse"), RejectForm, reject_application, ("reason", "words")),
    "revoke": Doing(gettext_lazy("Revoke the paper"), RevokeForm, revoke_certificate, ("words",)),
}


@require_safe
@staff_required("office")
def table(request: StaffRequest) -> HttpResponse:
    """What waits for this officer's decision, the soonest due first."""
    waiting = Application.objects.on_table_of(request.user).select_related(
        "service", "place", "place__district"
    )
    page = Paginator(waiting.order_by("due_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "office/services.html", {"page": page, "now": clock.now()})


@require_safe
@staff_required("office")
def application(request: StaffRequest, reference: str) -> HttpResponse:
    """One application with what was declared and what happened. Reading is written down."""
    found, offered = _found(request, reference)
    return _show(request, found, offered)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("office")
def act(request: StaffRequest, reference: str, action: str) -> HttpResponse:
    """Do one thing with it; what is wrong comes back on the form, with everything that was typed."""
    found, offered = _found(request, reference)
    if action not in offered:
        raise Http404
    doing = DOINGS[action]
    form = doing.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in doing.given}
        if form.attempt(doing.verb, application=found, actor=request.user, now=clock.now(), **given):
            messages.success(request, _("Done: %(what)s.") % {"what": doing.title})
            return redirect("office:services")
    return _show(request, found, offered, form=form, title=str(doing.title))


def _found(request: StaffRequest, reference: str) -> tuple[Application, list[str]]:
    """The application, and what this officer can do with it now."""
    found = find_application(reference, request.user)
    if found is None:
        raise Http404
    possible = possible_actions(request.user, found)
    offered = [name for name in DOINGS if name in possible]  # what is done most often first
    if found.state == State.ISSUED and found.certificate.revoked_at:
        offered.remove("revoke")
    return found, offered


def _show(
    request: StaffRequest,
    found: Application,
    offered: list[str],
    form: GovForm | None = None,
    title: str = "",
) -> HttpResponse:
    log_access(
        user=request.user, what=Reading.CASE, case_id=None, citizen_id=found.citizen_id, now=clock.now()
    )
    context = {
        "application": found,
        "said": said(found),
        "offered": [(name, DOINGS[name].title) for name in offered],
        "form": form,
        "title": title,
        "events": happened(found),
    }
    return render(request, "office/service.html", context, status=422 if form and form.errors else 200)
