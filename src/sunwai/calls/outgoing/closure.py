"""The closure question by telephone: whom the helpline itself calls, while a campaign for it runs.

The rule is that of the desk's own list (`questions_to_ask`): resolved, not answered, not called today. Left to agents
are cases somebody is calling about, those asked by us as often as `contact.tries` without a word, and everything
sensitive: sealed cases, categories that are not normal, whatever was said in a confidential call, do-not-disturb.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import OPEN_CALLBACKS, CallbackReason, CallbackState, CampaignKind, Route
from sunwai.calls.models import Call, Callback, Campaign
from sunwai.calls.outgoing.hours import is_calling_hour, undisturbed
from sunwai.casework.action import action
from sunwai.core.options import option
from sunwai.grievances.enums import State
from sunwai.grievances.models import Grievance
from sunwai.grievances.selectors import NEVER_CALLED, callbacks_in_progress, calls_to_make, questions_to_ask
from sunwai.messages.enums import Channel
from sunwai.offices.enums import Sensitivity

BATCH = 1_000


def running(kind: CampaignKind, now: datetime) -> QuerySet[Campaign]:
    """Campaigns that run now."""
    open_ended = Q(until=None) | Q(until__gt=now)
    return Campaign.objects.filter(open_ended, kind=kind, is_running=True, since__lte=now)


def cases_to_ask(now: datetime) -> QuerySet[Grievance]:
    """About which cases a call is to be put on the list now, longest waiting first."""
    listed = Callback.objects.filter(grievance=OuterRef("pk"), route=Route.CLOSURE, state__in=OPEN_CALLBACKS)
    held = callbacks_in_progress(now).order_by().filter(grievance=OuterRef("pk"))
    confidential = Call.objects.filter(grievance=OuterRef("pk"), is_confidential=True)
    asked = Count(
        "interactions",
        filter=Q(
            interactions__outgoing=True,
            interactions__channel=Channel.IVR,
            interactions__started_at__gte=F("resolved_at"),
        )
        & ~Q(interactions__disposition=NEVER_CALLED),
    )
    cases = questions_to_ask(now).filter(category__sensitivity=Sensitivity.NORMAL)
    for reason in (Exists(listed), Exists(held), Exists(confidential), undisturbed()):
        cases = cases.exclude(reason)
    return cases.annotate(asked=asked).filter(asked__lt=option("contact.tries"))


def questions_for_agents(viewer: User, now: datetime) -> QuerySet[Grievance]:
    """The desk's own list of closure questions: none outside the hours, none for who is not to be disturbed."""
    cases = calls_to_make(viewer, now).exclude(undisturbed())
    return cases if is_calling_hour(now) else cases.none()


def ask_all(*, now: datetime) -> int:
    """Put calls on the list for all cases to be asked about, and take those off that need none any more.

    Returns:
        How many were put on it.
    """
    drop_answered(now=now)
    campaign = running(CampaignKind.CLOSURE, now).order_by("pk").first()
    return list_questions(campaign=campaign, now=now) if campaign and is_calling_hour(now) else 0


@action
def list_questions(*, campaign: Campaign, now: datetime) -> int:
    """One batch of questions goes on the list. Run twice, or beside itself, it lists nothing twice."""
    cases = cases_to_ask(now)[:BATCH]
    rows = [
        Callback(
            number=case.citizen.mobile,
            citizen=case.citizen,
            reason=CallbackReason.QUESTION,
            route=Route.CLOSURE,
            grievance=case,
            campaign=campaign,
            language=case.citizen.language,
            waiting_since=case.resolved_at,
            not_before=now,
        )
        for case in cases
        if case.citizen and case.citizen.mobile and case.resolved_at
    ]
    Callback.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        tell_process(Word.CALLBACK)
    return len(rows)


@action
def drop_answered(*, now: datetime) -> int:
    """Questions that were answered another way, or are left to agents meanwhile, go off the list."""
    listed = Callback.objects.filter(route=Route.CLOSURE, state=CallbackState.DUE)
    is_running = running(CampaignKind.CLOSURE, now).filter(pk=OuterRef("campaign"))
    unneeded = ~Q(grievance__state=State.AWAITING_CONFIRMATION) | ~Exists(is_running)
    return listed.filter(unneeded).update(state=CallbackState.CANCELLED, ended_at=now)
