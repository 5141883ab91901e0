"""CM Jan Seva for the applicant: the link from the SMS, where an application stands, what one can still do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.janseva.actions.appealing import file_appeal
from sunwai.janseva.actions.applying import confirm_application, send_link_again, withdraw_application
from sunwai.janseva.actions.deciding import answer_question
from sunwai.janseva.appeals import may_appeal
from sunwai.janseva.enums import EventKind, PaymentState, State
from sunwai.janseva.errors import LinkNotGood
from sunwai.janseva.identity import confirm_identity, send_identity_code
from sunwai.janseva.land import look_up, pages_of
from sunwai.janseva.links import link_of
from sunwai.janseva.models import Application, Link
from sunwai.janseva.perms import possible_actions
from sunwai.janseva.selectors import (
    applications_of,
    find_application,
    open_paper,
    services_offered,
    timeline_of,
)
from sunwai.janseva.standing import head_of, standing_of
from sunwai.messages.sign_in import send_one_time_code
from sunwai.web.access import address_of, citizen_required, limited
from sunwai.web.application_form import ApplicationForm, said, typed
from sunwai.web.forms import GovForm
from sunwai.web.portal.cases import signed_in
from sunwai.web.portal.sign_in import begin_session

LINKS_AN_HOUR = 60  # openings from one address: a village shares one
ON_A_PAGE = 50


# ── What there is ────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """What can be had by a call, in which time and for how much."""
    return render(request, "portal/services.html", {"services": services_offered()})


# ── The link from the SMS ────────────────────────────────────────────────────────────────────────────────


class ConfirmForm(ApplicationForm):
    """What the agent wrote, to correct; the declaration, and the code that proves the phone."""

    declared = forms.BooleanField(label=gettext_lazy("I declare this"))
    code = forms.CharField(
        label=gettext_lazy("The code"),
        max_length=20,
        help_text=gettext_lazy("Six digits, by SMS"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, application: Application, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, service=application.service, **kwargs)
        if application.identity_reference:
            del self.fields["applicant_name"]  # it is as UIDAI has it
        for name in ("declared", "code"):
            self.fields[name] = self.fields.pop(name)  # behind the questions
        self.fields["declared"].help_text = self.service.declaration
        self.fields["declared"].required = asks_code
        if not asks_code:
            del self.fields["code"]


class IdentityForm(GovForm):
    """The Aadhaar number, which is passed on and never kept."""

    aadhaar = forms.CharField(
        label=gettext_lazy("Aadhaar number"),
        max_length=20,
        help_text=gettext_lazy(
            "Twelve digits. UIDAI sends a code to the mobile that it knows. We do not keep the number."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "I agree that UIDAI tells the helpline my name, date of birth and address, for this application."
        )
    )


class IdentityCodeForm(GovForm):
    """The code that UIDAI sent; `sealed` carries the number, encrypted, from page to page."""

    code = forms.CharField(
        label=gettext_lazy("Code from UIDAI"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    sealed = forms.CharField(widget=forms.HiddenInput, max_length=1000)


def _by_link(view: Callable[[HttpRequest, Link, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens the link named by `token`; one that is no longer good says so, and what to do."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @limited("janseva", an_hour=LINKS_AN_HOUR)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = link_of(token, now=clock.now())
        except LinkNotGood as error:
            return render(request, "portal/link_void.html", {"error": error}, status=404)
        return view(request, link, token)

    return opened


@_by_link
def confirm(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """The form that was filled on the call: check, correct, declare, prove the phone by a code."""
    application = link.application
    if application.service.needs_ekyc and not application.identity_reference:
        return redirect("portal:application-identity", token)
    if request.method != "POST":
        form = ConfirmForm(application=application, initial=typed(application), asks_code=False)
        return _show_confirm(request, application, form)
    asks_code = request.POST.get("do") == "confirm"
    form = ConfirmForm(request.POST, application=application, asks_code=asks_code)
    if not form.is_valid():
        return _show_confirm(request, application, form, status=422)
    if not asks_code:
        return _send_code(request, application, form)
    record = form.attempt(look_up, service=application.service, place=application.place, answers=form.answers)
    if form.errors:
        return _show_confirm(request, application, form, status=422)
    done = form.attempt(
        confirm_application,
        pages=pages_of(record),
        link=link,
        code=form.cleaned_data["code"],
        applicant_name=form.cleaned_data.get("applicant_name", application.applicant_name),
        answers=form.answers,
        declared=form.cleaned_data["declared"],
        now=clock.now(),
    )
    if not done:
        return _show_confirm(request, application, form, status=422)
    begin_session(
        request, application.citizen
    )  # the code proved the phone; the fee is paid without a second one
    return render(request, "portal/application_sent.html", {"application": done})


def _send_code(request: HttpRequest, application: Application, form: ConfirmForm) -> HttpResponse:
    """The code goes to the phone; everything typed stays on the form."""
    sent = form.attempt(
        _sent, mobile=application.citizen.mobile, address=address_of(request), language=get_language() or "hi"
    )
    if not sent:
        return _show_confirm(request, application, form, status=422)
    asking = ConfirmForm(application=application, initial=request.POST.dict(), asks_code=True)
    return _show_confirm(request, application, asking)


def _sent(*, mobile: str, address: str, language: str) -> bool:
    send_one_time_code(mobile=mobile, address=address, language=language, now=clock.now())
    return True


def _show_confirm(
    request: HttpRequest, application: Application, form: ConfirmForm, status: int = 200
) -> HttpResponse:
    context = {
        "application": application,
        "form": form,
        "asks_code": "code" in form.fields,
        "mobile": application.citizen.masked_mobile,
    }
    return render(request, "portal/application_confirm.html", context, status=status)


@sensitive_post_parameters("aadhaar", "sealed", "code")
@_by_link
def identity(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """e-KYC: the Aadhaar number, then the code that UIDAI sends."""
    application = link.application
    if application.identity_reference or not application.service.needs_ekyc:
        return redirect("portal:application-confirm", token)
    if "sealed" in request.POST:
        coded = IdentityCodeForm(request.POST)
        known = coded.is_valid() and bool(
            coded.attempt(confirm_identity, application=application, now=clock.now(), **coded.cleaned_data)
        )
        if known:
            return redirect("portal:application-confirm", token)
        return _show_identity(request, application, coded, status=422)
    form = IdentityForm(request.POST or None)
    if form.is_valid():
        sealed = form.attempt(
            send_identity_code,
            application=application,
            aadhaar=form.cleaned_data["aadhaar"],
            now=clock.now(),
        )
        if sealed:
            return _show_identity(request, application, IdentityCodeForm(initial={"sealed": sealed}))
    return _show_identity(request, application, form, status=422 if request.method == "POST" else 200)


def _show_identity(
    request: HttpRequest, application: Application, form: GovForm, status: int = 200
) -> HttpResponse:
    context = {"application": application, "form": form, "asks_code": isinstance(form, IdentityCodeForm)}
    return render(request, "portal/application_identity.html", context, status=status)


# ── Where it stands ──────────────────────────────────────────────────────────────────────────────────────


class WordsForm(GovForm):
    """What the officer asked."""

    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": True}),
    )


class AppealForm(GovForm):
    """Why the citizen appeals."""

    words = forms.CharField(
        label=gettext_lazy("What is wrong? Say it in your own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": True}),
    )


class SureForm(GovForm):
    """Nothing to fill in."""


@dataclass(frozen=True)
class Act:
    """Something an applicant can do."""

    title: str | Promise
    form: type[GovForm]
    verb: Callable[..., Any]


ACTS: dict[str, Act] = {
    "answer": Act(gettext_lazy("Answer the officer"), WordsForm, answer_question),
    "appeal": Act(gettext_lazy("Appeal"), AppealForm, file_appeal),
    "send_link": Act(gettext_lazy("Send me a new link"), SureForm, send_link_again),
    "withdraw": Act(gettext_lazy("Take the application back"), SureForm, withdraw_application),
}


@require_safe
@never_cache
@citizen_required
def mine(request: HttpRequest) -> HttpResponse:
    """The citizen's applications, what is not settled yet first."""
    citizen = signed_in(request)
    found = [(one, head_of(one)) for one in applications_of(citizen)[:ON_A_PAGE]]
    return render(request, "portal/applications.html", {"applications": found})


