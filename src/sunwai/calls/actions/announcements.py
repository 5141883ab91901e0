"""What callers are told before the menu."""

from __future__ import annotations

from datetime import datetime, timedelta

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.models import Announcement
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.core.errors import InvalidInput, NotAllowed
from sunwai.places.models import Place

LONGEST = timedelta(days=7)


@action
def write_announcement(
    *,
    words_hi: str,
    words_en: str,
    place: Place | None,
    is_disaster: bool,
    lasts: timedelta,
    actor: User,
    now: datetime,
) -> Announcement:
    """Let all callers, or those of one district, hear something from now on.

    Raises:
        NotAllowed: `actor` does not look after the floor.
        Missing: nothing in Hindi, which every caller can hear.
        InvalidInput: no time at all, or more than a week.
    """
    if not actor.may("floor"):
        raise NotAllowed
    if not words_hi.strip():
        raise Missing("words_hi")
    if not timedelta(0) < lasts <= LONGEST:
        raise InvalidInput
    announcement = Announcement.objects.create(
        words_hi=words_hi.strip(),
        words_en=words_en.strip(),
        place=place,
        is_disaster=is_disaster,
        since=now,
        until=now + lasts,
        written_by=actor,
    )
    tell_process(Word.SETUP)
    return announcement


@action
def withdraw_announcement(*, announcement: Announcement, actor: User, now: datetime) -> None:
    """Callers no longer hear it; it stays on record.

    Raises:
        NotAllowed: `actor` does not look after the floor.
    """
    if not actor.may("floor"):
        raise NotAllowed
    Announcement.objects.filter(pk=announcement.pk, until__gt=now).update(until=now)
    tell_process(Word.SETUP)
