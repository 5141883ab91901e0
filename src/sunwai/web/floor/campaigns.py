"""Campaigns: what runs, how it goes, writing one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sunwai.calls.actions.campaigns import run_campaign, write_campaign
from sunwai.calls.enums import CampaignKind
from sunwai.calls.models import Call, Campaign, Queue
from sunwai.calls.outgoing.figures import calls_of, figures_of
from sunwai.citizens.models import Language
from sunwai.core import clock
from sunwai.messages.enums import Event
from sunwai.messages.models import Template
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.floor.frame import show
from sunwai.web.forms import GovForm, posted


class MomentField(forms.DateTimeField):
    """A moment in India, as browsers give it."""

    def __init__(self, **kwargs: Any) -> None:
        box = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "govuk-input"}
        )
        super().__init__(widget=box, input_formats=["%Y-%m-%dT%H:%M"], **kwargs)


class CampaignForm(GovForm):
    """A campaign of missed calls."""

    name = forms.CharField(label=gettext_lazy("Name of the campaign"), max_length=120)
    digits = forms.CharField(
        label=gettext_lazy("Number that people let ring"),
        max_length=16,
        help_text=gettext_lazy("A number of ours that leads nowhere else."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sms_hi = forms.ModelChoiceField(
        label=gettext_lazy("SMS in Hindi"), queryset=Template.objects.none(), required=False
    )
    sms_en = forms.ModelChoiceField(
        label=gettext_lazy("SMS in English"),
        queryset=Template.objects.none(),
        required=False,
        help_text=gettext_lazy(
            "The administrator writes the texts: operators carry only those that are registered."
        ),
    )
    calls_back = forms.BooleanField(label=gettext_lazy("We call back"), required=False)
    queue = forms.ModelChoiceField(
        label=gettext_lazy("Who speaks when we call back?"),
        queryset=Queue.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody: the greeting only"),
    )
    greeting_hi = forms.CharField(
        label=gettext_lazy("Greeting in Hindi"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Said first when we call back."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    greeting_en = forms.CharField(
        label=gettext_lazy("Greeting in English"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    since = MomentField(label=gettext_lazy("From"))
    until = MomentField(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = Template.objects.filter(event=Event.CAMPAIGN, is_active=True).order_by("text")
        fields: Any = self.fields
        for name, language in (("sms_hi", Language.HINDI), ("sms_en", Language.ENGLISH)):
            fields[name].queryset = texts.filter(language=language)
            fields[name].label_from_instance = lambda template: template.text
        fields["queue"].queryset = Queue.objects.filter(is_confidential=False).order_by("code")


@require_safe
@staff_required("floor")
def index(request: StaffRequest) -> HttpResponse:
    """All campaigns, those that run first."""
    since_midnight = Q(calls__began_at__date=clock.today())
    campaigns = Campaign.objects.select_related("number").annotate(
        calls_today=Count("calls", filter=since_midnight)
    )
    return show(
        request,
        "floor/campaigns.html",
        {"campaigns": campaigns.order_by("-is_running", F("until").desc(nulls_first=True), "-since")},
    )


@require_safe
@staff_required("floor")
def page(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """How a campaign goes."""
    campaign = get_object_or_404(Campaign.objects.select_related("number", "queue"), pk=campaign_id)
    return show(
        request,
        "floor/campaign.html",
        {
            "campaign": campaign,
            "is_of_missed_calls": campaign.kind == CampaignKind.MISSED_CALL,
            "now": clock.now(),
            **figures_of(campaign, request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("floor")
def write(request: StaffRequest, campaign_id: int | None = None) -> HttpResponse:
    """A new campaign, or another wording of one."""
    campaign = (
        get_object_or_404(Campaign, pk=campaign_id, kind=CampaignKind.MISSED_CALL) if campaign_id else None
    )
    form = posted(CampaignForm, request, initial=_initial(campaign))
    if form.is_valid():
        written = form.attempt(
            write_campaign, campaign=campaign, actor=request.user, now=clock.now(), **form.cleaned_data
        )
        if written:
            messages.success(request, _("The campaign is kept."))
            return redirect("floor:campaign", written.pk)
    return show(
        request,
        "floor/campaign_form.html",
        {"form": form, "campaign": campaign},
        status=422 if form.errors else 200,
    )


@require_POST
@staff_required("floor")
def run(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Start or stop."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    runs = request.POST.get("do") == "start"
    run_campaign(campaign=campaign, runs=runs, actor=request.user, now=clock.now())
    messages.success(request, _("The campaign runs.") if runs else _("The campaign has stopped."))
    return redirect("floor:campaign", campaign.pk)


@require_safe
@staff_required("floor")
def export(request: StaffRequest, campaign_id: int) -> Any:
    """Its calls as CSV, newest last; numbers masked but for the last four digits."""
    campaign = get_object_or_404(Campaign, pk=campaign_id)
    calls = calls_of(campaign, request.user).select_related("district").order_by("began_at")
    answer = StreamingHttpResponse(_lines(calls), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="campaign-{campaign.pk}.csv"'
    return answer


class _Echo:
    """Gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _lines(calls: QuerySet[Call]) -> Iterator[str]:
    table = csv.writer(_Echo())
    yield "\ufeff" + table.writerow(
        [_("Time"), _("Number"), _("District"), _("Direction"), _("How it ended")]
    )
    for call in calls.iterator(chunk_size=1000):
        yield table.writerow(
            [
                f"{call.began_at.astimezone(clock.IST):%Y-%m-%d %H:%M:%S}",
                f"xxxxxx{call.number[-4:]}" if call.number else "",
                str(call.district or ""),
                _("from us") if call.outgoing else _("to us"),
                call.get_outcome_display(),
            ]
        )


def _initial(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        return {"since": clock.now().replace(second=0, microsecond=0)}
    names = (
        "name",
        "queue",
        "calls_back",
        "greeting_hi",
        "greeting_en",
        "sms_hi",
        "sms_en",
        "since",
        "until",
    )
    return {name: getattr(campaign, name) for name in names} | {"digits": campaign.number_id or ""}
