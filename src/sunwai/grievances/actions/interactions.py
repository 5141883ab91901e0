"""Contacts at the desk: every call has a record, whatever came of it."""

from __future__ import annotations

from datetime import datetime

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.citizens.mobile import parse
from sunwai.citizens.models import Citizen
from sunwai.core.errors import NotAllowed
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.grievances.models import Grievance, Interaction
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
        Missing: no kind or no disposition.
    """
    row: Interaction = Interaction.objects.select_for_update().get(pk=interaction.pk)
    if row.agent_id != actor.pk:
        raise NotAllowed
    if not kind or not disposition:
        raise Missing("kind" if not kind else "disposition")
    row.kind, row.disposition, row.note = kind, disposition, note.strip()
    row.grievance = grievance or row.grievance
    row.citizen = row.citizen or Citizen.objects.filter(mobile=row.mobile).first()
    row.ended_at = now
    row.save()
    return row
