"""One thing said in, one answer out."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from sunwai.conversations.dialogue import closure, filing, menu, schemes, status
from sunwai.conversations.dialogue.node import Node, Verb
from sunwai.conversations.enums import FILES, HeardKind, Place
from sunwai.conversations.heard import Heard
from sunwai.conversations.talk import Reply, Talk
from sunwai.conversations.words import case_number
from sunwai.language import detect
from sunwai.messages.whatsapp import MOST_TEXT, MOST_TEXT_WITH_BUTTONS

PARTS = (menu, status, schemes, closure, filing)
NODES: dict[Place, Node] = {place: node for part in PARTS for place, node in part.NODES.items()}
VERBS: dict[str, Verb] = {name: verb for part in PARTS for name, verb in part.VERBS.items()}

# What happens at a place whose answer does not come in time.
TIME_OUTS: dict[str, Callable[[Talk], Place]] = {Place.DENY_REASON: closure.without_reason}


def wants_file(talk: Talk, heard: Heard) -> bool:
    """Whether the file that was sent is to be fetched: only where the dialogue can use one."""
    node = NODES[Place(talk.conversation.place)]
    starts = talk.conversation.place == Place.MENU and talk.may_file
    return heard.kind in FILES and (node.takes_files or (starts and heard.kind == HeardKind.AUDIO))


def answer(talk: Talk, heard: Heard) -> Reply:
    """What is said to what was heard; moves the conversation on."""
    _settle_language(talk, heard)
    with override(talk.language):
        place = _lead(talk, heard)
        if place is None:
            talk.say(_not_understood(heard))
            place = Place(talk.conversation.place)
    with override(talk.language):  # which may have been changed
        return _arrive(talk, place)


def time_out(talk: Talk) -> Reply | None:
    """Take an unfinished answer as it stands; None where nothing was open."""
    happens = TIME_OUTS.get(talk.conversation.place)
    talk.conversation.due_at = None
    if happens is None:
        return None
    with override(talk.language):
        return _arrive(talk, happens(talk))


def _lead(talk: Talk, heard: Heard) -> Place | None:
    """Where it leads: a button, zero, a word that leads away, what the present place makes of it, a number, a yes."""
    node = NODES[Place(talk.conversation.place)]
    if heard.code:
        return _do(talk, heard.code)
    if heard.text == "0" or heard.text == "०":
        return talk.go(Place.MENU)
    if heard.intent in node.leads_away and (place := _follow(talk, heard.intent)):
        return place
    return (
        node.hear(talk, heard) or _number(talk, heard) or _yes_or_no(talk, heard) or _recording(talk, heard)
    )


def _do(talk: Talk, code: str) -> Place | None:
    name, _colon, argument = code.partition(":")
    verb = VERBS.get(code) or VERBS.get(name)
    return verb(talk, argument) if verb else None


def _follow(talk: Talk, intent: str) -> Place | None:
    return _do(talk, f"do:{intent}") if f"do:{intent}" in VERBS else None


def _number(talk: Talk, heard: Heard) -> Place | None:
    number = case_number(heard.text)
    return status.show(talk, number) if number else None


def _yes_or_no(talk: Talk, heard: Heard) -> Place | None:
    return closure.answer_in_words(talk, heard.intent) if heard.intent in {"yes", "no"} else None


def _recording(talk: Talk, heard: Heard) -> Place | None:
    """A voice message at the menu is a complaint told by voice."""
    if heard.upload is None or talk.conversation.place != Place.MENU:
        return None
    return filing.begin_with(talk, heard)


def _settle_language(talk: Talk, heard: Heard) -> None:
    """Who writes English is answered in it, until they choose; Hindi in Latin letters is Hindi."""
    conversation = talk.conversation
    if not conversation.language_chosen and heard.kind == HeardKind.TEXT and len(heard.text.split()) > 1:
        conversation.language = "en" if detect(heard.text) == "en" else "hi"


def _arrive(talk: Talk, place: Place) -> Reply:
    talk.conversation.place = place
    reply = NODES[place].ask(talk)
    reply.text = "\n\n".join(part for part in (*talk.said_before, reply.text) if part)
    longest = MOST_TEXT_WITH_BUTTONS if reply.choices or reply.asks_location else MOST_TEXT
    reply.text = reply.text[:longest]
    talk.data["choices"] = reply.understood
    return reply


def _not_understood(heard: Heard) -> str:
    if heard.kind in FILES:
        return _("A photo or recording can be used only while you file a complaint.")
    if heard.kind == HeardKind.TEXT:
        return _("We did not understand this.")
    return _("This cannot be read here. Please write or speak.")
