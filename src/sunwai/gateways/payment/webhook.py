"""What Razorpay tells us: verified on the raw bytes, kept under its event id, answered; a job reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sunwai.core import clock
from sunwai.gateways.payment.razorpay import webhook_is_genuine
from sunwai.janseva.actions.paying import take_notice

MOST_BYTES = 64 * 1024


@csrf_exempt
@require_POST
def payment_webhook(request: HttpRequest) -> HttpResponse:
    """`POST /hooks/payment`"""
    body = request.body
    event = request.headers.get("X-Razorpay-Event-Id", "")[:64]
    if not webhook_is_genuine(body, request.headers.get("X-Razorpay-Signature", "")):
        return HttpResponse(status=401)
    if not event or len(body) > MOST_BYTES:
        return HttpResponse(status=400)
    take_notice(event=event, body=body, now=clock.now())
    return HttpResponse(status=200)
