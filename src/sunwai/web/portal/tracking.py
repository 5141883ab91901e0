"""The status of a complaint: its number and the mobile it was filed with, proved by a one-time code."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sunwai.core import reference
from sunwai.web.access import citizen_of
from sunwai.web.forms import GovForm, posted
from sunwai.web.portal.sign_in import MobileForm, code_page, send_code


class NumberForm(GovForm):
    """The number of a complaint; its check digit finds slips."""

    number = forms.CharField(
        label=_("Number of the complaint"),
        max_length=30,
        help_text=_("It was sent to you by SMS. For example: 4812 0937 5"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        """The digits alone."""
        number = reference.clean(self.cleaned_data["number"])
        if not reference.is_valid(number):
            raise forms.ValidationError(
                _("One digit of this number is not right. Please compare it with the SMS, digit by digit.")
            )
        return number


class TrackForm(NumberForm, MobileForm):
    """Number and mobile."""

    field_order = ("number", "mobile")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """To the complaint. Whether number and mobile belong together is told only to who has the code."""
    signed_in = citizen_of(request) is not None
    form = posted(NumberForm if signed_in else TrackForm, request)
    if form.is_valid():
        page = reverse("portal:case", args=[form.cleaned_data["number"]])
        if signed_in:
            return redirect(page)
        if send_code(request, form, form.cleaned_data["mobile"]):
            return redirect(code_page(page))
    return render(request, "portal/track.html", {"form": form})
