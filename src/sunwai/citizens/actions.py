"""What is written about citizens."""

from __future__ import annotations

from datetime import datetime

from sunwai.casework.action import action
from sunwai.citizens.codes import code_is_right
from sunwai.citizens.mobile import parse
from sunwai.citizens.models import Citizen
from sunwai.places.models import Place


def citizen_with(*, mobile: str, language: str, now: datetime, name: str = "") -> Citizen:
    """The citizen behind a mobile (ten digits), made where it is new. Runs in the caller's transaction."""
    citizen, _new = Citizen.objects.get_or_create(
        mobile=mobile, defaults={"name": name.strip()[:120], "language": language, "created_at": now}
    )
    if name.strip() and not citizen.name:
        citizen.name = name.strip()[:120]
        citizen.save(update_fields=["name"])
    return citizen


@action
def register_citizen(*, mobile: str, name: str, language: str, now: datetime) -> Citizen:
    """The citizen behind `mobile` as an agent or a program names them; nothing known is overwritten.

    Raises:
        NotAMobile: not a mobile number.
    """
    return citizen_with(mobile=parse(mobile), language=language, now=now, name=name)


@action
def verify_mobile(*, mobile: str, code: str, language: str, now: datetime) -> Citizen | None:
    """The citizen who proved `mobile` (ten digits) with `code`; None, and a try counted, where it is wrong."""
    if not code_is_right(mobile=mobile, code=code, now=now):
        return None
    citizen = citizen_with(mobile=mobile, language=language, now=now)
    citizen.verified_at = now
    citizen.save(update_fields=["verified_at"])
    return citizen


@action
def update_citizen(
    *,
    citizen: Citizen,
    name: str | None = None,
    language: str | None = None,
    place: Place | None = None,
    now: datetime,
) -> Citizen:
    """Change what is given; `None` leaves a thing as it is, so that a masked or missing field never overwrites."""
    row = Citizen.objects.select_for_update().get(pk=citizen.pk)
    if name is not None and name.strip():
        row.name = name.strip()[:120]
    row.language = language or row.language
    row.place = place or row.place
    row.save()
    return row
