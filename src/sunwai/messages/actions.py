"""Telling people. A message is a row written with what it tells about; a job sends it."""

from __future__ import annotations

import hashlib
import logging
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from sunwai.casework.action import action
from sunwai.citizens.models import Citizen, Language
from sunwai.core import data
from sunwai.core.options import option
from sunwai.messages.choice import when
from sunwai.messages.delivery import apply_receipts
from sunwai.messages.enums import Approval, Channel, Event, MessageState
from sunwai.messages.jobs import deliver
from sunwai.messages.models import TEMPLATES_KEPT, Message, Receipt, Template
from sunwai.messages.reach import WINDOW, note_unreachable
from sunwai.messages.selectors import template_in_use
from sunwai.messages.texts import count_parts, in_words, registered_form, render

log = logging.getLogger(__name__)

RECEIPT_STATES = frozenset({MessageState.DELIVERED, MessageState.READ, MessageState.UNDELIVERED})


def tell_citizen(
    *,
    citizen: Citizen,
    event: Event,
    now: datetime,
    case_id: int | None = None,
    urgent: bool = False,
    language: str | None = None,
    **variables: Any,
) -> Message | None:
    """Tell `citizen` of `event`, inside the transaction of what happened: both are there or neither is.

    What is not urgent waits for the calling hours. `variables` may hold more than the template says; dates
    and translatable labels are put into words in the language of the message.

    Returns:
        The message, or None where no template is in use for the event, or the citizen has no mobile.

    Raises:
        MissingVariable: the template says something that `variables` lacks.
    """
    if citizen.mobile is None:
        return None
    return _tell(
        citizen.mobile,
        event,
        language or citizen.language,
        variables,
        now=now,
        urgent=urgent,
        citizen_id=citizen.pk,
        case_id=case_id,
    )


def new_message(
    *, citizen: Citizen, event: Event, now: datetime, case_id: int, **variables: Any
) -> tuple[Message, ...]:
    """What `tell_citizen` would write, not written yet; empty where that is nothing.

    For an action that writes all its rows together. The sender finds it within a second.
    """
    template = template_in_use(event, citizen.language)
    if template is None or citizen.mobile is None:
        return ()
    urgent, not_before = when(event, now)
    return (
        _message(template, citizen.mobile, variables, now, not_before, citizen.pk, case_id, urgent=urgent),
    )


def tell_mobile(
    *,
    mobile: str,
    event: Event,
    now: datetime,
    language: str = Language.HINDI,
    urgent: bool = False,
    expires_at: datetime | None = None,
    **variables: Any,
) -> Message | None:
    """Tell whoever holds `mobile` (ten digits), who may not be a citizen on record; as `tell_citizen`.

    A one-time code expires by itself after `otp.minutes`, which its text also says.
    """
    return _tell(mobile, event, language, variables, now=now, urgent=urgent, expires_at=expires_at)


def tell_by_template(
    *, mobile: str, template: Template, now: datetime, citizen_id: int | None = None, **variables: Any
) -> Message:
    """Tell whoever holds `mobile` what `template` says, at once: for texts of which several are in use (campaigns).

    Raises:
        MissingVariable: the template says something that `variables` lacks.
    """
    message = _message(template, mobile, variables, now, now, citizen_id, urgent=True)
    message.save(force_insert=True)
    deliver.defer(message_id=message.pk)
    return message


def answer_in_chat(
    *,
    mobile: str,
    text: str,
    content: dict[str, Any],
    language: str,
    now: datetime,
    citizen_id: int | None = None,
    case_id: int | None = None,
) -> Message:
    """Answer whoever writes to us by WhatsApp, inside the transaction of what they said.

    Args:
        content: see `messages.whatsapp`.
    """
    message = Message(
        citizen_id=citizen_id,
        to=mobile,
        channel=Channel.WHATSAPP,
        event=Event.DIALOGUE,
        language=language,
        text=text,
        content=content,
        case_id=case_id,
        created_at=now,
        urgent=True,
        not_before=now,
        expires_at=now + WINDOW,
    )
    message.save(force_insert=True)
    return message


@action
def note_taken(*, message_id: int, provider: str, provider_id: str, now: datetime) -> bool:
    """The provider has a message of ours whose answer to us was lost: it is not sent a second time.

    Returns:
        Whether it was waiting to be sent again.
    """
    waiting = Message.objects.filter(pk=message_id, state=MessageState.QUEUED, attempts__gt=0)
    taken = waiting.update(state=MessageState.SENT, provider=provider, provider_id=provider_id, sent_at=now)
    return bool(taken)


