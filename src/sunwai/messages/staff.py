"""Notices to members of staff: on their devices, and only there. What they are about stands on their list anyway."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from sunwai.citizens.models import Language
from sunwai.core.reference import spaced
from sunwai.messages.choice import when
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message, PushPreference, PushSubscription

GOOD_FOR = timedelta(hours=12)  # of no use once the officer has opened the list in the morning


@dataclass(frozen=True)
class Notice:
    """What one member of staff is to learn: of one case, or that there are several of a kind.

    Attributes:
        subject: of the only case, by language; empty where it must not stand on a locked screen.
        page: where a tap leads, without the language.
    """

    user_id: int
    event: Event
    count: int
    page: str
    case_id: int | None = None
    reference: str = ""
    subject: dict[str, str] | None = None


def tell_users(*, notices: Sequence[Notice], now: datetime) -> int:
    """Write a message for each notice whose reader has a device and did not switch it off; in the caller's transaction.

    At night they wait for the calling hours, and those that nobody needs any more then are dropped.

    Returns:
        How many were written.
    """
    users = {notice.user_id for notice in notices}
    languages = dict(
        PushSubscription.objects.filter(user__in=users, gone_at=None)
        .order_by("created_at")
        .values_list("user_id", "language")
    )
    muted = dict(PushPreference.objects.filter(user__in=users).values_list("user_id", "muted"))
    written = [
        _message(notice, languages[notice.user_id], now)
        for notice in notices
        if notice.user_id in languages and notice.event not in muted.get(notice.user_id, ())
    ]
    Message.objects.bulk_create(written)
    return len(written)


def anybody_listens() -> bool:
    """Whether any member of staff has a device for notices."""
    return PushSubscription.objects.filter(gone_at=None, citizen=None).exists()


def grouped(found: Iterable[Notice]) -> list[Notice]:
    """`found`, one of a case each, with those of one reader and event as one: forty buzzes say no more than one."""
    together: dict[tuple[int, Event], Notice] = {}
    once = {(notice.user_id, notice.event, notice.case_id): notice for notice in found}
    for notice in once.values():
        key = notice.user_id, notice.event
        earlier = together.get(key)
        together[key] = _several(notice, earlier.count + 1) if earlier else notice
    return list(together.values())


LISTS = {
    Event.OFFICER_NEW: "/office/?when=new",
    Event.OFFICER_DEADLINE: "/office/?when=warned",
    Event.OFFICER_OVERDUE: "/office/?when=overdue",
    Event.OFFICER_CAME_BACK: "/office/?when=reopened",
    Event.OFFICER_DECISION: "/office/approvals/",
}
A_WEEK = timedelta(days=7)


class Editors:
    """Tells editors of the schemes what is to be checked again (port `editors`)."""

    def tell_of_reviews(self, *, users: Sequence[int], count: int, page: str, now: datetime) -> int:
        """A notice to each of `users` with a device who had none of these for a week; in the caller's transaction."""
        lately = Message.objects.filter(
            user__in=users, event=Event.EDITOR_REVIEW, created_at__gt=now - A_WEEK
        )
        told = set(lately.values_list("user_id", flat=True))
        fresh = [user for user in users if user not in told]
        notices = [Notice(user, Event.EDITOR_REVIEW, count, page) for user in fresh]
        return tell_users(notices=notices, now=now)


def _several(notice: Notice, count: int) -> Notice:
    return Notice(notice.user_id, notice.event, count, LISTS[notice.event])


def _message(notice: Notice, language: str, now: datetime) -> Message:
    _urgent, not_before = when(notice.event, now)
    prefix = "" if language == Language.HINDI else f"/{language}"
    return Message(
        user_id=notice.user_id,
        to=f"staff {notice.user_id}",
        channel=Channel.PUSH,
        event=notice.event,
        language=language,
        text=_words(notice, language),
        variables={"link": f"{settings.PUBLIC_URL}{prefix}{notice.page}"},
        case_id=notice.case_id,
        created_at=now,
        not_before=not_before,
        expires_at=not_before + GOOD_FOR,
    )


def _words(notice: Notice, language: str) -> str:
    if notice.count == 1 and notice.reference:
        subject = (notice.subject or {}).get(language, "")
        return " · ".join(filter(None, [spaced(notice.reference), subject]))
    with translation.override(language):
        return _counted(notice) % {"count": notice.count}


def _counted(notice: Notice) -> str:
    if notice.event == Event.EDITOR_REVIEW:
        return ngettext("%(count)s scheme to check again", "%(count)s schemes to check again", notice.count)
    return ngettext("%(count)s case", "%(count)s cases", notice.count)
