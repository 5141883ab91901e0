"""Appeals before an authority: its table, what is overdue in its line, hearing, order, penalties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sunwai.core import clock
from sunwai.core.clock import IST
from sunwai.core.errors import SunwaiError
from sunwai.janseva.actions.appealing import (
    Order,
    ask_revision,
    decide_appeal,
    decide_revision,
    fix_hearing,
    note_recovery,
    take_up_overdue,
)
from sunwai.janseva.appeals import may_ask_revision
from sunwai.janseva.enums import Outcome, PenaltyKind, Stage
from sunwai.janseva.models import Appeal, Application, Penalty
from sunwai.janseva.selectors import (
    RELATED,
    appeals_for,
    happened,
    overdue_for,
    penalties_for,
    penalties_on,
)
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.application_form import said
from sunwai.web.forms import GovForm

NO_PENALTY = ("", gettext_lazy("No penalty"))


class HearingForm(GovForm):
    """When the parties are heard."""

    hearing_at = forms.DateTimeField(
        label=gettext_lazy("Day and time of the hearing"),
        help_text=gettext_lazy("For example 2026-12-01 11:00"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_hearing_at(self) -> datetime:
        """Not in the past."""
        at: datetime = self.cleaned_data["hearing_at"]
        if at < clock.now():
            raise forms.ValidationError(_("This time is over. Please give one that is to come."))
        return at.astimezone(IST)


class OrderForm(GovForm):
    """The order; of a second appeal also what the officer pays."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Order"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("The order in words, for both sides"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    provide_days = forms.IntegerField(
        label=gettext_lazy("Working days within which the service is to be given"),
        min_value=1,
        max_value=60,
        initial=3,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Penalty of the designated officer"),
        choices=[NO_PENALTY, *PenaltyKind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    penalty = forms.IntegerField(
        label=gettext_lazy("Penalty at once, in rupees"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("For failure. For delay it follows from the days."),
    )
    compensation = forms.IntegerField(
        label=gettext_lazy("Of it to the applicant, in rupees"), required=False, min_value=0
    )

    def __init__(self, *args: Any, stage: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stage != Stage.SECOND:
            for name in ("kind", "penalty", "compensation"):
                del self.fields[name]

    def order(self) -> Order:
        """What was filled in."""
        given = self.cleaned_data
        kind = given.get("kind")
        return Order(
            outcome=Outcome(given["outcome"]),
            words=given["words"],
            provide_days=given["provide_days"],
            kind=PenaltyKind(kind) if kind else None,
            penalty=given.get("penalty") or 0,
            compensation=given.get("compensation") or 0,
        )


class RevisionForm(GovForm):
    """What remains of a penalty, and why."""

    words = forms.CharField(
        label=gettext_lazy("The order in words, for both sides"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    penalty = forms.IntegerField(
        label=gettext_lazy("What remains of the penalty, in rupees"),
        min_value=0,
        help_text=gettext_lazy("0: nothing. As much as was imposed: it stands."),
    )


class AskRevisionForm(GovForm):
    """Why the officer thinks that the penalty is wrong."""

    words = forms.CharField(
        label=gettext_lazy("Why should the penalty be set aside or lowered?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "data-keep": True}),
    )


@require_safe
@staff_required("office")
def table(request: StaffRequest) -> HttpResponse:
    """Appeals to decide, what is overdue in this authority's line, and what the officer has to pay."""
    context = {
        "appeals": appeals_for(request.user),
        "overdue": overdue_for(request.user),
        "mine": penalties_on(request.user),
        "now": clock.now(),
    }
    return render(request, "office/appeals.html", context)


@require_POST
@staff_required("office")
def take_up(request: StaffRequest, reference: str) -> HttpResponse:
    """Take up an overdue application of one's own accord."""
    found = next((one for one in overdue_for(request.user) if one.reference == reference), None)
    if found is None:
        raise Http404
    try:
        appeal = take_up_overdue(application=found, actor=request.user, now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
        return redirect("office:appeals")
    return redirect("office:appeal", appeal.pk)


@require_safe
@staff_required("office")
def page(request: StaffRequest, number: int) -> HttpResponse:
    """One appeal: what was applied for, what happened, what can be ordered."""
    appeal = _appeal(request, number)
    return _show(request, appeal)


@require_http_methods(["POST"])
@staff_required("office")
def hear(request: StaffRequest, number: int) -> HttpResponse:
    """Fix the hearing."""
    appeal = _appeal(request, number)
    form = HearingForm(request.POST)
    given = {"appeal": appeal, "actor": request.user, "now": clock.now()}
    fixed = form.attempt(fix_hearing, **given, **form.cleaned_data) if form.is_valid() else None
    if fixed:
        return redirect("office:appeal", appeal.pk)
    return _show(request, appeal, hearing=form)


@require_http_methods(["POST"])
@staff_required("office")
def decide(request: StaffRequest, number: int) -> HttpResponse:
    """Decide it."""
    appeal = _appeal(request, number)
    form = _order_form(appeal, request.POST)
    given = {"appeal": appeal, "actor": request.user, "now": clock.now()}
    decided = form.attempt(_decided, form=form, **given) if form.is_valid() else None
    if decided:
        messages.success(request, _("The appeal is decided."))
        return redirect("office:appeals")
    return _show(request, appeal, order=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("office")
def penalty(request: StaffRequest, number: int) -> HttpResponse:
    """A penalty that the officer has to pay: what for, by which order; asking for its revision."""
    found = get_object_or_404(penalties_on(request.user), pk=number)
    form = AskRevisionForm(request.POST if request.method == "POST" else None)
    given = {"penalty": found, "actor": request.user, "now": clock.now()}
    asked = form.attempt(ask_revision, **given, **form.cleaned_data) if form.is_valid() else None
    if asked:
        messages.success(request, _("Asked for. You are told when it is decided."))
        return redirect("office:penalty", found.pk)
    context = {
        "penalty": found,
        "application": found.appeal.application,
        "form": form,
        "may_ask": may_ask_revision(found, now=clock.now()),
        "events": happened(found.appeal.application),
    }
    return render(request, "office/penalty.html", context, status=422 if form.errors else 200)


@require_safe
@staff_required("office")
def recovery(request: StaffRequest) -> HttpResponse:
    """The recovery statement: what officers pay by orders of this authority."""
    rows = list(penalties_for(request.user))
    totals = {
        "imposed": sum(row.owed_paise for row in rows),
        "recovered": sum(row.owed_paise for row in rows if row.recovered_at),
    }
    return render(request, "office/recovery.html", {"rows": rows, "totals": totals})


@require_POST
@staff_required("office")
def recovered(request: StaffRequest, number: int) -> HttpResponse:
    """Note that a penalty was taken from the salary."""
    penalty = get_object_or_404(penalties_for(request.user), pk=number, recovered_at=None)
    note_recovery(penalty=penalty, actor=request.user, now=clock.now())
    return redirect("office:recovery")


def _appeal(request: StaffRequest, number: int) -> Appeal:
    related = [f"application__{name}" for name in RELATED]
    found: Appeal = get_object_or_404(
        Appeal.objects.visible_to(request.user).select_related(*related), pk=number
    )
    return found


def _order_form(appeal: Appeal, data: Any = None) -> OrderForm | RevisionForm:
    return RevisionForm(data) if appeal.stage == Stage.REVISION else OrderForm(data, stage=appeal.stage)


def _decided(*, form: OrderForm | RevisionForm, **given: Any) -> Appeal:
    if isinstance(form, RevisionForm):
        return decide_revision(**given, **form.cleaned_data)
    return decide_appeal(order=form.order(), **given)


def _show(
    request: StaffRequest,
    appeal: Appeal,
    hearing: HearingForm | None = None,
    order: OrderForm | RevisionForm | None = None,
) -> HttpResponse:
    application: Application = appeal.application
    status = 422 if hearing or order else 200
    context = {
        "appeal": appeal,
        "application": application,
        "said": said(application),
        "hearing": hearing or HearingForm(),
        "order": order or _order_form(appeal),
        "is_open": appeal in Appeal.objects.waiting_for(request.user),
        "penalties": Penalty.objects.visible_to(request.user).filter(appeal__application=application),
        "events": happened(application),
    }
    return render(request, "office/appeal.html", context, status=status)
