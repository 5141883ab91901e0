"""Reading templates."""

from __future__ import annotations

import logging

from django.core.cache import caches

from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import TEMPLATES_KEPT, Template

log = logging.getLogger(__name__)

SECONDS_KEPT = 5


def template_in_use(event: Event, language: str) -> Template | None:
    """The template in use, at most a few seconds old; that there is none is a fault of the installation.

    Its text is that of an SMS, which reaches everybody.
    """
    template = _in_use().get((Channel.SMS, event, language))
    if template is None:
        log.error("nobody was told of %s in %s: no template", event, language)
    return template


def whatsapp_template(event: str, language: str) -> Template | None:
    """The text for WhatsApp; None where there is none of its own."""
    return _in_use().get((Channel.WHATSAPP, event, language))


def _in_use() -> dict[tuple[str, str, str], Template]:
    known: dict[tuple[str, str, str], Template] | None = caches["local"].get(TEMPLATES_KEPT)
    if known is None:
        in_use = Template.objects.filter(is_active=True)
        known = {(template.channel, template.event, template.language): template for template in in_use}
        caches["local"].set(TEMPLATES_KEPT, known, SECONDS_KEPT)
    return known
