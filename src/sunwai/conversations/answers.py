"""The citizen's yes or no to the closure question, as it comes by a chat or an SMS."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sunwai.casework.errors import TransitionNotAllowed
from sunwai.citizens.models import Citizen
from sunwai.core.errors import NotAllowed
from sunwai.grievances.actions.closure import answer_as_supporter, confirm, deny
from sunwai.grievances.enums import DenialReason
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel

REFUSED = (TransitionNotAllowed, NotAllowed)


def put_on_record(
    *,
    case: Grievance,
    citizen: Citizen,
    done: bool,
    channel: Channel,
    now: datetime,
    reason: DenialReason = DenialReason.OTHER,
    words: str = "",
) -> bool:
    """Write down what `citizen` says of `case`: who brought it decides, who joined it is heard.

    Returns:
        Whether the question was open.
    """
    said: dict[str, Any] = {"grievance": case, "channel": channel, "actor": citizen, "now": now}
    try:
        if case.citizen_id != citizen.pk:
            answer_as_supporter(done=done, **said)
        elif done:
            confirm(rating=None, **said)
        else:
            deny(reason=reason, words=words, **said)
    except REFUSED:
        return False
    return True
