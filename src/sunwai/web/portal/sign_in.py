"""Signing in with a one-time code: the mobile, then the code. No password, no account to make."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sunwai.citizens.mobile import parse
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.options import option
from sunwai.messages.sign_in import send_one_time_code, sign_in_citizen
from sunwai.web.access import address_of, citizen_of
from sunwai.web.drafts import forget
from sunwai.web.forms import GovForm, posted
from sunwai.web.middleware import CITIZEN_KEY

MOBILE_KEY = "sign_in_mobile"  # where the code went


class MobileForm(GovForm):
    """Where to send the code."""

    mobile = forms.CharField(
        label=_("Your mobile number"),
        max_length=20,
        help_text=_("We will send a code to it. The number stays with the helpline."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}),
    )


class CodeForm(GovForm):
    """The code that arrived."""

    code = forms.CharField(
        label=_("The code"),
        max_length=20,
        help_text=_("Six digits, by SMS"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_mobile(request: HttpRequest) -> HttpResponse:
    """Ask for the mobile and send the code to it."""
    form = posted(MobileForm, request)
    if request.method != "POST" and citizen_of(request):
        return redirect(safe_next(request))
    if form.is_valid() and send_code(request, form, form.cleaned_data["mobile"]):
        return redirect(code_page(safe_next(request)))
    return render(request, "portal/sign_in.html", {"form": form, "next": safe_next(request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; who knows it is signed in."""
    mobile = request.session.get(MOBILE_KEY)
    if mobile is None:
        return redirect(f"{reverse('portal:sign-in')}?{urlencode({'next': safe_next(request)})}")
    form = posted(CodeForm, request)
    if form.is_valid() and (citizen := _check_code(form, mobile)):
        begin_session(request, citizen)
        return redirect(safe_next(request))
    return render(
        request,
        "portal/sign_in_code.html",
        {
            "form": form,
            "mobile": mobile,
            "minutes": option("otp.minutes"),
            "next": safe_next(request),
            "has_simulators": settings.SIMULATORS,
        },
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget who sits here. An unsent complaint is found again after the next sign-in."""
    request.session.pop(CITIZEN_KEY, None)
    request.session.pop(MOBILE_KEY, None)
    request.session.cycle_key()
    return forget(redirect("portal:home"))


def send_code(request: HttpRequest, form: GovForm, mobile: str) -> bool:
    """Send a code to `mobile` and remember where it went; an error is left on `form`."""

    def send() -> bool:
        send_one_time_code(
            mobile=mobile,
            address=address_of(request),
            language=get_language() or "hi",
            now=clock.now(),
        )
        request.session[MOBILE_KEY] = parse(mobile)
        return True

    return bool(form.attempt(send))


def code_page(next_page: str) -> str:
    """The address at which the code is asked for; afterwards it goes on to `next_page`."""
    return f"{reverse('portal:sign-in-code')}?{urlencode({'next': next_page})}"


def safe_next(request: HttpRequest) -> str:
    """Where to go after signing in: a page of ours, or the citizen's complaints."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("portal:mine")


def _check_code(form: CodeForm, mobile: str) -> Citizen | None:
    return form.attempt(
        sign_in_citizen,
        mobile=mobile,
        code=form.cleaned_data["code"],
        language=get_language() or "hi",
        now=clock.now(),
    )


def begin_session(request: HttpRequest, citizen: Citizen) -> None:
    """A new session key, so that nobody who knew the old one is signed in with it."""
    request.session.cycle_key()
    request.session[CITIZEN_KEY] = citizen.pk
    request.session.pop(MOBILE_KEY, None)