@action
def record_receipt(
    *,
    provider: str,
    provider_id: str,
    state: MessageState,
    now: datetime,
    details: Mapping[str, Any] | None = None,
    unreachable: str = "",
    channel: Channel = Channel.WHATSAPP,
) -> bool:
    """Keep what `provider` reports of its message `provider_id` and carry it over to ours.

    A report that comes again changes nothing. One that comes before our own note of the number waits for it.

    Args:
        details: what else was reported: price, reason.
        unreachable: the mobile, where the report says that `channel` cannot reach it at all.

    Returns:
        Whether the report is new.

    Raises:
        ValueError: `state` is not one of `RECEIPT_STATES`.
    """
    if state not in RECEIPT_STATES:
        raise ValueError(f"{state} is not a state that a receipt brings")
    receipt, is_new = Receipt.objects.get_or_create(
        provider=provider,
        provider_id=provider_id,
        state=state,
        defaults={"received_at": now, "details": dict(details or {})},
    )
    if unreachable and is_new:
        note_unreachable(mobile=unreachable, channel=channel, now=now)
    if receipt.applied_at is None:
        apply_receipts(now=now, waiting_since=now - timedelta(days=1), only=receipt.pk)
    return is_new


def load_templates(*, progress: Callable[[str], object] = lambda line: None) -> int:
    """Bring the templates of `data/messages/templates.toml` into the database; safe to repeat.

    A template that an administrator has edited, put out of use or replaced is left alone. The registration
    numbers in the file are invented and used only where simulators are on; a state enters its own.

    Returns:
        How many templates were created or brought up to date.

    Raises:
        ValidationError: a template of the file breaks a rule of its own.
    """
    shipped = tomllib.loads(data.path("messages/templates.toml").read_text(encoding="utf-8"))
    with transaction.atomic():
        # Of several for an event and a language the one in use comes last, and counts.
        rows = Template.objects.order_by("is_active")
        known = {(row.channel, row.event, row.language): row for row in rows}
        fresh = [
            template
            for channel, group in (("sms", "templates"), ("whatsapp", "whatsapp"))
            for event, languages in shipped[group].items()
            for language, given in languages.items()
            if (
                template := _fresh(
                    _template(Channel(channel), event, language, given, shipped["dlt"]),
                    known.get((channel, event, language)),
                )
            )
        ]
        for row in fresh:
            if row.pk:
                row.save()
        Template.objects.bulk_create(row for row in fresh if row.pk is None)
    caches["local"].delete(TEMPLATES_KEPT)
    progress(f"{len(fresh)} message templates written")
    return len(fresh)


# ── One message ──────────────────────────────────────────────────────────────────────────────────────────
def _tell(
    mobile: str,
    event: Event,
    language: str,
    variables: Mapping[str, Any],
    *,
    now: datetime,
    urgent: bool,
    **about: Any,
) -> Message | None:
    template = template_in_use(event, language)
    if template is None:
        return None
    urgent, not_before = when(event, now, urgent=urgent)
    message = _message(template, mobile, variables, now, not_before, urgent=urgent, **about)
    message.save(force_insert=True)
    if urgent:
        deliver.defer(message_id=message.pk)
    return message


def _message(
    template: Template,
    mobile: str,
    variables: Mapping[str, Any],
    now: datetime,
    not_before: datetime,
    citizen_id: int | None = None,
    case_id: int | None = None,
    *,
    urgent: bool = False,
    expires_at: datetime | None = None,
) -> Message:
    if template.event == Event.OTP:
        minutes = option("otp.minutes")
        expires_at = expires_at or now + timedelta(minutes=minutes)
        variables = {"minutes": minutes, **variables}
    text = render(template, variables)
    return Message(
        citizen_id=citizen_id,
        to=mobile,
        channel=template.channel,
        event=template.event,
        language=template.language,
        template=template,
        text=text,
        variables=in_words(template.event, variables, template.language),
        parts=count_parts(text).count,
        case_id=case_id,
        created_at=now,
        urgent=urgent,
        not_before=not_before,
        expires_at=expires_at,
    )


# ── Shipped templates ────────────────────────────────────────────────────────────────────────────────────
def _template(
    channel: Channel, event: str, language: str, given: Mapping[str, str], dlt: Mapping[str, str]
) -> Template:
    """As the file has it; registered and approved where simulators are on."""
    made = Template(event=event, channel=channel, language=language, text=given["text"])
    if channel == Channel.WHATSAPP:
        made.provider_name = f"sunwai_{event}"
        made.approval = Approval.APPROVED if settings.SIMULATORS else Approval.NOT_SUBMITTED
    elif settings.SIMULATORS:
        made.dlt_entity, made.dlt_header, made.dlt_template = dlt["entity"], dlt["header"], given["number"]
        made.registered_text = registered_form(made.text)
    return made


def _fresh(made: Template, found: Template | None) -> Template | None:
    """The template as it ships, in the place of `found`; None where that is to stay."""
    made.shipped_digest = _digest(made)
    if found and (found.shipped_digest != _digest(found) or found.shipped_digest == made.shipped_digest):
        return None
    if found:
        made.pk, made._state.adding = found.pk, False
    made.full_clean(exclude=["dlt_template"], validate_constraints=False)  # which the database holds
    return made


def _digest(template: Template) -> str:
    fields = ("text", "dlt_entity", "dlt_header", "dlt_template", "registered_text", "is_active")
    said = "\0".join(str(getattr(template, name)) for name in fields)
    return hashlib.sha256(said.encode()).hexdigest()
