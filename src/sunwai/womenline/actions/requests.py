"""Somebody asks on the portal to be called. The page writes, and reads nothing back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.views.decorators.debug import sensitive_variables

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core import rows
from sunwai.core.errors import NotAllowed
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.womenline import keys, wall
from sunwai.womenline.actions.base import confidential
from sunwai.womenline.actions.cases import parse_safe
from sunwai.womenline.actions.follow_ups import in_words, is_safe_hour
from sunwai.womenline.enums import Reached, Read
from sunwai.womenline.errors import DoneAlready, OutsideSafeHours
from sunwai.womenline.families import Family
from sunwai.womenline.keys import Safe
from sunwai.womenline.models import CallRequest, Person
from sunwai.womenline.readings import log_reading

AN_HOUR = timedelta(hours=1)


@action
@sensitive_variables()
def ask_to_be_called(*, family: Family, person: Person, address: str, now: datetime) -> None:
    """Keep a request, sealed.

    Args:
        person: name, safe number, safe hours, code word.
        address: network address that asks; counted, not kept with the request.

    Raises:
        NotAMobile: the safe number is none.
        TooMany: too many requests from one address.
    """
    person = replace(person, safe_number=parse_safe(person.safe_number))
    RateCounter.hit(f"women:{address}", limit=option("women.requests_per_hour"), per=AN_HOUR, now=now)
    safe = Safe.new()
    with wall.opened(wall.PORTAL):
        rows.insert(
            CallRequest(
                family=family.code,
                asked_at=now,
                wrapped_key=safe.wrapped,
                sealed=safe.seal(person.as_dict(), "request"),
                number_index=keys.fingerprint(person.safe_number),
            )
        )


@confidential
@sensitive_variables()
def take_request(*, request: CallRequest, actor: User, now: datetime) -> Person:
    """Open a request and call now. Whoever took it calls; that it was opened is written down.

    Raises:
        DoneAlready: somebody else took it.
        OutsideSafeHours: it is not safe now.
    """
    row = _lock(request, actor)
    if row.reached or (row.taken_by_id not in (None, actor.pk)):
        raise DoneAlready
    if not is_safe_hour(row.person, now):
        raise OutsideSafeHours(hours=in_words(row.person))
    row.taken_at, row.taken_by = now, actor
    row.save()
    log_reading(user=actor, family=row.family, what=Read.REQUEST, case=None, now=now)
    return row.person


@confidential
def finish_request(*, request: CallRequest, reached: Reached, actor: User, now: datetime) -> CallRequest:
    """Write down how the call went. Who was not reached stays on the list.

    Raises:
        DoneAlready: it is another's, or was finished.
    """
    row = _lock(request, actor)
    if row.reached or row.taken_by_id != actor.pk:
        raise DoneAlready
    if reached == Reached.NOT_REACHED:
        row.taken_at = row.taken_by = None
    else:
        row.reached = reached
    row.save()
    return row


def _lock(request: CallRequest, actor: User) -> CallRequest:
    row = CallRequest.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=request.pk).first()
    if row is None:
        raise NotAllowed
    found: CallRequest = row
    return found
