"""The menu, and the small things: language, stop and start, a call back, what must not be said in a chat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from sunwai.citizens.actions import update_citizen
from sunwai.citizens.models import Language
from sunwai.conversations.cases import questions_to
from sunwai.conversations.dialogue import filing, schemes
from sunwai.conversations.dialogue.node import Node, Verb
from sunwai.conversations.enums import Place
from sunwai.conversations.heard import Heard
from sunwai.conversations.talk import Reply, Talk
from sunwai.conversations.words import case_number
from sunwai.core.clock import IST
from sunwai.core.errors import TooMany
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.core.providers import providers
from sunwai.language import format_time
from sunwai.messages.reach import leave_whatsapp

DAY = timedelta(days=1)
ONE = 1


# Code, title, whether it is offered.
ITEMS: tuple[tuple[str, Callable[[], str], Callable[[Talk], bool]], ...] = (
    ("do:closure", lambda: _("Is the work done?"), lambda talk: bool(questions_to(talk.citizen))),
    ("do:status", lambda: _("Status of a complaint"), lambda talk: True),
    ("do:file", lambda: _("File a complaint"), lambda talk: talk.may_file),
    ("do:bribe", lambda: _("Somebody asks for a bribe"), lambda talk: talk.may_accuse),
    ("do:schemes", lambda: _("Schemes"), lambda talk: True),
    ("do:person", lambda: _("Talk to a person"), lambda talk: bool(talk.mobile)),
    ("do:language", lambda: _("Language: हिंदी / English"), lambda talk: True),
)


def ask(talk: Talk) -> Reply:
    """The whole menu; after an answer only a button that leads back to it."""
    if talk.said_before:
        return Reply("", [("do:menu", _("Menu"))])
    items = [(code, title()) for code, title, offered in ITEMS if offered(talk)]
    lines = "\n".join(f"{number}. {title}" for number, (_code, title) in enumerate(items, ONE))
    hello = _("Namaste! This is CM Helpline 181.")
    how = _("Write a number or tap. For the menu write 0.")
    return Reply(f"{hello}\n\n{lines}\n\n{how}", items, button=_("Choose"))


def ask_language(talk: Talk) -> Reply:
    """Both names, each in its own script."""
    return Reply(
        "भाषा चुनें / Choose your language", [(f"lang:{code}", name) for code, name in Language.choices]
    )


def set_language(talk: Talk, code: str) -> Place:
    """Speak this language from now on, here and in what we send by other ways."""
    if code in Language.values:
        talk.conversation.language, talk.conversation.language_chosen = code, True
        if talk.citizen:
            update_citizen(citizen=talk.citizen, language=code, now=talk.now)
        with override(code):
            talk.say(_("From now on we write to you in English."))
    return talk.go(Place.MENU)


def call_me(talk: Talk, _argument: str) -> Place:
    """Put the sender on the list of those who asked to be called."""
    centre = next(iter(providers("call_centre")), None)
    if not talk.mobile or centre is None:
        talk.say(_("Please call 181."))
        return talk.go(Place.MENU)
    try:
        RateCounter.hit(
            f"call-me:chat:{talk.mobile}", limit=option("calls.ask_per_day"), per=DAY, now=talk.now
        )
    except TooMany:
        talk.say(_("You are on our list already. You can also call 181 at any time."))
        return talk.go(Place.MENU)
    at = centre.call_back(mobile=talk.mobile, now=talk.now)
    if at <= talk.now:
        talk.say(_("We will call you soon on this number. You can also call 181 at any time."))
    else:
        hour = format_time(at.astimezone(IST), "en" if talk.language == "en" else "hi")
        talk.say(_("We will call you after %(time)s. You can also call 181 at any time.") % {"time": hour})
    return talk.go(Place.MENU)


def stop(talk: Talk, _argument: str) -> Place:
    """Nothing more by WhatsApp that was not asked for."""
    talk.conversation.stopped_at = talk.now
    leave_whatsapp(mobile=talk.mobile)
    talk.say(
        _(
            "We will not write to you here of our own accord any more; what is important comes by SMS. "
            "To start again write “start”."
        )
    )
    return talk.go(Place.MENU)


def start(talk: Talk, _argument: str) -> Place:
    """After "stop": write again."""
    talk.conversation.stopped_at = None
    return talk.go(Place.MENU)


def not_here(talk: Talk, _argument: str) -> Place:
    """Violence and the women's helpline: nothing of it stays in a chat that others may read."""
    talk.leaves_no_words = True
    talk.say(
        _(
            "Please do not write about this here: others may read this phone. Call 181 and ask for the women's "
            "helpline; nobody else hears of it. In danger call 112 now. You can delete this chat."
        )
    )
    return talk.go(Place.MENU)


def to(place: Place) -> Verb:
    """Go to `place`."""
    return lambda talk, _argument: talk.go(place)


def hear(talk: Talk, heard: Heard) -> Place | None:
    """Words at the menu that name none of its items: a complaint or a scheme, as it seems."""
    if not heard.text or case_number(heard.text):
        return None
    if schemes.look_for(talk, heard.text):
        return Place.SCHEME_CHOICE
    if talk.may_file and len(heard.text.split()) >= filing.FEWEST_WORDS:
        return filing.begin_with(talk, heard)
    return None


NODES = {
    Place.MENU: Node(ask, hear),
    Place.LANGUAGE: Node(ask_language),
}
VERBS: dict[str, Verb] = {
    "lang": set_language,
    "do:menu": to(Place.MENU),
    "do:back": to(Place.MENU),
    "do:status": to(Place.CASE_NUMBER),
    "do:schemes": to(Place.SCHEME_SEARCH),
    "do:closure": to(Place.CLOSURE_CHOICE),
    "do:language": to(Place.LANGUAGE),
    "do:person": call_me,
    "do:stop": stop,
    "do:start": start,
    "do:women": not_here,
}
