"""Notices on devices, as a citizen and an officer see to them: this one, the others, and which notices."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunwai.core import clock
from sunwai.gateways.push.simulator import new_device
from sunwai.gateways.push.vapid import public_key
from sunwai.messages.devices import (
    Keys,
    Person,
    add_device,
    choose_notices,
    devices_of,
    muted_by,
    remove_device,
)
from sunwai.messages.enums import Channel, Event
from sunwai.messages.reach import configured_channels

Said = str | Promise

# How a browser names itself → what its owner calls it; the first that fits.
# fmt: off
BROWSERS = (
    ("Edg", "Edge"), ("SamsungBrowser", "Samsung"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"), ("iPhone|iPad", "iPhone"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)
# fmt: on


def shown(person: Person, events: Sequence[Event]) -> dict[str, Any]:
    """What `components/devices.html` shows: empty where no notices are sent at all."""
    if Channel.PUSH not in configured_channels():
        return {}
    muted = muted_by(person)
    return {
        "push_key": public_key(),
        "devices": devices_of(person),
        "notices": [(event.value, event.label, event not in muted) for event in events],
        "has_simulators": settings.SIMULATORS,
    }


def done(request: HttpRequest, person: Person, events: Sequence[Event]) -> Said | None:
    """Do what a button of `components/devices.html` says, and say that it is done; None where it was no such button.

    Raises:
        NotADevice: the browser gave nothing by which it could be reached.
    """
    deed = DEEDS.get(request.POST.get("do", ""))
    return deed(request, person, events, clock.now()) if deed else None


def _add(request: HttpRequest, person: Person, events: Sequence[Event], now: datetime) -> Said:
    keys = Keys(*(request.POST.get(name, "")[:1000] for name in Keys._fields))
    return _added(person, keys, _label(request.headers.get("User-Agent", "")), now)


def _add_simulated(request: HttpRequest, person: Person, events: Sequence[Event], now: datetime) -> Said:
    return _added(person, new_device(), str(_("simulated device")), now)


def _added(person: Person, keys: Keys, label: str, now: datetime) -> Said:
    language = "en" if get_language() == "en" else "hi"
    add_device(person=person, keys=keys, label=label, language=language, now=now)
    return _("You will get notices on this device.")


def _remove(request: HttpRequest, person: Person, events: Sequence[Event], now: datetime) -> Said:
    number = request.POST.get("device", "")
    remove_device(person=person, device_id=int(number) if number.isascii() and number.isdigit() else 0)
    return _("No more notices on that device.")


def _choose(request: HttpRequest, person: Person, events: Sequence[Event], now: datetime) -> Said:
    wanted = set(request.POST.getlist("notice"))
    choose_notices(person=person, muted=[event for event in events if event.value not in wanted])
    return _("You will get the notices that you chose.")


DEEDS: dict[str, Callable[[HttpRequest, Person, Sequence[Event], datetime], Said]] = {
    "device": _add,
    "device-off": _remove,
    "notices": _choose,
    **({"device-simulated": _add_simulated} if settings.SIMULATORS else {}),
}


def _label(agent: str) -> str:
    """A browser as its owner would name it: `Chrome, Android`."""
    found = [
        next((name for pattern, name in names if re.search(pattern, agent)), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or "?"
