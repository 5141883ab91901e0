"""What help there is: asked in one's own words, answered with the schemes that are like them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.conversations.dialogue.node import FROM_FREE_TEXT, Node, Verb
from sunwai.conversations.enums import Place
from sunwai.conversations.heard import Heard
from sunwai.conversations.talk import Reply, Talk
from sunwai.grievances.actions.interactions import record_contact
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.messages.enums import Channel
from sunwai.schemes.actions import note_unanswered
from sunwai.schemes.enums import AskedBy
from sunwai.schemes.models import Scheme
from sunwai.schemes.selectors import find_scheme, search_schemes

MOST_FOUND = 5
TOLD = {
    "gets": gettext_lazy("What one gets: %(text)s"),
    "who": gettext_lazy("Who: %(text)s"),
    "where": gettext_lazy("Where to apply: %(text)s"),
}


def ask(talk: Talk) -> Reply:
    """In one's own words."""
    return Reply(
        _(
            "What do you need help with? Write it in your own words, for example: “old age pension”, “a house”."
        )
    )


def hear(talk: Talk, heard: Heard) -> Place | None:
    """Search, or say that nothing was found."""
    if not heard.text:
        return None
    if look_for(talk, heard.text):
        return talk.go(Place.SCHEME_CHOICE)
    note_unanswered(text=heard.text, asked_by=AskedBy.WHATSAPP, now=talk.now)
    talk.say(_("Nothing was found for this. Try other words, or call 181."))
    return talk.go(Place.SCHEME_SEARCH)


def look_for(talk: Talk, text: str) -> bool:
    """Keep what is found for `text`, to choose from; whether anything is."""
    found = search_schemes(text, limit=MOST_FOUND)
    if found:
        talk.data["schemes"] = [scheme.code for scheme in found]
    return bool(found)


def ask_choice(talk: Talk) -> Reply:
    """The schemes that were found."""
    found = [scheme for code in talk.data.get("schemes", []) if (scheme := find_scheme(code))]
    names = [scheme.told("name", talk.language) for scheme in found]
    lines = "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))
    rows = [
        (f"scheme:{scheme.code}", name, scheme.told("short", talk.language))
        for scheme, name in zip(found, names, strict=True)
    ]
    return Reply(f"{_('Which one? Write its number or tap.')}\n\n{lines}", rows, button=_("Choose"))


def show(talk: Talk, code: str) -> Place:
    """All that is told of one scheme."""
    scheme = find_scheme(code)
    if scheme is None:
        return talk.go(Place.SCHEME_SEARCH)
    talk.say(told(scheme, talk.language))
    if talk.mobile:
        record_contact(
            citizen=talk.citizen,
            mobile=talk.mobile,
            channel=Channel(talk.conversation.channel),
            kind=InteractionKind.SCHEME,
            disposition=Disposition.INFORMED,
            now=talk.now,
        )
    return talk.go(Place.MENU)


def told(scheme: Scheme, language: str) -> str:
    """All that a message says of a scheme."""
    documents = getattr(scheme, f"documents_{language}")
    parts = [f"*{scheme.told('name', language)}*", scheme.told("short", language)]
    parts += [str(label) % {"text": scheme.told(part, language)} for part, label in TOLD.items()]
    if documents:
        parts.append(_("Documents:") + "\n" + "\n".join(f"• {document}" for document in documents))
    if scheme.is_unsure:
        parts.append(_("Please check the details on the official page before you apply."))
    return "\n\n".join([*parts, _("Helpline: %(number)s") % {"number": scheme.helpline}, scheme.link])


NODES = {
    Place.SCHEME_SEARCH: Node(ask, hear, leads_away=FROM_FREE_TEXT | {"status", "person"}),
    Place.SCHEME_CHOICE: Node(ask_choice, hear, leads_away=FROM_FREE_TEXT | {"status", "person"}),
}
VERBS: dict[str, Verb] = {"scheme": show}
