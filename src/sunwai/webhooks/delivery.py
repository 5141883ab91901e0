"""Telling endpoints, in three steps that keep the network out of every transaction.

    claim (one transaction) ──▶ send (no transaction, several at once) ──▶ settle (one transaction)

A claimed delivery is leased. If the process dies in between, it falls due again and is sent anew under the same
number: an event may arrive twice and is never lost. Of one case, an endpoint is told one event after the other: the
next one waits until the one before is delivered or given up.

    works ─ a failure ─▶ rests 30 s … 10 min ─ one delivery tries it ─▶ works | rests longer … disabled after a week
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sunwai.core import clock
from sunwai.core.options import option
from sunwai.core.providers import providers
from sunwai.webhooks.enums import DeliveryState, DisabledBy, EndpointState
from sunwai.webhooks.models import ANSWER_KEPT, Delivery, Endpoint, HookEvent
from sunwai.webhooks.ports import HookSender, NotSent, Request
from sunwai.webhooks.signing import headers

LEASE = timedelta(minutes=2)  # longer than the client waits
AT_ONCE = 8  # deliveries on their way at the same time
OF_ONE_ENDPOINT = 4  # … of them to the same endpoint: one that is slow leaves room for others

# Waits after the first, second … failed try: the schedule that the specification recommends, three days in all.
# Source: Standard Webhooks 1.0, "Deliverability and reliability".
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.2  # a wait is longer by up to this share: what failed together does not come back together
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=10)
GONE = 410


@dataclass(frozen=True)
class Outcome:
    """How one try ended."""

    ms: int
    status: int | None = None
    answer: str = ""
    problem: str = ""

    @property
    def is_success(self) -> bool:
        """Any status that says yes."""
        return self.status is not None and 200 <= self.status < 300


def deliver_due() -> int:
    """Send what is due now, up to `AT_ONCE` deliveries.

    Returns:
        How many were taken in hand.
    """
    deliveries = _claim(now=clock.now())
    if deliveries:
        _settle(deliveries, _send_all(deliveries), now=clock.now())
    return len(deliveries)


# ── Claim ────────────────────────────────────────────────────────────────────────────────────────────────
def _claim(*, now: datetime) -> list[Delivery]:
    with transaction.atomic(durable=True):
        claimed: list[Delivery] = []
        for endpoint in Endpoint.objects.awake(now).order_by("rest_until", "?"):
            most = 1 if endpoint.failing_since else OF_ONE_ENDPOINT
            claimed += _due(endpoint, now)[: min(most, AT_ONCE - len(claimed))]
            if len(claimed) == AT_ONCE:
                break
        for delivery in claimed:
            delivery.attempts += 1
            delivery.next_at = now + LEASE
        Delivery.objects.bulk_update(claimed, ["attempts", "next_at"])
    return claimed


def _due(endpoint: Endpoint, now: datetime) -> QuerySet[Delivery]:
    pending = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.PENDING)
    before = pending.filter(case_id=OuterRef("case_id"), number__lt=OuterRef("number"))
    due = pending.filter(~Exists(before), next_at__lte=now).order_by("next_at", "pk")
    return due.select_related("endpoint", "event").select_for_update(skip_locked=True, of=("self",))


# ── Send ─────────────────────────────────────────────────────────────────────────────────────────────────
def _send_all(deliveries: Sequence[Delivery]) -> list[Outcome]:
    sender: HookSender = providers("webhooks")[0]
    requests = [_request(delivery) for delivery in deliveries]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        return list(pool.map(lambda request: _send(sender, request), requests))


def _request(delivery: Delivery) -> Request:
    now, event, endpoint = clock.now(), delivery.event, delivery.endpoint
    signed = headers(uid=event.uid, body=event.body, keys=endpoint.keys(now), now=now)
    return Request(url=endpoint.url, headers=signed, body=event.body.encode())


def _send(sender: HookSender, request: Request) -> Outcome:
    """One try. No database in here."""
    started = time.monotonic()

    def took() -> int:
        return int((time.monotonic() - started) * 1000)

    try:
        answer = sender.send(request)
    except NotSent as error:
        return Outcome(took(), problem=str(error)[:200])
    except Exception as error:  # one odd address must not stop the queue
        return Outcome(took(), problem=f"{type(error).__name__} in the client")
    body = answer.body[:ANSWER_KEPT].replace("\0", "�")
    done = Outcome(took(), answer.status, body)
    return done if done.is_success else Outcome(took(), answer.status, body, f"HTTP {answer.status}")


# ── Settle ───────────────────────────────────────────────────────────────────────────────────────────────
def _settle(deliveries: Sequence[Delivery], outcomes: Sequence[Outcome], *, now: datetime) -> None:
    with transaction.atomic(durable=True):
        tried: dict[int, list[Outcome]] = {}
        for delivery, outcome in zip(deliveries, outcomes, strict=True):
            _write(delivery, outcome, now)
            tried.setdefault(delivery.endpoint_id, []).append(outcome)
        fields = ["state", "next_at", "tried_at", "status", "answer", "problem", "ms"]
        Delivery.objects.bulk_update(deliveries, fields)
        for endpoint in Endpoint.objects.select_for_update().filter(pk__in=tried).order_by("pk"):
            _note_health(endpoint, tried[endpoint.pk], now)


def _write(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    delivery.tried_at, delivery.ms = now, outcome.ms
    delivery.status, delivery.answer, delivery.problem = outcome.status, outcome.answer, outcome.problem
    if outcome.is_success:
        delivery.state = DeliveryState.DELIVERED
    elif outcome.status == GONE or delivery.attempts > len(WAITS):
        delivery.state = DeliveryState.GIVEN_UP
    else:
        wait = WAITS[delivery.attempts - 1]
        delivery.next_at = now + wait * (1 + random.uniform(0, JITTER))  # noqa: S311 (spreads load, guards nothing)


def _note_health(endpoint: Endpoint, outcomes: Sequence[Outcome], now: datetime) -> None:
    """One success among those that ran side by side, and the endpoint works."""
    if any(outcome.is_success for outcome in outcomes):
        endpoint.failing_since, endpoint.failures, endpoint.rest_until, endpoint.problem = None, 0, None, ""
    else:
        endpoint.failing_since = endpoint.failing_since or now
        endpoint.failures += 1
        endpoint.rest_until = now + min(FIRST_REST * 2 ** min(endpoint.failures - 1, 10), LONGEST_REST)
        endpoint.problem = outcomes[-1].problem
    if any(outcome.status == GONE for outcome in outcomes):
        disable(endpoint, DisabledBy.GONE, now=now)
    elif endpoint.failing_since and now - endpoint.failing_since >= timedelta(
        days=option("webhooks.disable_days")
    ):
        disable(endpoint, DisabledBy.FAILING, now=now)
    elif endpoint.state == EndpointState.DISABLED:  # by hand, while we were sending
        _give_up(endpoint)
    endpoint.save()


def disable(endpoint: Endpoint, reason: DisabledBy, *, now: datetime) -> None:
    """Send `endpoint` nothing any more; what waits for it is given up, and can be replayed. Not written yet."""
    endpoint.state, endpoint.disabled_at, endpoint.disabled_by = EndpointState.DISABLED, now, reason
    _give_up(endpoint)


def _give_up(endpoint: Endpoint) -> None:
    endpoint.deliveries.filter(state=DeliveryState.PENDING).update(state=DeliveryState.GIVEN_UP)


def forget_old(*, before: datetime) -> int:
    """Remove deliveries made before `before` that are over, and events that nobody is told of any more."""
    over = Delivery.objects.filter(created_at__lt=before).exclude(state=DeliveryState.PENDING)
    count, _ = over.delete()
    left = Delivery.objects.filter(event=OuterRef("pk"))
    HookEvent.objects.filter(~Exists(left), created_at__lt=before).delete()
    return count
