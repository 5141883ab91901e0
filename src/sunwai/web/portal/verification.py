"""Is this paper genuine? Open to everybody: what the QR code leads to, and what tells about an uploaded PDF."""

from __future__ import annotations

import hashlib

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sunwai.core import clock
from sunwai.documents.signing import Finding, examine
from sunwai.janseva.models import Certificate
from sunwai.janseva.selectors import certificate_of_code
from sunwai.web.access import limited
from sunwai.web.application_form import said
from sunwai.web.forms import GovForm

LOOKS_AN_HOUR = 120  # from one address
MOST_BYTES = 5 * 1024 * 1024


class PaperForm(GovForm):
    """The PDF that somebody was given."""

    file = forms.FileField(
        label=gettext_lazy("The PDF that you were given"),
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": "application/pdf"}),
    )

    def clean_file(self) -> bytes:
        """Its bytes; they are looked at and thrown away."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large to be one of our papers."))
        content: bytes = file.read()
        return content


class CodeForm(GovForm):
    """The code from the paper, typed."""

    code = forms.CharField(
        label=gettext_lazy("The code on the paper"),
        max_length=40,
        help_text=gettext_lazy("16 letters and digits, under the square"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("verify", an_hour=LOOKS_AN_HOUR)
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """What the paper with `code` says by our own record; with an uploaded PDF, whether it is that very file."""
    code = code or request.GET.get("code", "")
    found = certificate_of_code("".join(code.split())) if code else None
    form = PaperForm(request.POST or None, request.FILES or None)
    finding = _finding(form.cleaned_data["file"], found) if form.is_valid() else ""
    context = {
        "code": code,
        "certificate": found,
        "said": said(found.application) if found else [],
        "is_good": bool(found and found.is_good(clock.now())),
        "form": form,
        "code_form": CodeForm(initial={"code": code}),
        "finding": finding,
    }
    return render(request, "portal/verify.html", context, status=404 if code and found is None else 200)


def _finding(pdf: bytes, found: Certificate | None) -> str:
    """`genuine`, `revoked`, `expired`, `changed` or `not_ours`."""
    issued = Certificate.objects.filter(sha256=hashlib.sha256(pdf).digest()).first()
    if issued is None or (found and issued != found):
        return "changed" if examine(pdf).finding is Finding.CHANGED else "not_ours"
    if issued.revoked_at:
        return "revoked"
    return "genuine" if issued.is_good(clock.now()) else "expired"
