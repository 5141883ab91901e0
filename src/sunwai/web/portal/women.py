"""The page for women: plain help, a quick way out, and a request to be called where and when it is safe.

Its title and address bar say nothing that a person looking over a shoulder should not read; no browser keeps it; a
request is sealed at once and no page reads it back.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.web.access import address_of
from sunwai.web.forms import GovForm, posted
from sunwai.womenline.actions.requests import ask_to_be_called
from sunwai.womenline.families import family
from sunwai.womenline.models import Person

FAMILY = "women"
HOURS = [(hour, f"{hour}:00") for hour in range(25)]
NO_MEMORY = {"autocomplete": "off"}


class CallRequestForm(GovForm):
    """Where and when calling is safe. The name is her own choice."""

    safe_number = forms.CharField(
        label=_("Which number is safe?"),
        max_length=16,
        help_text=_("A phone that nobody else answers or looks into."),
        widget=forms.TextInput(attrs=NO_MEMORY | {"inputmode": "tel"}),
    )
    safe_from = forms.TypedChoiceField(label=_("Safe from"), choices=HOURS[:24], coerce=int, initial=10)
    safe_until = forms.TypedChoiceField(label=_("until"), choices=HOURS[1:], coerce=int, initial=18)
    code_word = forms.CharField(
        label=_("A word that only we two know"),
        required=False,
        max_length=40,
        help_text=_("We say it first. Then you know that it is us."),
        widget=forms.TextInput(attrs=NO_MEMORY),
    )
    name = forms.CharField(
        label=_("What shall we call you?"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=NO_MEMORY),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def women(request: HttpRequest) -> HttpResponse:
    """Inform; take a request."""
    form = posted(CallRequestForm, request)
    if form.is_valid():
        form.attempt(
            ask_to_be_called,
            family=family(FAMILY),
            person=Person(**form.cleaned_data),
            address=address_of(request),
            now=clock.now(),
        )
        if not form.errors:
            return _unkept(redirect("portal:women-asked"))
    return _page(request, "portal/women.html", form=form, status=422 if form.errors else 200)


@require_safe
def women_asked(request: HttpRequest) -> HttpResponse:
    """It is on the list. Nothing of it is repeated."""
    return _page(request, "portal/women_asked.html")


def _page(request: HttpRequest, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    way_out = {"exit": option("women.exit_address")}
    return _unkept(render(request, template, way_out | more, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private, max-age=0"
    response["X-Robots-Tag"] = "noarchive"
    return response
