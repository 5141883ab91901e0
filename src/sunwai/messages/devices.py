"""The devices on which people are told: a browser that they allowed to show notices, and of what they want none."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.citizens.models import Citizen
from sunwai.core.errors import InvalidInput
from sunwai.messages.enums import Event
from sunwai.messages.models import Message, PushPreference, PushSubscription

Person = Citizen | User
Reader = tuple[int | None, int | None]  # id of the citizen, id of the member of staff
MOST_DEVICES = 10  # of one person; the oldest goes
POINT, SECRET = 65, 16  # bytes of the keys (RFC 8291, 2 and 3.2)


class NotADevice(InvalidInput):
    """What the browser gave is no subscription, or at a push service that nobody knows."""

    code = "not-a-device"
    sentence = _("This browser cannot show our notices. You will be told in another way.")


class Keys(NamedTuple):
    """Where a browser is reached, and how what is sent to it is sealed for it alone."""

    endpoint: str
    p256dh: str
    auth: str


@action
def add_device(*, person: Person, keys: Keys, label: str, language: str, now: datetime) -> PushSubscription:
    """From now on `person` gets notices in this browser; whoever got them there before does no longer.

    Raises:
        NotADevice: see there.
    """
    if not (
        is_push_service(keys.endpoint) and _has_bytes(keys.p256dh, POINT) and _has_bytes(keys.auth, SECRET)
    ):
        raise NotADevice
    device, _is_new = PushSubscription.objects.update_or_create(
        endpoint=keys.endpoint,
        defaults=_of(person)
        | {
            "p256dh": keys.p256dh,
            "auth": keys.auth,
            "label": label[:60],
            "language": language,
            "created_at": now,
            "gone_at": None,
        },
    )
    spare = list(devices_of(person).values_list("pk", flat=True)[MOST_DEVICES:])
    PushSubscription.objects.filter(pk__in=spare).delete()
    return device


@action
def remove_device(*, person: Person, device_id: int) -> None:
    """`person` gets no more notices there. Another one's device stays."""
    devices_of(person).filter(pk=device_id).delete()


@action
def choose_notices(*, person: Person, muted: Collection[Event]) -> None:
    """Of these events `person` wants no notice on their devices; they are told of them in another way."""
    PushPreference.objects.update_or_create(**_of(person), defaults={"muted": sorted(muted)})


def devices_of(person: Person) -> QuerySet[PushSubscription]:
    """The devices on which `person` is told, the newest first."""
    return PushSubscription.objects.filter(**_of(person), gone_at=None).order_by("-created_at", "-pk")


def muted_by(person: Person) -> list[str]:
    """Of what `person` wants no notice."""
    row = PushPreference.objects.filter(**_of(person)).first()
    return row.muted if row else []


def _of(person: Person) -> dict[str, Any]:
    """The columns that say whose a row is."""
    is_citizen = isinstance(person, Citizen)
    return {"citizen": person if is_citizen else None, "user": None if is_citizen else person}


def is_push_service(endpoint: str) -> bool:
    """Whether a notice may be handed to this address: a push service that the settings name, over TLS.

    The address comes from a browser: without this, anybody could have us write to a machine of our own network.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if f"{parts.scheme}://{parts.netloc}/" in settings.PUSH_SIMULATORS:
        return True
    known = any(host == name or host.endswith(f".{name}") for name in settings.PUSH_SERVICES)
    return parts.scheme == "https" and port in {None, 443} and known and parts.username is None


# ── Many at once ─────────────────────────────────────────────────────────────────────────────────────────
def with_notice(messages: Sequence[Message]) -> set[int]:
    """Those of `messages` (their ids) that a device of the reader would show. One query."""
    muted: dict[Reader, set[str]] = {
        (citizen, user): set(by_citizen or by_user or ())
        for citizen, user, by_citizen, by_user in _live(messages).values_list(
            "citizen_id", "user_id", "citizen__push_preference__muted", "user__push_preference__muted"
        )
    }
    return {
        message.pk
        for message in messages
        if message.event not in muted.get(_reader(message), {message.event})
    }


def devices_for(messages: Sequence[Message]) -> Mapping[int, tuple[dict[str, str], ...]]:
    """Where each of `messages` (by its id) is shown. One query; none where there is no message."""
    found: dict[Reader, list[dict[str, str]]] = defaultdict(list)
    for device in _live(messages) if messages else ():
        keys = {"endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth}
        found[device.citizen_id, device.user_id].append(keys)
    return {message.pk: tuple(found[_reader(message)]) for message in messages}


def forget_devices(endpoints: Iterable[str], *, now: datetime) -> None:
    """These are no more: their push services say so. In the caller's transaction."""
    if gone := list(endpoints):
        PushSubscription.objects.filter(endpoint__in=gone).update(gone_at=now)


def _live(messages: Sequence[Message]) -> QuerySet[PushSubscription]:
    citizens = {message.citizen_id for message in messages if message.citizen_id and not message.user_id}
    users = {message.user_id for message in messages if message.user_id}
    whose = Q(citizen__in=citizens, user=None) | Q(user__in=users, citizen=None)
    return PushSubscription.objects.filter(whose, gone_at=None).order_by("pk")


def _reader(message: Message) -> Reader:
    return (None, message.user_id) if message.user_id else (message.citizen_id, None)


def _has_bytes(text: str, length: int) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) == length
    except (binascii.Error, ValueError):
        return False
