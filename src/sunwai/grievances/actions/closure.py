"""The citizen's yes or no, and what follows when there is no answer.

resolved ──▶ yes: closed, satisfied | no: open, one level up | not reached on three days: closed, unreached
closed ──▶ opened again by the citizen, once, within thirty days; a central case by appeal at CPGRAMS, one level up
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sunwai.casework.action import action
from sunwai.casework.errors import TransitionNotAllowed
from sunwai.citizens.models import Citizen
from sunwai.core import aadhaar
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.errors import InvalidInput, NotAllowed
from sunwai.core.options import option
from sunwai.grievances.actions.base import at_level_or_above, begin, climb, record, staff, tell
from sunwai.grievances.enums import DenialReason, Disposition, EventKind, InteractionKind
from sunwai.grievances.errors import AlreadyReopened, TooLate
from sunwai.grievances.models import Grievance, Interaction, Resolution
from sunwai.grievances.selectors import was_tried_enough
from sunwai.messages.enums import Channel, Event

RATINGS = range(1, 6)


@action
def confirm(
    *,
    grievance: Grievance,
    rating: int | None,
    channel: Channel,
    actor: Actor,
    now: datetime,
    words: str = "",
) -> Grievance:
    """The citizen says that it is done. The one way to *closed, satisfied*.

    Raises:
        InvalidInput: the rating is not between 1 and 5.
    """
    if rating is not None and rating not in RATINGS:
        raise InvalidInput
    case = begin(grievance, "confirm", actor=actor)
    case.closed_at, case.rating, case.next_reminder_at = now, rating, None
    case.save()
    _write_answer(case, done=True, rating=rating, reason="", channel=channel, now=now)
    record(
        case, EventKind.CONFIRMED, actor=actor, at=now, channel=channel, words=words.strip(), rating=rating
    )
    tell(case, Event.CLOSED_SATISFIED, now=now, also_supporters=True)
    return case


@action
def rate(*, grievance: Grievance, rating: int, actor: Actor, now: datetime) -> Grievance:
    """The citizen who said yes without a mark gives it afterwards, once; the yes stands either way.

    Raises:
        InvalidInput: the rating is not between 1 and 5.
        NotAllowed: there is a mark already.
    """
    if rating not in RATINGS:
        raise InvalidInput
    case = begin(grievance, "rate", actor=actor, rating=rating)
    if case.rating is not None:
        raise NotAllowed
    case.rating = rating
    case.save(update_fields=["rating"])
    latest = Resolution.objects.filter(grievance=case, done=True).order_by("-at").first()
    if latest:
        latest.rating = rating
        latest.save(update_fields=["rating"])
    record(case, EventKind.RATED, actor=actor, at=now, rating=rating)
    return case


@action
def deny(
    *,
    grievance: Grievance,
    reason: DenialReason,
    channel: Channel,
    actor: Actor,
    now: datetime,
    words: str = "",
) -> Grievance:
    """The citizen says that it is not done: the case opens one level up; at the top it stays, flagged."""
    case = begin(grievance, "deny", actor=actor, reason=reason)
    case.reopen_count += 1
    case.resolved_at = case.next_reminder_at = None
    case.top_level_denied = not climb(case, now=now) or case.top_level_denied
    case.save()
    _write_answer(case, done=False, rating=None, reason=reason, channel=channel, now=now)
    record(
        case,
        EventKind.DENIED,
        actor=actor,
        at=now,
        channel=channel,
        words=words.strip(),
        reason=reason,
        level=case.level,
        post=case.post_id,
    )
    tell(case, Event.CLIMBED, now=now, also_supporters=True)
    return case


@action
def answer_as_supporter(
    *, grievance: Grievance, done: bool, channel: Channel, actor: Citizen, now: datetime, words: str = ""
) -> Grievance:
    """One who joined says whether it is done for them too: officers see it, but the case is not theirs to close."""
    case = begin(grievance, "supporter_answer", actor=actor)
    case.supporters.filter(citizen=actor).update(done=done, answered_at=now)
    record(
        case,
        EventKind.SUPPORTER_ANSWERED,
        actor=actor,
        at=now,
        channel=channel,
        words=words.strip(),
        done=done,
    )
    return case


@action
def record_contact_try(
    *,
    grievance: Grievance,
    disposition: Disposition,
    actor: Actor,
    now: datetime,
    words: str = "",
    interaction: Interaction | None = None,
) -> Grievance:
    """The desk tried to call the citizen about the closure question; `interaction`, the call that was begun, ends.

    Raises:
        NotAllowed: `interaction` is another agent's, or over.
        AadhaarNotHere: there is an Aadhaar number in the words.
    """
    aadhaar.refuse(words)
    case = begin(grievance, "try_contact", actor=actor)
    agent = staff(actor)
    call = (
        Interaction.objects.select_for_update().get(pk=interaction.pk)
        if interaction
        else Interaction(agent=agent, outgoing=True, started_at=now)
    )
    if call.agent_id != agent.pk or call.ended_at:
        raise NotAllowed
    call.citizen, call.mobile = case.citizen, (case.citizen.mobile if case.citizen else None) or ""
    call.kind, call.disposition, call.note = InteractionKind.CLOSURE, disposition, words.strip()
    call.grievance, call.ended_at = case, now
    call.save()
    record(case, EventKind.CONTACT_TRIED, actor=actor, at=now, channel=Channel.CALL, disposition=disposition)
    return case


@action
def close_unreached(*, grievance: Grievance, now: datetime, asked_elsewhere: bool = False) -> Grievance:
    """Called on three days and written to, without an answer: closed, but never counted as satisfied.

    Args:
        asked_elsewhere: the question was put by another system (CPGRAMS), whose time for an answer is over.

    Raises:
        TransitionNotAllowed: the tries do not suffice yet.
    """
    case = begin(grievance, "close_unreached", actor=SYSTEM)
    if not asked_elsewhere and not was_tried_enough(case):
        raise TransitionNotAllowed
    case.closed_at, case.next_reminder_at = now, None
    case.save()
    record(case, EventKind.CLOSED_UNREACHED, actor=SYSTEM, at=now)
    tell(case, Event.CLOSED_UNREACHED, now=now, also_supporters=True)
    return case


@action
def reopen(*, grievance: Grievance, words: str, channel: Channel, actor: Actor, now: datetime) -> Grievance:
    """The citizen opens a closed case again: at L2, or the level it had if that was higher.

    Raises:
        AlreadyReopened: that was done once before.
        TooLate: more than thirty days (setting) have passed.
    """
    case = begin(grievance, "reopen", actor=actor, words=words.strip())
    if case.reopened_once:
        raise AlreadyReopened
    if case.closed_at and now > case.closed_at + timedelta(days=option("grievance.reopen_days")):
        raise TooLate
    case.reopened_once = True
    case.reopen_count += 1
    case.closed_at = case.resolved_at = case.rating = None
    at_level_or_above(case, max(2, case.level), now=now)
    case.save()
    record(
        case,
        EventKind.REOPENED,
        actor=actor,
        at=now,
        channel=channel,
        words=words.strip(),
        level=case.level,
        post=case.post_id,
    )
    tell(case, Event.REOPENED, now=now, also_supporters=True)
    return case


@action
def appeal(*, grievance: Grievance, words: str, channel: Channel, actor: Actor, now: datetime) -> Grievance:
    """The citizen of a closed central case is not content and appeals: it opens at the next level."""
    case = begin(grievance, "appeal", actor=actor, words=words.strip())
    case.reopen_count += 1
    case.closed_at = case.resolved_at = case.rating = None
    case.top_level_denied = not climb(case, now=now) or case.top_level_denied
    case.save()
    record(
        case,
        EventKind.APPEALED,
        actor=actor,
        at=now,
        channel=channel,
        words=words.strip(),
        level=case.level,
        post=case.post_id,
    )
    tell(case, Event.CLIMBED, now=now, also_supporters=True)
    return case


def _write_answer(
    case: Grievance, *, done: bool, rating: int | None, reason: str, channel: Channel, now: datetime
) -> None:
    latest = Resolution.objects.filter(grievance=case, done=None).order_by("-at").first()
    if latest:
        latest.done, latest.rating, latest.reason = done, rating, reason
        latest.answered_at, latest.answer_channel = now, channel
        latest.save()
