"""What help there is: asked in one's own words, answered with the schemes that are like them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sunwai.conversations.dialogue.node import FROM_FREE_TEXT, Node, Verb
from sunwai.conversations.enums import Place
from sunwai.conversations.heard import Heard
from sunwai.conversations.talk import Reply, Talk
from sunwai.grievances.actions.interactions import record_contact
from sunwai.grievances.enums import Disposition, InteractionKind
from sunwai.messages.enums import Channel
from sunwai.schemes.models import Scheme
from sunwai.schemes.selectors import search_schemes

MOST_FOUND = 5


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
    codes = talk.data.get("schemes", [])
    by_code = Scheme.objects.filter(is_active=True).in_bulk(codes, field_name="code")
    found = [by_code[code] for code in codes if code in by_code]
    names = [scheme.told("name", talk.language) for scheme in found]
    lines = "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))
    rows = [
        (f"scheme:{scheme.code}", name, scheme.told("short", talk.language))
        for scheme, name in zip(found, names, strict=True)
    ]
    return Reply(f"{_('Which one? Write its number or tap.')}\n\n{lines}", rows, button=_("Choose"))


def show(talk: Talk, code: str) -> Place:
    """All that is told of one scheme."""
    scheme = Scheme.objects.filter(code=code, is_active=True).first()
    if scheme is None:
        return talk.go(Place.SCHEME_SEARCH)
    name, short, who, where = (scheme.told(what, talk.language) for what in ("name", "short", "who", "where"))
    parts = [
        f"*{name}*",
        short,
        _("Who: %(who)s") % {"who": who},
        _("Where to apply: %(where)s") % {"where": where},
    ]
    if not scheme.is_verified:
        parts.append(_("Please check the details on the official page before you apply."))
    talk.say("\n\n".join([*parts, scheme.link]))
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


NODES = {
    Place.SCHEME_SEARCH: Node(ask, hear, leads_away=FROM_FREE_TEXT | {"status", "person"}),
    Place.SCHEME_CHOICE: Node(ask_choice, hear, leads_away=FROM_FREE_TEXT | {"status", "person"}),
}
VERBS: dict[str, Verb] = {"scheme": show}
