"""The fee of an application: to the gateway's checkout and back, and the receipt. Works without scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.documents.typesetting import render as typeset
from sunwai.janseva.actions.paying import gateway, open_payment, take_return
from sunwai.janseva.enums import PaymentState, State
from sunwai.janseva.models import Payment
from sunwai.web.access import citizen_required, limited
from sunwai.web.components.templatetags.sunwai import moment, rupees
from sunwai.web.portal.applications import own_application
from sunwai.web.portal.cases import signed_in

RETURNS_AN_HOUR = 120  # from one address


@require_safe
@never_cache
@citizen_required
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """The sum, and the button that leads to the gateway."""
    citizen = signed_in(request)
    found = own_application(citizen, reference)
    if found.state != State.PAYMENT_PENDING:
        return redirect("portal:application", found.reference)
    try:
        payment = open_payment(application=found, actor=citizen, now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
        return redirect("portal:application", found.reference)
    back = settings.PUBLIC_URL + reverse("portal:paid")
    address, fields = gateway().checkout(
        order=payment.order, paise=payment.paise, back=back, contact=citizen.mobile or ""
    )
    response = render(
        request, "portal/pay.html", {"application": found, "address": address, "fields": fields}
    )
    return _may_send_to(response, address)


@csrf_exempt
@require_POST
@limited("paid", an_hour=RETURNS_AN_HOUR)
def paid(request: HttpRequest) -> HttpResponse:
    """The browser comes back from the gateway. Where it goes on nobody else can see."""
    said = request.POST
    application = take_return(
        order=said.get("razorpay_order_id") or said.get("error[metadata][order_id]", ""),
        number=said.get("razorpay_payment_id", ""),
        signature=said.get("razorpay_signature", ""),
        now=clock.now(),
    )
    if application is None:
        raise Http404
    return redirect("portal:application", application.reference)


@require_safe
@never_cache
@citizen_required
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt of the fee as a PDF."""
    found = own_application(signed_in(request), reference)
    payment = found.payments.exclude(state=PaymentState.OPEN).order_by("-paid_at").first()
    if payment is None:
        raise Http404
    pdf = typeset("receipt", _receipt(payment))
    name = f"receipt-{found.reference}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _may_send_to(response: HttpResponse, address: str) -> HttpResponse:
    """The form of this one page leads to the gateway."""
    parts = urlsplit(address)
    allowed = [CSP.SELF, f"{parts.scheme}://{parts.netloc}"]
    response._csp_config = settings.SECURE_CSP | {"form-action": allowed}  # type: ignore[attr-defined]
    return response


def _receipt(payment: Payment) -> dict[str, Any]:
    application = payment.application
    rows = [
        (_("Service"), application.service.name),
        (_("Name"), application.applicant_name),
        (_("Fee"), rupees(payment.paise)),
        (_("Paid on"), moment(payment.paid_at)),
        (_("Number of the payment"), payment.number or ""),
        (_("State"), str(payment.get_state_display())),
    ]
    return {
        "language": get_language() or "hi",
        "title": _("Receipt of the fee"),
        "helpline": _("Citizen helpline %(number)s · Government of %(state)s")
        % {"number": settings.STATE["helpline"], "state": settings.STATE["name"]},
        "number_label": _("Number of the application"),
        "number": application.spoken_reference,
        "rows": rows,
        "words_label": "",
        "words": "",
        "next_label": _("What happens next"),
        "next": [_("The application is with the officer. If it is refused, the fee is given back.")],
        "foot": [_("Made on %(moment)s.") % {"moment": moment(clock.now())}],
    }
