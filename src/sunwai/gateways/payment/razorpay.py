"""The client of Razorpay: orders, hosted checkout, payments, refunds (razorpay.com/docs/api, "Orders", "Payments",
"Refunds"; "Validate webhook signatures"). Sums are in paise, as they have them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from sunwai.gateways.outside import ask, read
from sunwai.janseva.ports import Order, OutsideRefused, OutsideUnreachable, Paid

SECONDS = 15
CURRENCY = "INR"
PAID_EVENTS = frozenset({"payment.captured", "order.paid"})

log = logging.getLogger(__name__)


class Razorpay:
    """See `janseva.ports.PaymentGateway`."""

    name = "razorpay"

    def open_order(self, *, paise: int, receipt: str) -> Order:
        """`POST /v1/orders`"""
        body = {"amount": paise, "currency": CURRENCY, "receipt": receipt}
        said = self._ask("POST", "orders", json=body)
        return read(lambda: Order(str(said["id"]), int(said["amount"]), str(said["status"])))

    def checkout(self, *, order: str, paise: int, back: str, **prefilled: str) -> tuple[str, dict[str, str]]:
        """The hosted checkout, which works without scripts of ours: `POST /v1/checkout/embedded`."""
        fields = {
            "key_id": settings.RAZORPAY["key_id"],
            "order_id": order,
            "amount": str(paise),
            "currency": CURRENCY,
            "callback_url": back,
            "cancel_url": back,
        }
        return f"{settings.RAZORPAY['checkout_url']}/checkout/embedded", fields | {
            f"prefill[{name}]": value for name, value in prefilled.items()
        }

    def is_genuine(self, *, order: str, payment: str, signature: str) -> bool:
        """HMAC-SHA256 of `order|payment` under the key's secret."""
        made = signature_of(settings.RAZORPAY["key_secret"], f"{order}|{payment}".encode())
        return hmac.compare_digest(made, signature)

    def payments_of(self, order: str) -> Sequence[Paid]:
        """`GET /v1/orders/:id/payments`"""
        said = self._ask("GET", f"orders/{order}/payments")
        return [_paid(row) for row in said.get("items", ())]

    def refund(self, *, payment: str, paise: int, key: str) -> str:
        """`POST /v1/payments/:id/refund`, idempotent by `X-Refund-Idempotency`."""
        said = self._ask(
            "POST",
            f"payments/{payment}/refund",
            json={"amount": paise, "speed": "normal", "receipt": key},
            headers={"X-Refund-Idempotency": key},
        )
        return read(lambda: str(said["id"]))

    def paid_of(self, notice: bytes) -> Paid | None:
        """The entity of a webhook's payload."""
        try:
            said = json.loads(notice)
            return _paid(said["payload"]["payment"]["entity"]) if said["event"] in PAID_EVENTS else None
        except (ValueError, KeyError, TypeError, OutsideUnreachable):
            log.warning("a notice of the payment gateway cannot be read")
            return None

    def _ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        given = settings.RAZORPAY
        auth = (given["key_id"], given["key_secret"])
        status, said = ask(method, given["url"], path, seconds=SECONDS, auth=auth, **content)
        if 400 <= status < 500 and status != 429:
            raise OutsideRefused(str(said.get("error", {}).get("code", status)))
        if status >= 400:
            raise OutsideUnreachable(f"HTTP {status}")
        return said


def webhook_is_genuine(body: bytes, signature: str) -> bool:
    """Whether `body`, as it came, is signed with the webhook's secret (`X-Razorpay-Signature`)."""
    return hmac.compare_digest(signature_of(settings.RAZORPAY["webhook_secret"], body), signature)


def signature_of(secret: str, content: bytes) -> str:
    """What proves that `content` comes from who knows `secret`."""
    return hmac.digest(secret.encode(), content, hashlib.sha256).hex()


def _paid(row: dict[str, Any]) -> Paid:
    return read(
        lambda: Paid(
            number=str(row["id"]),
            order=str(row["order_id"]),
            paise=int(row["amount"]),
            status=str(row["status"]),
            details={"method": str(row.get("method", ""))},
        )
    )
