"""The words of an e-mail: what it is headed, the plain text, the same as a page with what can be done by a click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.citizens.models import Language
from sunwai.messages.enums import Event
from sunwai.messages.tokens import token_of

Said = str | Promise

PROOF, STOP = "email", "stop"  # purposes of marks, and the pages behind them

OPEN = (("", gettext_lazy("See your complaint")),)
ANSWER = (("confirm/", gettext_lazy("Yes, it is done")), ("deny/", gettext_lazy("No, it is not done")))

# Event → the pages below that of the case to which buttons lead; what is no longer possible there leads to the case.
BUTTONS: dict[str, tuple[tuple[str, Said], ...]] = {
    Event.CLOSURE_QUESTION: ANSWER,
    Event.CLOSURE_REMINDER: ANSWER,
    Event.QUESTION_ASKED: (("answer_question/", gettext_lazy("Answer the officer")),),
    Event.QUESTION_REMINDER: (("answer_question/", gettext_lazy("Answer the officer")),),
    Event.CLOSURE_NOTICE: (("object/", gettext_lazy("I object: do not close it")), *OPEN),
    Event.EMAIL_ADDRESS: (("", gettext_lazy("This is my address")),),
    Event.SCHEME: (("", gettext_lazy("Read about the scheme")),),
}

# What stands in a table below the text, where the message knows it.
FACTS: dict[str, Said] = {
    "reference": gettext_lazy("Number"),
    "officer": gettext_lazy("With"),
    "until": gettext_lazy("By when"),
    "state": gettext_lazy("Where it stands"),
    "where": gettext_lazy("Where to go"),
}


@dataclass(frozen=True)
class Letter:
    """An e-mail's three texts."""

    subject: str
    text: str
    html: str


def letter(event: str, text: str, language: str, words: Mapping[str, str], *, stop_url: str) -> Letter:
    """What is written about `event`.

    Args:
        words: what the event speaks of (`texts.in_words`).
        stop_url: where the reader ends these e-mails; empty where they cannot be ended.
    """
    heading = heading_of(event, language)
    with translation.override(language):
        said: dict[str, Any] = {
            "language": language,
            "heading": heading,
            "text": text,
            "facts": [(str(label), words[name]) for name, label in FACTS.items() if words.get(name)],
            "buttons": _buttons(event, words.get("link", "")),
            "stop_url": stop_url,
            "helpline": settings.STATE["helpline"],
        }
        number = f" · {words['reference']}" if words.get("reference") else ""
        return Letter(
            subject=f"{heading}{number} · {said['helpline']}",
            text=_plain(said),
            html=str(render_to_string("messages/email.html", said)),
        )


def heading_of(event: str, language: str) -> str:
    """The event in a few words."""
    with translation.override(language):
        said = str(Event(event).label)
    return f"{said[:1].upper()}{said[1:]}"


def page_of(purpose: str, message_id: int, language: str) -> str:
    """The address of the page (`PROOF`, `STOP`) to which a mail leads its reader."""
    prefix = "" if language == Language.HINDI else "/en"
    return f"{settings.PUBLIC_URL}{prefix}/tell-me/{purpose}/{token_of(message_id, purpose)}/"


def _buttons(event: str, link: str) -> list[tuple[str, str]]:
    """Address and words of each."""
    if not link:
        return []
    return [(f"{link}{page}", str(title)) for page, title in BUTTONS.get(event, OPEN)]


def _plain(said: Mapping[str, Any]) -> str:
    parts = [said["text"], *(f"{title}: {address}" for address, title in said["buttons"])]
    if said["stop_url"]:
        parts += ["-- \n" + _("No more e-mails, SMS instead: %(address)s") % {"address": said["stop_url"]}]
    return "\n\n".join(parts) + "\n"
