"""Reading what the payment gateway sent by webhook; its form is the gateway's own, see docs/api/payment.md."""

from __future__ import annotations

import json
import logging
from datetime import datetime

from sunwai.janseva.actions.paying import settle
from sunwai.janseva.models import GatewayNotice
from sunwai.janseva.ports import Paid

PAID_EVENTS = frozenset({"payment.captured", "order.paid"})

log = logging.getLogger(__name__)


def read(notice_id: int, *, now: datetime) -> None:
    """Do what a notice says; one that was read is left alone."""
    notice = GatewayNotice.objects.get(pk=notice_id)
    if notice.handled_at:
        return
    if paid := paid_of(bytes(notice.body)):
        settle(paid=paid, now=now)
    GatewayNotice.objects.filter(pk=notice_id).update(handled_at=now)


def paid_of(body: bytes) -> Paid | None:
    """The payment that a notice tells of; None where it tells of something else."""
    try:
        said = json.loads(body)
        if said["event"] not in PAID_EVENTS:
            return None
        entity = said["payload"]["payment"]["entity"]
        return Paid(
            number=str(entity["id"]),
            order=str(entity["order_id"]),
            paise=int(entity["amount"]),
            status=str(entity["status"]),
            details={"method": str(entity.get("method", ""))},
        )
    except (ValueError, KeyError, TypeError):
        log.warning("a notice of the payment gateway cannot be read")
        return None
