"""SMS of citizens that come in several parts, perhaps over several connections: kept until all are there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max

from sunwai.gateways.models import SmsPart
from sunwai.gateways.sms.incoming import hand_over

MISSING = "[…]"  # stands for a part that did not come


def take_part(
    *,
    provider: str,
    provider_id: str,
    sender: str,
    recipient: str,
    text: str,
    joint: tuple[int, int, int] | None,
    now: datetime,
) -> None:
    """Take one SMS, or one part of one; what is whole is handed over. A part that comes again changes nothing.

    Args:
        joint: reference, number of parts, and which part it is, from 1; None: it came whole.
    """
    if joint is None or joint[1] < 2 or not 1 <= joint[2] <= joint[1]:
        hand_over(
            provider=provider, provider_id=provider_id, sender=sender, text=text, received_at=now, now=now
        )
        return
    reference, total, number = joint
    same = {
        "provider": provider,
        "sender": sender,
        "recipient": recipient,
        "reference": reference,
        "total": total,
    }
    SmsPart.objects.get_or_create(
        **same, number=number, defaults={"provider_id": provider_id, "text": text, "received_at": now}
    )
    # Counted after its commit: of two that come at once, at least one sees both.
    if SmsPart.objects.filter(**same).count() == total:
        _hand_over(same, now)


def hand_over_incomplete(*, received_before: datetime, now: datetime) -> int:
    """Hand over SMS whose newest part came before `received_before`, without what is missing; returns how many."""
    names = ("provider", "sender", "recipient", "reference", "total")
    waiting = SmsPart.objects.values(*names).annotate(newest=Max("received_at"))
    late = list(waiting.filter(newest__lt=received_before).values(*names))
    for same in late:
        _hand_over(same, now)
    return len(late)


def _hand_over(same: dict[str, Any], now: datetime) -> None:
    """First to those who read it, then out of here: killed in between, it is handed over again under its number."""
    rows = {row.number: row for row in SmsPart.objects.filter(**same).order_by("number")}
    if not rows:
        return
    first = rows[min(rows)]
    hand_over(
        provider=first.provider,
        provider_id=first.provider_id,
        sender=first.sender,
        text="".join(rows[at].text if at in rows else MISSING for at in range(1, first.total + 1)),
        received_at=min(row.received_at for row in rows.values()),
        now=now,
    )
    SmsPart.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
