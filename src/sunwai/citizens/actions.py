"""What is written about citizens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from sunwai.casework.action import action
from sunwai.citizens.codes import code_is_right
from sunwai.citizens.mobile import parse
from sunwai.citizens.models import Citizen, Language
from sunwai.core import rows
from sunwai.places.models import Place


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody as an agent or a program names them: who it is on record is found out when it is written."""

    mobile: str
    name: str = ""
    language: str = Language.HINDI


def citizen_of(person: Person, *, now: datetime) -> Citizen:
    """The citizen that `person` is, made where they are new. Runs in the caller's transaction.

    Raises:
        NotAMobile: not a mobile number.
    """
    mobile = parse(person.mobile)
    return citizen_with(mobile=mobile, language=person.language, now=now, name=person.name)


def unnamed_citizen(*, language: str, now: datetime, name: str = "") -> Citizen:
    """A new citizen without a mobile (docs/adr/0016-citizens-without-a-mobile.md). Runs in the caller's transaction."""
    citizen: Citizen = Citizen.objects.create(
        mobile=None, name=name.strip()[:120], language=language, created_at=now
    )
    return citizen


CITIZEN = (rows.Part("citizen", Citizen, tuple(field.attname for field in Citizen._meta.concrete_fields)),)
KNOW = f"""
    INSERT INTO citizens_citizen AS citizen (mobile, name, language, created_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (mobile) DO UPDATE SET name = coalesce(nullif(citizen.name, ''), excluded.name)
    RETURNING {rows.columns(CITIZEN)}
"""  # noqa: S608 (names of columns)


def citizen_with(*, mobile: str, language: str, now: datetime, name: str = "") -> Citizen:
    """The citizen behind a mobile (ten digits), made where it is new, and locked. Runs in the caller's transaction.

    A name that is known stays; one that is not is filled in.
    """
    with connection.cursor() as cursor:
        cursor.execute(KNOW, [mobile, name.strip()[:120], language, now])
        citizen: Citizen = rows.build(CITIZEN, cursor.fetchone())
    return citizen


@action
def register_citizen(*, mobile: str, name: str, language: str, now: datetime) -> Citizen:
    """The citizen behind `mobile` as an agent or a program names them; nothing known is overwritten.

    Raises:
        NotAMobile: not a mobile number.
    """
    return citizen_of(Person(mobile=mobile, name=name, language=language), now=now)


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
