"""An officer speaks to the citizen of a case; neither sees the other's number."""

from __future__ import annotations

from datetime import datetime, timedelta

from sunwai.accounts.models import User
from sunwai.calls.bus import Word, tell_process
from sunwai.calls.enums import LIVE_STATES, OrderKind
from sunwai.calls.models import Call, Order
from sunwai.calls.outgoing.errors import (
    BeingCalled,
    CalledOften,
    NoOwnNumber,
    NotAtThisHour,
    NotToBeDisturbed,
)
from sunwai.calls.outgoing.hours import is_calling_hour, is_undisturbed
from sunwai.casework.action import action
from sunwai.citizens.mobile import NotAMobile, parse
from sunwai.core import clock
from sunwai.core.errors import NotAllowed, TooMany
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.grievances.models import Grievance
from sunwai.grievances.perms import is_barred
from sunwai.offices.selectors import post_ids_of

DAY = timedelta(days=1)


@action
def put_through(*, grievance: Grievance, actor: User, now: datetime) -> Order:
    """Ring the officer's own mobile, then the citizen's, and connect them.

    Raises:
        NotAllowed: the case is neither with the officer nor below them, they are accused in it, or it is sealed;
            the citizen has no mobile.
        NoOwnNumber: the officer's mobile is not known.
        NotAtThisHour: outside the calling hours.
        NotToBeDisturbed: the citizen does not want calls.
        CalledOften: the officer, or somebody about this case, called often enough today.
        BeingCalled: the citizen, or the officer, is on a call of ours.
    """
    case = Grievance.objects.visible_to(actor).select_related("citizen").filter(pk=grievance.pk).first()
    second = case.citizen.mobile if case and case.citizen else None
    if case is None or second is None or not may_put_through(case, actor):
        raise NotAllowed
    first = _own_number(actor)
    if not is_calling_hour(now):
        hours = option("contact.first_hour"), option("contact.last_hour")
        raise NotAtThisHour(first=hours[0], last=hours[1])
    if is_undisturbed(second):
        raise NotToBeDisturbed
    if Call.objects.filter(number=second, state__in=LIVE_STATES).exists() or _is_under_way(actor, now):
        raise BeingCalled
    _count(case, actor, now)
    order: Order = Order.objects.create(
        kind=OrderKind.PUT_THROUGH,
        data={"first": first, "second": second, "grievance": case.pk},
        given_by=actor,
        given_at=now,
    )
    tell_process(Word.ORDER, order.pk)
    return order


def may_put_through(case: Grievance, user: User) -> bool:
    """Whether `user` may speak to the citizen of `case`: it is on their table, or on one below them in its line."""
    if not user.may("office") or not (case.citizen and case.citizen.mobile):
        return False
    posts = set(post_ids_of(user, clock.today()))
    if is_barred(user, posts, case):
        return False
    return bool(posts & {case.post_id, *case.line[case.level :]})


def _own_number(user: User) -> str:
    try:
        return parse(user.mobile)
    except NotAMobile as error:
        raise NoOwnNumber from error


def _is_under_way(user: User, now: datetime) -> bool:
    """Whether an order of this officer has not been carried out yet; one that nobody took is given up soon."""
    orders = Order.objects.filter(kind=OrderKind.PUT_THROUGH, given_by=user, done_at=None, problem="")
    return orders.filter(given_at__gt=now - timedelta(minutes=2)).exists()


def _count(case: Grievance, user: User, now: datetime) -> None:
    try:
        RateCounter.hit(f"click:case:{case.pk}", limit=option("calls.click_per_case"), per=DAY, now=now)
        RateCounter.hit(f"click:user:{user.pk}", limit=option("calls.click_per_officer"), per=DAY, now=now)
    except TooMany as error:
        raise CalledOften from error
