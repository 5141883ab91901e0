"""Contacts at the desk: every call has a record, whatever came of it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.citizens.mobile import parse
from sunwai.citizens.models import Citizen
from sunwai.core import aadhaar
from sunwai.core.clock import IST
from sunwai.core.errors import NotAllowed
from sunwai.grievances.actions.base import lock
from sunwai.grievances.enums import CAME_TO_NOTHING, Disposition, InteractionKind
from sunwai.grievances.errors import CallNotDue, CallTaken
from sunwai.grievances.models import Grievance, Interaction
from sunwai.grievances.selectors import callbacks_in_progress, calls_to_make
from sunwai.messages.enums import Channel


@action
def start_interaction(
    *, mobile: str, agent: User, now: datetime, channel: Channel = Channel.CALL, outgoing: bool = False
) -> Interaction:
    """Begin a contact with the person behind `mobile`.

    Raises:
        NotAMobile: not a mobile number.
        NotAllowed: `agent` does not work at the desk.
    """
    if not agent.may("desk"):
        raise NotAllowed
    number = parse(mobile)
    return Interaction.objects.create(
        citizen=Citizen.objects.filter(mobile=number).first(),
        mobile=number,
        agent=agent,
        channel=channel,
        outgoing=outgoing,
        started_at=now,
    )


@action
def record_contact(
    *,
    citizen: Citizen | None,
    channel: Channel,
    kind: InteractionKind,
    disposition: Disposition,
    now: datetime,
    mobile: str = "",
    grievance: Grievance | None = None,
) -> Interaction:
    """Write down a contact that the helpline had by itself, without an agent: a chat, an SMS.

    Args:
        mobile: ten digits; that of `citizen` where it is not given.
    """
    return Interaction.objects.create(
        citizen=citizen,
        mobile=mobile or (citizen.mobile if citizen else None) or "",
        channel=channel,
        kind=kind,
        disposition=disposition,
        grievance=grievance,
        started_at=now,
        ended_at=now,
    )


@action
def name_mobile(*, interaction: Interaction, mobile: str, actor: User) -> Interaction:
    """Write down the mobile of a caller whose number was withheld, or is not a mobile. What is known is not changed.

    Raises:
        NotAMobile: not a mobile number.
        NotAllowed: it is another agent's, over, or its number is known.
    """
    number = parse(mobile)
    row: Interaction = Interaction.objects.select_for_update().get(pk=interaction.pk)
    if row.agent_id != actor.pk or row.ended_at or row.mobile:
        raise NotAllowed
    row.mobile, row.citizen = number, Citizen.objects.filter(mobile=number).first()
    row.save(update_fields=["mobile", "citizen"])
    return row


@action
def start_callback(*, grievance: Grievance, agent: User, now: datetime) -> Interaction:
    """Call the citizen of `grievance` about the closure question. One agent at a time: the case is held meanwhile.

    Returns:
        The call; the one that `agent` has begun already, if there is one.

    Raises:
        NotAllowed: `agent` does not work at the desk.
        CallTaken: another agent is calling; says who, and since when.
        CallNotDue: the citizen has answered, or was called today.
    """
    if not agent.may("desk"):
        raise NotAllowed
    case = lock(grievance)
    if held := callbacks_in_progress(now).filter(grievance=case).first():
        if held.agent_id == agent.pk:
            return held
        raise CallTaken(
            name=held.agent or _("The helpline itself"), since=f"{held.started_at.astimezone(IST):%H:%M}"
        )
    mobile = case.citizen.mobile if case.citizen else None
    if mobile is None or not calls_to_make(agent, now).filter(pk=case.pk).exists():
        raise CallNotDue
    return Interaction.objects.create(
        citizen=case.citizen,
        mobile=mobile,
        agent=agent,
        channel=Channel.CALL,
        outgoing=True,
        grievance=case,
        started_at=now,
    )


@action
def end_interaction(
    *,
    interaction: Interaction,
    kind: InteractionKind,
    disposition: Disposition,
    note: str,
    grievance: Grievance | None,
    actor: User,
    now: datetime,
) -> Interaction:
    """Close a contact with what it was about and how it ended.

    Raises:
        NotAllowed: it is another agent's.
        Missing: no disposition, or no kind where something was said.
        AadhaarNotHere: there is an Aadhaar number in the note.
    """
    aadhaar.refuse(note)
    row: Interaction = Interaction.objects.select_for_update().get(pk=interaction.pk)
    if row.agent_id != actor.pk:
        raise NotAllowed
    if not disposition:
        raise Missing("disposition")
    if not kind and disposition not in CAME_TO_NOTHING:
        raise Missing("kind")
    row.kind, row.disposition, row.note = kind or InteractionKind.NONE, disposition, note.strip()
    row.grievance = grievance or row.grievance
    row.citizen = row.citizen or Citizen.objects.filter(mobile=row.mobile).first()
    row.ended_at = now
    row.save()
    return row
