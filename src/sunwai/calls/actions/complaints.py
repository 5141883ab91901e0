"""Complaints left by voice: an agent takes one, listens, and registers it as any other."""

from __future__ import annotations

from datetime import datetime

from sunwai.accounts.models import User
from sunwai.calls.errors import TakenByAnother
from sunwai.calls.models import Recording
from sunwai.casework.action import action
from sunwai.citizens.models import Citizen
from sunwai.core.errors import NotAllowed
from sunwai.grievances.models import Draft, Interaction
from sunwai.messages.enums import Channel


@action
def take_voice_complaint(*, recording: Recording, agent: User, now: datetime) -> Interaction:
    """The agent begins to complete a complaint: a contact whose draft it is. Again gives the contact begun.

    Returns:
        The contact; the desk's page for it (`desk:call`) shows the draft.

    Raises:
        NotAllowed: not somebody of the desk, or no complaint that they may hear.
        TakenByAnother: another agent was faster.
    """
    draft = Draft.objects.select_for_update().filter(pk=recording.draft_id).first()
    if draft is None or not agent.may("record_answer"):
        raise NotAllowed
    if draft.agent_id is not None and draft.agent_id != agent.pk:
        raise TakenByAnother
    if not Recording.objects.visible_to(agent).filter(pk=recording.pk).exists():
        raise NotAllowed
    begun: Interaction | None = Interaction.objects.filter(
        agent=agent, pk=draft.data.get("interaction")
    ).first()
    if begun is not None:
        return begun
    mobile = str(draft.data.get("mobile", ""))
    contact: Interaction = Interaction.objects.create(
        citizen=Citizen.objects.filter(mobile=mobile).first(),
        mobile=mobile,
        agent=agent,
        channel=Channel.IVR,
        started_at=now,
    )
    draft.agent, draft.updated_at = agent, now
    draft.data |= {"interaction": contact.pk}
    draft.save()
    return contact