@require_safe
@never_cache
@citizen_required
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """One application: where it stands, by when it is due, what was asked, what can be done."""
    citizen = signed_in(request)
    found = own_application(citizen, reference)
    possible = _possible(citizen, found)
    events = list(timeline_of(found))
    context = {
        "application": found,
        "said": said(found),
        "acts": [(name, ACTS[name].title) for name in possible],
        "question": _last_words(events, EventKind.QUESTION_ASKED)
        if found.state == State.WAITING_FOR_APPLICANT
        else "",
        "standing": standing_of(found, now=clock.now()),
        "refused": _last_words(events, EventKind.REJECTED) if found.state == State.REJECTED else "",
        "appeals": found.appeals.select_related("post__designation", "post__place").order_by("filed_at"),
        "orders": [event.words.text for event in events if event.kind == EventKind.ORDERED],
        "is_paid": found.payments.exclude(state=PaymentState.OPEN).exists(),
        "certificate": getattr(found, "certificate", None),
    }
    return render(request, "portal/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@citizen_required
def act(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """Answer, take back, ask for a new link."""
    citizen = signed_in(request)
    found = own_application(citizen, reference)
    if action not in _possible(citizen, found):
        raise Http404
    doing = ACTS[action]
    form = doing.form(request.POST) if request.method == "POST" else doing.form()
    if form.is_valid() and form.attempt(
        doing.verb, application=found, actor=citizen, now=clock.now(), **form.cleaned_data
    ):
        messages.success(request, _("Done."))
        return redirect("portal:application", found.reference)
    return render(
        request,
        "portal/application_act.html",
        {"application": found, "form": form, "title": doing.title},
        status=422 if form.errors else 200,
    )


@require_safe
@never_cache
@citizen_required
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The signed PDF, for the one whose it is."""
    found = own_application(signed_in(request), reference)
    certificate = getattr(found, "certificate", None)
    if certificate is None:
        raise Http404
    name = f"{found.service.code}-{found.reference}.pdf"
    return HttpResponse(
        open_paper(certificate),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _possible(citizen: Citizen, found: Application) -> list[str]:
    """The names in `ACTS` of what can be done now."""
    possible = possible_actions(citizen, found)
    return [
        name for name in ACTS if name in possible and (name != "appeal" or may_appeal(found, now=clock.now()))
    ]


def own_application(citizen: Citizen, reference: str) -> Application:
    """The application of `citizen` with this number; else 404."""
    found = find_application(reference, citizen)
    if found is None:
        raise Http404
    return found


def _last_words(events: list[Any], kind: EventKind) -> str:
    words = [event.words.text for event in events if event.kind == kind and hasattr(event, "words")]
    return words[-1] if words else ""
