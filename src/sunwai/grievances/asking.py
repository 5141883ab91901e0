"""The closure question put by telephone without an agent. Plain functions, for the actions of the calls.

Each try is an `Interaction`, as an agent's is: while it lasts no agent calls the same citizen, and what came of it
counts in the rule of the three days (`selectors.was_tried_enough`).
"""

from __future__ import annotations

from datetime import datetime

from sunwai.core.actors import SYSTEM
from sunwai.grievances.actions.base import begin, lock, record
from sunwai.grievances.enums import Disposition, EventKind, InteractionKind, State
from sunwai.grievances.errors import CallNotDue
from sunwai.grievances.models import Grievance, Interaction
from sunwai.grievances.selectors import NEVER_CALLED, callbacks_in_progress, questions_to_ask
from sunwai.messages.enums import Channel

SAID = {True: Disposition.ANSWERED_YES, False: Disposition.ANSWERED_NO, None: Disposition.SILENT}


def begin_asking(*, grievance: Grievance, now: datetime) -> Interaction:
    """Begin a call about `grievance`, inside the transaction of the caller.

    Raises:
        CallNotDue: answered, called today, being called by an agent, sealed, or without a mobile.
    """
    case = lock(grievance)
    mobile = case.citizen.mobile if case.citizen else None
    is_held = callbacks_in_progress(now).filter(mobile=mobile or "").exists()
    if mobile is None or is_held or not questions_to_ask(now).filter(pk=case.pk).exists():
        raise CallNotDue
    return Interaction.objects.create(
        citizen=case.citizen,
        mobile=mobile,
        channel=Channel.IVR,
        outgoing=True,
        kind=InteractionKind.CLOSURE,
        grievance=case,
        started_at=now,
    )


def end_asking(*, grievance: Grievance, reached: bool | None, now: datetime) -> None:
    """What came of the call.

    An agent who has taken the call over wraps it up as any other. Where the citizen answered meanwhile by another way,
    a call in vain is of no matter any more.

    Args:
        reached: whether somebody answered, to say yes, no or nothing; None: by a fault of ours nobody was called.
    """
    contact = _open_contact(grievance)
    if contact is None:
        return
    case = lock(grievance)
    contact.disposition = _disposition(case, contact, reached)
    contact.ended_at = now
    contact.save(update_fields=["disposition", "ended_at"])
    if contact.disposition == Disposition.NOT_REACHED and case.state == State.AWAITING_CONFIRMATION:
        case = begin(grievance, "try_contact", actor=SYSTEM)
        record(
            case,
            EventKind.CONTACT_TRIED,
            actor=SYSTEM,
            at=now,
            channel=Channel.IVR,
            disposition=contact.disposition,
        )


def _disposition(case: Grievance, contact: Interaction, reached: bool | None) -> Disposition:
    if not reached:
        return NEVER_CALLED if reached is None else Disposition.NOT_REACHED
    said = case.resolutions.filter(answered_at__gte=contact.started_at).order_by("-answered_at").first()
    return SAID[said.done if said else None]


def _open_contact(grievance: Grievance) -> Interaction | None:
    open_ones = Interaction.objects.filter(
        grievance=grievance, outgoing=True, channel=Channel.IVR, agent=None, ended_at=None
    )
    return open_ones.select_for_update().order_by("-started_at").first()
