"""Reading templates."""

from __future__ import annotations

import logging

from django.core.cache import caches

from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import TEMPLATES_KEPT, Template

log = logging.getLogger(__name__)

SECONDS_KEPT = 5


def template_in_use(event: Event, language: str) -> Template | None:
    """The template in use, at most a few seconds old; that there is none is a fault of the installation."""
    known: dict[tuple[str, str], Template] | None = caches["local"].get(TEMPLATES_KEPT)
    if known is None:
        in_use = Template.objects.filter(channel=Channel.SMS, is_active=True)
        known = {(template.event, template.language): template for template in in_use}
        caches["local"].set(TEMPLATES_KEPT, known, SECONDS_KEPT)
    if (event, language) not in known:
        log.error("nobody was told of %s in %s: no template", event, language)
    return known.get((event, language))
