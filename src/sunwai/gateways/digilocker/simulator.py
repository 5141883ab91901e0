"""DigiLocker of demo and test: a citizen looks for a paper by its code, and finds it in the locker. The requests are
signed as DigiLocker signs them and go over HTTP to our own addresses.
"""

from __future__ import annotations

import base64
import secrets
from typing import Any

import httpx
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from lxml import etree

from sunwai.core import clock
from sunwai.gateways.digilocker.issuer import key_hash, signature_of
from sunwai.gateways.digilocker.wire import PARSER, SUCCESS

SECONDS = 20


class LookForm(forms.Form):
    """What DigiLocker asks its citizen, and what it knows of them by Aadhaar."""

    full_name = forms.CharField(label=gettext_lazy("Name as on Aadhaar"), max_length=120)
    doc_type = forms.CharField(
        label=gettext_lazy("Kind of paper"), max_length=5, initial="INCER", help_text="INCER, RSCER"
    )
    code = forms.CharField(label=gettext_lazy("Code on the paper"), max_length=20)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def locker(request: HttpRequest) -> HttpResponse:
    """Looking for a paper."""
    form = LookForm(request.POST if request.method == "POST" else None)
    answer: dict[str, str] = {}
    if form.is_valid():
        given = form.cleaned_data
        answer = ask(
            "PullURIRequest",
            reverse("digilocker-uri"),
            {"DocType": given["doc_type"], "FullName": given["full_name"], "UDF1": given["code"]},
        )
        if answer.get("status") != SUCCESS:
            form.add_error(None, _("Nothing was found for this name and code."))
    return render(
        request,
        "gateways/locker.html",
        {"form": form, "uri": answer.get("URI", "")},
        status=422 if form.errors else 200,
    )


@never_cache
@require_POST
def open_document(request: HttpRequest) -> HttpResponse:
    """Opening what lies in the locker."""
    uri = request.POST.get("uri", "")
    answer = ask("PullDocRequest", reverse("digilocker-document"), {"URI": uri}) if uri else {}
    if answer.get("status") != SUCCESS:
        raise Http404
    return HttpResponse(base64.b64decode(answer["DocContent"]), content_type="application/pdf")


def ask(kind: str, path: str, details: dict[str, str]) -> dict[str, str]:
    """Ask as DigiLocker does; what came back, by element, and its `status`."""
    body = request_of(kind, details)
    answer = httpx.post(
        settings.PUBLIC_URL + path,
        content=body,
        headers={
            "Content-Type": "application/xml",
            "X-Digilocker-Hmac": signature_of(settings.DIGILOCKER["key"], body),
        },
        timeout=SECONDS,
    )
    return read_answer(answer.raise_for_status().content)


def request_of(kind: str, details: dict[str, str], **other: str) -> bytes:
    """The body of a request."""
    ts = clock.now().isoformat(timespec="seconds")
    attributes: dict[str, Any] = {
        "ver": "1.12",
        "ts": ts,
        "txn": secrets.token_hex(8),
        "orgId": settings.DIGILOCKER["org_id"],
        "keyhash": key_hash(settings.DIGILOCKER["key"], ts),
        "format": "both",
    }
    root = etree.Element(kind, attributes | other, nsmap={"ns2": "http://tempuri.org/"})
    under = etree.SubElement(root, "DocDetails")
    for name, value in (details | {"DigiLockerId": secrets.token_hex(18)}).items():
        etree.SubElement(under, name).text = value
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def read_answer(body: bytes) -> dict[str, str]:
    """What an answer says."""
    root = etree.fromstring(body, PARSER)
    said = {str(child.tag): child.text or "" for child in root.iterfind("DocDetails/*")}
    state = root.find("ResponseStatus")
    return said | {"status": "" if state is None else str(state.get("Status"))}
