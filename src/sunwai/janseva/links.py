"""The word in the SMS that opens an application: it names a link and is bound to it by the secret key."""

from __future__ import annotations

from datetime import datetime

from sunwai.janseva.errors import LinkNotGood
from sunwai.janseva.models import Link
from sunwai.messages import tokens

PURPOSE = "janseva"


def token_of(link: Link) -> str:
    """The word for `link`, at most 35 characters, in small letters and digits."""
    return tokens.token_of(link.pk, PURPOSE)


def link_of(token: str, *, now: datetime) -> Link:
    """The link behind `token`, with its application.

    Raises:
        LinkNotGood: we never made it, it was used, or its time is over.
    """
    number = tokens.message_of(token, PURPOSE)
    related = ("application__service__category__department", "application__citizen", "application__place")
    found = Link.objects.select_related(*related).filter(pk=number or 0, used_at=None, expires_at__gt=now)
    link = found.first()
    if link is None:
        raise LinkNotGood
    return link
