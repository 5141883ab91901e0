"""The client of Razorpay: orders, hosted checkout, payments, refunds (razorpay.com/docs/api, "Orders", "Payments",
"Refunds"; "Validate webhook signatures"). Sums are in paise, as they have them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings

from sunwai.gateways.http import call
from sunwai.janseva.ports import Order, OutsideRefused, OutsideUnreachable, Paid
from sunwai.messages.ports import ProviderFailed

SECONDS = 15
CURRENCY = "INR"


class Razorpay:
    """See `janseva.ports.PaymentGateway`."""

    name = "razorpay"

    def open_order(self, *, paise: int, receipt: str) -> Order:
        """`POST /v1/orders`"""
        body = {"amount": paise, "currency": CURRENCY, "receipt": receipt}
        said = self._ask("POST", "orders", json=body)
        return _read(lambda: Order(str(said["id"]), int(said["amount"]), str(said["status"])))

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
        return _read(lambda: str(said["id"]))

    def _ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        given = settings.RAZORPAY
        try:
            answer = call(
                method,
                f"{given['url']}/{path}" if given["url"] else "",
                seconds=SECONDS,
                auth=(given["key_id"], given["key_secret"]),
                **content,
            )
            said = answer.json()
        except (ProviderFailed, ValueError) as error:
            raise OutsideUnreachable(type(error).__name__) from error
        if 400 <= answer.status_code < 500 and answer.status_code != 429:
            raise OutsideRefused(str(said.get("error", {}).get("code", answer.status_code)))
        if answer.status_code >= 400 or not isinstance(said, dict):
            raise OutsideUnreachable(f"HTTP {answer.status_code}")
        return said


def webhook_is_genuine(body: bytes, signature: str) -> bool:
    """Whether `body`, as it came, is signed with the webhook's secret (`X-Razorpay-Signature`)."""
    return hmac.compare_digest(signature_of(settings.RAZORPAY["webhook_secret"], body), signature)


def signature_of(secret: str, content: bytes) -> str:
    """What proves that `content` comes from who knows `secret`."""
    return hmac.digest(secret.encode(), content, hashlib.sha256).hex()


def _paid(row: dict[str, Any]) -> Paid:
    return _read(
        lambda: Paid(
            number=str(row["id"]),
            order=str(row["order_id"]),
            paise=int(row["amount"]),
            status=str(row["status"]),
            details={"method": str(row.get("method", ""))},
        )
    )


def _read[Result](made: Callable[[], Result]) -> Result:
    try:
        return made()
    except (KeyError, TypeError, ValueError) as error:
        raise OutsideUnreachable("an answer that cannot be read") from error
