"""What an administrator does with endpoints."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sunwai.accounts.models import ApiKey, User
from sunwai.casework.action import action
from sunwai.casework.following import newest_event
from sunwai.casework.models import Event
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.encryption import encrypt
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option
from sunwai.offices.models import Department
from sunwai.webhooks.delivery import disable
from sunwai.webhooks.enums import DeliveryState, DisabledBy, EndpointState, Hears
from sunwai.webhooks.errors import EndpointDisabled
from sunwai.webhooks.models import Delivery, Endpoint
from sunwai.webhooks.noticing import BATCH, queue, unheard
from sunwai.webhooks.payload import test_event
from sunwai.webhooks.signing import new_secret


@action
def add_endpoint(
    *,
    url: str,
    description: str,
    hears: Hears,
    actor: Actor,
    now: datetime,
    key: ApiKey | None = None,
    department: Department | None = None,
    types: list[str] | None = None,
) -> tuple[Endpoint, str]:
    """A new endpoint, which hears of what happens from now on.

    Returns:
        The endpoint and its secret, which is shown once.

    Raises:
        NotAllowed: `actor` is no administrator.
        ValidationError: nothing may be sent to `url`, or what it hears of does not go together.
    """
    _require(actor)
    endpoint = Endpoint(
        url=url, description=description, hears=hears, key=key, department=department, types=types or []
    )
    secret = begin(endpoint, now=now)
    endpoint.full_clean()
    endpoint.save()
    return endpoint, secret


def begin(endpoint: Endpoint, *, now: datetime) -> str:
    """Give a new endpoint, not written yet, its secret (returned) and the place from which on it hears."""
    secret = new_secret()
    endpoint.secret, endpoint.after_event, endpoint.created_at = encrypt(secret), newest_event(), now
    return secret


@action
def rotate_secret(*, endpoint: Endpoint, actor: Actor, now: datetime) -> str:
    """Give it a new secret, shown once; the old one signs as well for `webhooks.rotation_hours` more.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require(actor)
    row, secret = _lock(endpoint), new_secret()
    row.old_secret, row.secret = row.secret, encrypt(secret)
    row.old_secret_until = now + timedelta(hours=option("webhooks.rotation_hours"))
    row.save()
    return secret


@action
def disable_endpoint(*, endpoint: Endpoint, actor: Actor, now: datetime) -> None:
    """Send it nothing any more.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require(actor)
    row = _lock(endpoint)
    if row.state == EndpointState.ACTIVE:
        disable(row, DisabledBy.HAND, now=now)
        row.save()


@action
def enable_endpoint(*, endpoint: Endpoint, actor: Actor, now: datetime) -> None:
    """Send to it again, of what happens from now on; what it missed is replayed on demand.

    Raises:
        NotAllowed: `actor` is no administrator.
    """
    _require(actor)
    row = _lock(endpoint)
    row.state, row.disabled_at, row.disabled_by = EndpointState.ACTIVE, None, ""
    _forgive(row)


@action
def send_test(*, endpoint: Endpoint, actor: Actor, now: datetime) -> Delivery:
    """Queue an event of the type `sunwai.test`.

    Raises:
        NotAllowed: `actor` is no administrator.
        EndpointDisabled: nothing is sent to it.
    """
    _require(actor)
    row = _lock_active(endpoint)
    event = test_event(now=now)
    event.save()
    _forgive(row)
    return Delivery.objects.create(endpoint=row, event=event, created_at=now, next_at=now)


@action
def replay_delivery(*, delivery: Delivery, actor: Actor, now: datetime) -> None:
    """Send one delivery again, under the same number, with all its tries before it.

    Raises:
        NotAllowed: `actor` is no administrator.
        EndpointDisabled: nothing is sent to its endpoint.
    """
    _require(actor)
    _forgive(_lock_active(delivery.endpoint))
    _again(Delivery.objects.filter(pk=delivery.pk), now)


@action
def replay_since(
    *, endpoint: Endpoint, since: datetime, only_failed: bool, actor: Actor, now: datetime
) -> int:
    """Send again what happened since `since`: what was given up, or all of it; and what it never was told, because it
    was disabled. An event is sent under the number that it had.

    Returns:
        How many deliveries wait now because of this.

    Raises:
        NotAllowed: `actor` is no administrator.
        EndpointDisabled: nothing is sent to it.
    """
    _require(actor)
    row = _lock_active(endpoint)
    _forgive(row)
    events = Event.objects.filter(at__gte=since)
    before = events.order_by("pk").values_list("pk", flat=True).first()
    told = row.deliveries.filter(number__in=events.values("pk")).exclude(state=DeliveryState.PENDING)
    count = _again(told.exclude(state=DeliveryState.DELIVERED) if only_failed else told, now)
    if before is None:
        return count
    missed = unheard(row, after=before - 1).filter(at__gte=since)
    while queued := queue(row, missed, now=now):
        count += queued
        if queued < BATCH:
            break
    return count


def _again(deliveries: Any, now: datetime) -> int:
    count: int = deliveries.update(state=DeliveryState.PENDING, attempts=0, next_at=now, problem="")
    return count


def _forgive(endpoint: Endpoint) -> None:
    """Somebody says that it works now: try at once."""
    endpoint.failing_since, endpoint.failures, endpoint.rest_until, endpoint.problem = None, 0, None, ""
    endpoint.save()


def _lock(endpoint: Endpoint) -> Endpoint:
    return Endpoint.objects.select_for_update().get(pk=endpoint.pk)


def _lock_active(endpoint: Endpoint) -> Endpoint:
    row = _lock(endpoint)
    if row.state != EndpointState.ACTIVE:
        raise EndpointDisabled
    return row


def _require(actor: Actor) -> None:
    if actor is not SYSTEM and not (isinstance(actor, User) and actor.may("admin")):
        raise NotAllowed
