"""What the actions share: taking hold of an application, moving it, writing down and telling what happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from sunwai.accounts.models import User
from sunwai.casework import timeline
from sunwai.casework.models import CaseKind
from sunwai.casework.models import Event as TimelineEvent
from sunwai.citizens.models import Language
from sunwai.core import rows
from sunwai.core.actors import Actor
from sunwai.core.clock import IST
from sunwai.core.options import option, working_calendar
from sunwai.core.reference import spaced
from sunwai.janseva import perms
from sunwai.janseva.enums import EventKind
from sunwai.janseva.links import token_of
from sunwai.janseva.models import Application, Link
from sunwai.janseva.workflow import WORKFLOW
from sunwai.messages.actions import tell_citizen
from sunwai.messages.enums import Event
from sunwai.messages.staff import Notice, anybody_listens, tell_users
from sunwai.offices.models import Post
from sunwai.offices.selectors import holder_of

RELATED = ("service__category__department", "citizen", "place", "post__designation", "post__place")


def lock(application: Application) -> Application:
    """The application as it stands in the database, held until the transaction ends."""
    found = Application.objects.select_related(*RELATED).select_for_update(of=("self",))
    return found.get(pk=application.pk)


def begin(application: Application, action: str, *, actor: Actor, **given: Any) -> Application:
    """Lock the application, ask whether `actor` may, and move it along its row of the workflow table.

    Raises:
        NotAllowed: the rules do not give this to `actor`.
        TransitionNotAllowed: it is not in a state from which this leads anywhere.
        Missing: something the row needs was not given.
    """
    locked = lock(application)
    perms.require(actor, action, locked)
    WORKFLOW.apply(locked, action, **given)
    return locked


def record(
    application: Application,
    kind: EventKind,
    *,
    actor: Actor,
    at: datetime,
    words: str = "",
    channel: str = "",
    **data: Any,
) -> None:
    """Append to the timeline of `application`."""
    (number,) = rows.next_values(rows.sequence(TimelineEvent))
    rows.insert(
        *timeline.new_event(
            CaseKind.JANSEVA,
            application.pk,
            kind,
            number=number,
            actor=actor,
            at=at,
            post_id=application.post_id if isinstance(actor, User) else None,
            channel=channel,
            words=words,
            **data,
        )
    )


def tell(application: Application, event: Event, *, now: datetime, **more: Any) -> None:
    """Tell the applicant what happened."""
    service, language = application.service, application.language
    is_hindi = language == Language.HINDI
    rank = application.post.designation
    tell_citizen(
        citizen=application.citizen,
        event=event,
        now=now,
        language=language,
        reference=spaced(application.reference),
        service=service.name_hi if is_hindi else service.name_en,
        officer=f"{rank.name_hi if is_hindi else rank.name_en}, {application.post.place.name(language)}",
        **{"until": application.due_at, "link": page_of(application, language)} | more,
    )


def tell_officer(
    application: Application,
    to: Post | User,
    event: Event,
    *,
    page: str,
    now: datetime,
    word: Promise | str = "",
) -> None:
    """Tell a member of staff, or who holds a post today, on their devices.

    Args:
        page: where a tap leads.
        word: what it is, before the service's name.
    """
    if not anybody_listens():
        return
    user = holder_of(to, now.astimezone(IST).date()) if isinstance(to, Post) else to
    if user is None:
        return
    subject = {}
    for language in Language.values:
        with translation.override(language):
            subject[language] = " · ".join(filter(None, (str(word), application.service.name)))
    notice = Notice(user.pk, event, 1, page, reference=application.reference, subject=subject)
    tell_users(notices=[notice], now=now)


def page_of(application: Application, language: str) -> str:
    """The address of the applicant's own page of it."""
    return address(language, f"s/mine/{application.reference}/")


def address(language: str, path: str) -> str:
    """The address of a page of ours for a reader of `language`."""
    return f"{settings.PUBLIC_URL}{'' if language == Language.HINDI else '/en'}/{path}"


def send_link(application: Application, *, now: datetime) -> Link:
    """A fresh link goes out; those before it are void."""
    application.links.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    hours = timedelta(hours=option("janseva.link_hours"))
    link = Link.objects.create(application=application, sent_at=now, expires_at=now + hours)
    tell(
        application,
        Event.JANSEVA_LINK,
        now=now,
        link=address(application.language, f"s/{token_of(link)}/"),
    )
    return link


def put_before_officer(application: Application, *, now: datetime) -> None:
    """From now on both clocks run, the helpline's and the Act's (section 5(1): from a complete application)."""
    calendar = working_calendar()
    application.submitted_at = now
    application.due_at = calendar.deadline(now, application.service.helpline_days)
    application.act_due_at = calendar.deadline(now, application.service.act_days)
    tell_officer(application, application.post, Event.OFFICER_NEW, page=office_page(application), now=now)


def office_page(application: Application) -> str:
    """Where officers find it."""
    return f"/office/services/{application.reference}/"
