"""Putting aside what is broken: a plain function inside the transaction of the caller."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

from sunwai.core import rows
from sunwai.core.encryption import encrypt
from sunwai.cpgrams.models import AsideRecord
from sunwai.cpgrams.reading import Bad, as_json


def put_aside(bad: Sequence[Bad], *, source: str, now: datetime) -> int:
    """Keep what is broken with its reason, encrypted; the same record comes to lie there once. How many are new."""
    aside = [
        {
            "source": source,
            "place": one.place[:120],
            "digest": one.digest,
            "registration_no": one.registration_no,
            "reason": one.reason.value,
            "detail": one.detail,
            "record": encrypt(as_json(one.raw)),
            "at": now,
        }
        for one in bad
    ]
    return len(rows.claim(AsideRecord, aside, unique="id"))


def settle_aside(numbers: Collection[str], *, now: datetime) -> None:
    """What lay aside under one of these registration numbers came again and was good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cpgrams_asiderecord SET settled_at = %s WHERE settled_at IS NULL AND registration_no = ANY(%s)",
            [now, list(numbers)],
        )
