"""Citizens by the thousand, for intakes: plain functions inside the transaction of the caller."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from sunwai.citizens.actions import Person
from sunwai.citizens.models import Citizen
from sunwai.core import rows

# In the order of their mobiles, so that two intakes do not wait for each other in a circle.
KNOW_MANY = """
    INSERT INTO citizens_citizen AS citizen (mobile, name, language, created_at)
    SELECT mobile, name, language, %s FROM json_populate_recordset(NULL::citizens_citizen, %s::json) ORDER BY mobile
    ON CONFLICT (mobile) DO UPDATE SET name = coalesce(nullif(citizen.name, ''), excluded.name)
    RETURNING id, mobile, name, language
"""
COLUMNS = ("id", "mobile", "name", "language", "created_at")


class Known(NamedTuple):
    """What an intake needs of a citizen: making the whole model takes longer than its row."""

    pk: int
    mobile: str | None
    name: str
    language: str


def citizens_of(people: Sequence[Person], *, now: datetime) -> list[Known]:
    """The citizens that `people` are, in their order.

    Who has a mobile (ten digits) is known by it, or is new; who has none is always somebody new, whom nothing can
    reach but the system they came through.
    """
    known = _by_mobile({person.mobile: person for person in reversed(people) if person.mobile}, now)
    unknown = iter(_new([person for person in people if not person.mobile], now))
    return [known[person.mobile] if person.mobile else next(unknown) for person in people]


def _by_mobile(people: dict[str, Person], now: datetime) -> dict[str, Known]:
    given = [
        {"mobile": mobile, "name": person.name.strip()[:120], "language": person.language}
        for mobile, person in people.items()
    ]
    if not given:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(KNOW_MANY, [now, json.dumps(given)])
        found = [Known(*row) for row in cursor.fetchall()]
    return {citizen.mobile or "": citizen for citizen in found}


def _new(people: Sequence[Person], now: datetime) -> list[Known]:
    numbers = rows.reserve(len(people), rows.sequence(Citizen)) if people else []
    made = [
        Known(number, None, person.name.strip()[:120], str(person.language))
        for (number,), person in zip(numbers, people, strict=True)
    ]
    rows.copy(Citizen, COLUMNS, ((*one, now) for one in made))
    return made
