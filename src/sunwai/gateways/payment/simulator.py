"""The payment gateway of demo and test: speaks Razorpay's protocol, with a page on which a person pays or does not.

Its webhook goes out as Razorpay's does, signed,
with an event id; `lost` pays without telling anybody, which reconciling has to find.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sunwai.core import clock
from sunwai.gateways.models import SimulatedOrder, SimulatedPayment
from sunwai.gateways.payment.razorpay import signature_of

LEAST = 100  # paise: Razorpay takes no order below a rupee
DEEDS = ("pay", "fail", "lost")

View = Callable[..., HttpResponse]


def _of_the_contract(view: View) -> View:
    """With key and secret (HTTP Basic)."""

    @csrf_exempt
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = settings.RAZORPAY
        wanted = base64.b64encode(f"{given['key_id']}:{given['key_secret']}".encode()).decode()
        if not hmac.compare_digest(
            request.headers.get("Authorization", "").encode(), f"Basic {wanted}".encode()
        ):
            return _refusal(401, "BAD_REQUEST_ERROR", "Authentication failed")
        return view(request, *args, **kwargs)

    return asked


@require_POST
@_of_the_contract
def orders(request: HttpRequest) -> HttpResponse:
    """`POST /v1/orders`"""
    said = _said(request)
    amount = said.get("amount")
    if not isinstance(amount, int) or amount < LEAST or said.get("currency") != "INR":
        return _refusal(400, "BAD_REQUEST_ERROR", "amount or currency")
    order = SimulatedOrder.objects.create(
        number=f"order_{secrets.token_hex(7)}",
        paise=amount,
        receipt=str(said.get("receipt", ""))[:40],
        at=clock.now(),
    )
    return JsonResponse(
        {"id": order.number, "entity": "order", "amount": amount, "currency": "INR", "status": "created"}
    )


@require_safe
@_of_the_contract
def order_payments(request: HttpRequest, number: str) -> HttpResponse:
    """`GET /v1/orders/:id/payments`"""
    order = get_object_or_404(SimulatedOrder, number=number)
    items = [entity_of(payment) for payment in order.payments.order_by("at")]
    return JsonResponse({"entity": "collection", "count": len(items), "items": items})


@require_POST
@_of_the_contract
def refund(request: HttpRequest, number: str) -> HttpResponse:
    """`POST /v1/payments/:id/refund`; asked again it answers the same."""
    payment = get_object_or_404(SimulatedPayment, number=number)
    if payment.status not in {"captured", "refunded"}:
        return _refusal(400, "BAD_REQUEST_ERROR", "not captured")
    payment.refund = payment.refund or f"rfnd_{secrets.token_hex(7)}"
    payment.status = "refunded"
    payment.save()
    return JsonResponse(
        {"id": payment.refund, "entity": "refund", "payment_id": number, "status": "processed"}
    )


@csrf_exempt
@never_cache
@require_POST
def checkout(request: HttpRequest) -> HttpResponse:
    """`POST /v1/checkout/embedded`: the page on which one pays."""
    order = get_object_or_404(SimulatedOrder, number=request.POST.get("order_id", ""))
    back = request.POST.get("callback_url", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return HttpResponse(status=400)
    return render(request, "gateways/checkout.html", {"order": order, "back": back})


@never_cache
@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Pay, fail, or pay so that nobody is told; then the browser is sent back by POST, as Razorpay does."""
    order = get_object_or_404(SimulatedOrder, number=request.POST.get("order", ""))
    back, deed = request.POST.get("back", ""), request.POST.get("do", "")
    if deed not in DEEDS or not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return HttpResponse(status=400)
    payment = pay(order.number, status="failed" if deed == "fail" else "captured")
    if deed == "pay":
        _send_webhook(payment)
    fields = {"razorpay_order_id": order.number, "razorpay_payment_id": payment.number}
    if deed != "fail":
        signed = f"{order.number}|{payment.number}".encode()
        fields["razorpay_signature"] = signature_of(settings.RAZORPAY["key_secret"], signed)
    else:
        fields = {"error[code]": "BAD_REQUEST_ERROR", "error[metadata][order_id]": order.number}
    return render(
        request, "gateways/checkout_back.html", {"back": back, "fields": fields, "failed": deed == "fail"}
    )


def pay(order: str, *, status: str = "captured") -> SimulatedPayment:
    """Somebody pays an order, or fails to."""
    return SimulatedPayment.objects.create(
        number=f"pay_{secrets.token_hex(7)}", order_id=order, status=status, at=clock.now()
    )


def webhook_of(payment: SimulatedPayment) -> tuple[bytes, dict[str, str]]:
    """Body and headers of the webhook that tells of a payment."""
    said = {
        "entity": "event",
        "event": "payment.captured",
        "payload": {"payment": {"entity": entity_of(payment)}},
    }
    body = json.dumps(said).encode()
    return body, {
        "Content-Type": "application/json",
        "X-Razorpay-Event-Id": f"evt_{payment.number}",
        "X-Razorpay-Signature": signature_of(settings.RAZORPAY["webhook_secret"], body),
    }


def entity_of(payment: SimulatedPayment) -> dict[str, Any]:
    """A payment in the gateway's words."""
    return {
        "id": payment.number,
        "entity": "payment",
        "amount": payment.order.paise,
        "currency": "INR",
        "status": payment.status,
        "order_id": payment.order_id,
        "method": "upi",
    }


def _send_webhook(payment: SimulatedPayment) -> None:
    from sunwai.gateways.payment.simulator_jobs import tell

    tell.defer(payment=payment.number, address=settings.PUBLIC_URL + reverse("payment-webhook"))


def _refusal(status: int, code: str, description: str) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "description": description}}, status=status)


def _said(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
