"""Rotating the keys outside the database."""

from __future__ import annotations

from sunwai.casework.action import action
from sunwai.womenline import keys, wall
from sunwai.womenline.models import CallRequest, Case

BATCH = 500


def rewrap() -> int:
    """Wrap every key that an older key wrapped under the newest one, and make the fingerprints of numbers anew.

    Afterwards the older keys can go, once no backup that needs them is wanted any more. Safe to interrupt and repeat.

    Returns:
        How many keys were wrapped anew.

    Raises:
        keys.KeyMissing: a row needs a key that is not among the settings.
    """
    done = 0
    for model in (Case, CallRequest):
        last = 0
        while found := _rewrap_batch(model=model, after=last):
            last, count = found
            done += count
    return done


@action
def _rewrap_batch(*, model: type[Case] | type[CallRequest], after: int) -> tuple[int, int] | None:
    with wall.opened(wall.KEEPER):
        rows = list(model.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:BATCH])
        # An erased case has no key.
        old = [row for row in rows if row.wrapped_key and not keys.is_wrapped_newest(row.wrapped_key)]
        for row in old:
            person = row.person
            row.wrapped_key = keys.rewrapped(row.wrapped_key)
            if isinstance(row, Case):
                row.number_index = keys.fingerprint(person.number) if person.number else None
                row.safe_index = keys.fingerprint(person.safe_number) if person.safe_number else None
            else:
                row.number_index = keys.fingerprint(person.safe_number)
            row.save()
        return (rows[-1].pk, len(old)) if rows else None
