"""How a citizen is told: by which channel, at which e-mail address, on which devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.errors import InvalidInput, SunwaiError
from sunwai.messages.choice import BY_PUSH
from sunwai.messages.email_address import (
    NotAnAddress,
    confirm_email_address,
    email_in,
    give_email_address,
    give_up_email_address,
    stop_emails,
)
from sunwai.messages.enums import Channel
from sunwai.messages.models import Reach
from sunwai.messages.reach import possible_channels, prefer_channel, reach_of
from sunwai.web import devices
from sunwai.web.access import citizen_required
from sunwai.web.forms import GovForm
from sunwai.web.portal.cases import signed_in

Said = str | Promise

AUTOMATICALLY = "auto"

# What a citizen can choose, with what it means. What is not configured here, or has no address yet, is not offered.
WAYS: dict[str, Said] = {
    AUTOMATICALLY: _("As it fits best: on this phone, by WhatsApp or by SMS"),
    Channel.WHATSAPP: _("WhatsApp"),
    Channel.SMS: _("SMS"),
    Channel.EMAIL: _("E-mail"),
}


class WayForm(GovForm):
    """By which channel."""

    way = forms.ChoiceField(label=_("How shall we tell you?"), widget=forms.RadioSelect, choices=())

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way, WAYS[way]) for way in _ways(reach)]  # type: ignore[attr-defined]
        self.fields["way"].initial = reach.preferred or AUTOMATICALLY


class AddressForm(GovForm):
    """At which address."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=200,
        help_text=_("We write to it once. You press the button in that mail, so that we know it is yours."),
        widget=forms.TextInput(
            attrs={"type": "email", "inputmode": "email", "autocomplete": "email", "spellcheck": "false"}
        ),
    )

    def clean_email(self) -> str:
        """As it was typed, where it can be an address in Latin letters."""
        try:
            return email_in(str(self.cleaned_data["email"]))
        except NotAnAddress as error:
            raise forms.ValidationError(str(error)) from error


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@citizen_required
def tell_me(request: HttpRequest) -> HttpResponse:
    """See how one is told, and change it."""
    citizen = signed_in(request)
    reach = reach_of(citizen)
    deed = request.POST.get("do", "") if request.method == "POST" else None
    forms_shown: dict[str, GovForm] = {
        "way": WayForm(request.POST if deed == "way" else None, reach=reach),
        "address": AddressForm(request.POST if deed == "address" else None),
    }
    if deed is not None and (said := _do(deed, request, citizen, forms_shown.get(deed))):
        messages.success(request, str(said))
        return redirect("portal:tell-me")
    return render(
        request,
        "portal/tell_me.html",
        {
            **forms_shown,
            **devices.shown(citizen, BY_PUSH),
            "form": next((one for one in forms_shown.values() if one.is_bound), None),
            "reach": reach,
            "mobile": citizen.mobile,
        },
        status=200 if deed is None else 422,
    )


def _do(deed: str, request: HttpRequest, citizen: Citizen, form: GovForm | None) -> Said | None:
    """Do what a button says, and say that it is done; None where it was not."""
    try:
        if deed not in DEEDS:
            return devices.done(request, citizen, BY_PUSH)
        if form is None:
            return DEEDS[deed](citizen=citizen, now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
        return None
    if not form.is_valid():
        return None
    return form.attempt(DEEDS[deed], citizen=citizen, now=clock.now(), **form.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the button of the mail that asks whether the address is theirs; a look alone says nothing."""
    return _at_the_end_of_a_link(
        request, "portal/email_confirm.html", lambda: confirm_email_address(token=token, now=clock.now())
    )


@csrf_exempt  # a mail program presses the button without having seen the page (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_email(request: HttpRequest, token: str) -> HttpResponse:
    """No more e-mails, for whoever holds one; a look alone ends nothing."""
    return _at_the_end_of_a_link(request, "portal/email_stop.html", lambda: stop_emails(token=token) or "")


def _at_the_end_of_a_link(request: HttpRequest, page: str, verb: Callable[[], str]) -> HttpResponse:
    said: dict[str, Any] = {"done": False, "problem": "", "address": ""}
    if request.method == "POST":
        try:
            said |= {"address": verb(), "done": True}
        except SunwaiError as error:
            said["problem"] = str(error)
    return render(request, page, said, status=422 if said["problem"] else 200)


def _ways(reach: Reach) -> list[str]:
    """The choices that would lead somewhere."""
    possible = possible_channels(reach) | {AUTOMATICALLY}
    return [way for way in WAYS if way in possible]


def _prefer(*, citizen: Citizen, now: datetime, way: str) -> Said:
    prefer_channel(
        mobile=citizen.mobile or "", channel=None if way == AUTOMATICALLY else Channel(way), now=now
    )
    return _("We will tell you as you chose.")


def _give_address(*, citizen: Citizen, now: datetime, email: str) -> Said:
    give_email_address(citizen=citizen, email=email, language=get_language() or "hi", now=now)
    return _("We wrote to this address. Open the mail and press the button in it.")


def _ask_again(*, citizen: Citizen, now: datetime) -> Said:
    reach = Reach.objects.exclude(email="").filter(mobile=citizen.mobile).first()
    if reach is None:
        raise InvalidInput
    return _give_address(citizen=citizen, now=now, email=reach.email)


def _remove_address(*, citizen: Citizen, now: datetime) -> Said:
    give_up_email_address(citizen=citizen)
    return _("We will not write to you by e-mail any more.")


DEEDS: dict[str, Callable[..., Said]] = {
    "way": _prefer,
    "address": _give_address,
    "again": _ask_again,
    "remove": _remove_address,
}
