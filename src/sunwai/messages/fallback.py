"""What did not arrive by one channel goes out by the next, once, at last as an SMS."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from sunwai.casework.action import action
from sunwai.core.options import option
from sunwai.messages.choice import ONLY_BY, when
from sunwai.messages.enums import Channel, Event, MessageState
from sunwai.messages.models import Message
from sunwai.messages.selectors import template_in_use
from sunwai.messages.texts import count_parts, render

BATCH = 200
NO_LATER = timedelta(days=2)  # what is older than this is no news any more
# By these an arrival is reported. An e-mail that arrives is not heard of again, one that does not comes back.
REPORTED = (Channel.WHATSAPP, Channel.PUSH)
CAME_TO_NOTHING = (MessageState.UNDELIVERED, MessageState.FAILED)


@action
def fall_back(*, now: datetime) -> int:
    """Tell by another channel what was refused, reported as not delivered, or not reported as delivered in time.

    A refused or undelivered message goes on at once; one by WhatsApp or on the phone of which nothing is heard, after
    `contact.fallback_minutes` (setting). SMS is the last: what it does not bring stays undelivered.

    Returns:
        How many messages were written.
    """
    silent_since = now - timedelta(minutes=option("contact.fallback_minutes"))
    silent = Q(state=MessageState.SENT, sent_at__lte=silent_since, channel__in=REPORTED)
    in_vain = Q(state__in=CAME_TO_NOTHING) | silent
    waiting = Message.objects.filter(in_vain, created_at__gt=now - NO_LATER, fallback=None)
    waiting = waiting.exclude(channel=Channel.SMS).exclude(event__in=ONLY_BY)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:BATCH]
    again = [fresh for message in locked if (fresh := _again(message, now))]
    Message.objects.bulk_create(again)
    return len(again)


def _again(message: Message, now: datetime) -> Message | None:
    """The same, to be sent by another channel; None where no text is left for it."""
    event = Event(message.event)
    template = template_in_use(event, message.language)
    if template is None:
        return None
    text = render(template, message.variables)
    urgent, not_before = when(event, now, urgent=message.urgent)
    return Message(
        citizen_id=message.citizen_id,
        to=message.to,
        event=event,
        language=message.language,
        template=template,
        text=text,
        variables=message.variables,
        parts=count_parts(text).count,
        case_id=message.case_id,
        fallback_of=message,
        created_at=now,
        urgent=urgent,
        not_before=not_before,
        expires_at=message.expires_at,
    )
