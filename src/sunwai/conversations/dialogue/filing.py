"""Filing a complaint in a chat: what, which subject, where, proof, send.

What was said is kept as a draft, the same as the portal's: who breaks off here can go on there, and sending it twice
makes one case.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sunwai.citizens.actions import register_citizen
from sunwai.citizens.models import Citizen
from sunwai.conversations.dialogue.node import FROM_FREE_TEXT, Node, Verb
from sunwai.conversations.enums import Place
from sunwai.conversations.heard import Heard
from sunwai.conversations.models import Incoming
from sunwai.conversations.talk import Reply, Talk
from sunwai.core.errors import SunwaiError
from sunwai.core.reference import spaced
from sunwai.files.models import UploadKind
from sunwai.grievances import subjects
from sunwai.grievances.actions.drafts import attach_to_draft, save_draft
from sunwai.grievances.actions.registration import Complaint, join_grievance, register_grievance
from sunwai.grievances.enums import Kind
from sunwai.grievances.lookalikes import Lookalike, find_lookalikes
from sunwai.grievances.models import Draft
from sunwai.messages.enums import Channel
from sunwai.offices.enums import PhotoNeed, Sensitivity
from sunwai.offices.models import Category
from sunwai.places.models import Place as Locality
from sunwai.places.selectors import nearest_places, search_places

FEWEST_WORDS = 3
MOST_SHOWN = 9
MUCH_ALIKE = 0.5


# ── What ─────────────────────────────────────────────────────────────────────────────────────────────────
def begin(talk: Talk, _argument: str = "") -> Place:
    """Ask what is wrong; an unsent complaint goes on from where it stood only in the portal."""
    if not talk.may_file:
        talk.say(_("To file a complaint call 181."))
        return talk.go(Place.MENU)
    _forget(talk)
    return talk.go(Place.FILE_WHAT)


def begin_sealed(talk: Talk, _argument: str = "") -> Place:
    """The same about corruption: what is told stays on no phone's side of ours, and only the number comes back."""
    if not talk.may_accuse:
        talk.say(_("To file a complaint call 181."))
        return talk.go(Place.MENU)
    _forget(talk)
    talk.data["sealed"] = True
    return talk.go(Place.FILE_WHAT)


def begin_again(talk: Talk, _argument: str = "") -> Place:
    """From the beginning, of the same kind."""
    return begin_sealed(talk) if talk.is_sealed else begin(talk)


def begin_with(talk: Talk, heard: Heard) -> Place | None:
    """A story told at the menu is the beginning of a complaint; it is sent only once the sender says so."""
    begin(talk)
    return hear_what(talk, heard)


def ask_what(talk: Talk) -> Reply:
    """In one's own words or voice."""
    if talk.is_sealed:
        return Reply(
            _(
                "Who asks for money, for which work? Write it, or send a voice message, and then delete it from this "
                "phone. We send back only a number. To stop write 0."
            )
        )
    return Reply(_("What is wrong? Write it in your own words, or send a voice message. To stop write 0."))


def hear_what(talk: Talk, heard: Heard) -> Place | None:
    """The story, written or spoken."""
    if not heard.text and heard.upload is None:
        return None
    told = {"text": heard.text}
    if talk.is_sealed:
        talk.leaves_no_words = True
        told |= {"kind": Kind.CORRUPTION, "category": _sealed_subject(heard.text)}
    draft = _keep(talk, **told)
    if heard.upload:
        attach_to_draft(draft=draft, upload=heard.upload, now=talk.now)
    return talk.go(Place.FILE_WHERE if talk.is_sealed else Place.FILE_SUBJECT)


def _sealed_subject(text: str) -> str:
    """The likeliest subject of corruption; it is not asked for, since a list would tell what this is about."""
    found = subjects.searched(text, Kind.CORRUPTION) or subjects.usable(Kind.CORRUPTION)
    return found[0].code


# ── Which subject ────────────────────────────────────────────────────────────────────────────────────────
def ask_subject(talk: Talk) -> Reply:
    """The likeliest subjects of the story, or those that were searched for."""
    text = talk.data.pop("searched", "") or _kept(talk).get("text", "")
    found = subjects.searched(text, Kind.COMPLAINT) if talk.data.pop("search", False) else []
    found = found or (subjects.suggested(text, Kind.COMPLAINT) if text else [])
    found = _fit(found) or _fit(subjects.commonest(Kind.COMPLAINT))
    rows = [
        (f"subject:{category.code}", category.name, category.department.name)
        for category in found[: MOST_SHOWN - 1]
    ]
    lines = "\n".join(f"{at}. {title} ({more})" for at, (_code, title, more) in enumerate(rows, 1))
    text = _("What is it about? If nothing fits, write it in two or three other words.")
    return Reply(f"{text}\n\n{lines}", rows, button=_("Choose"))


def hear_subject(talk: Talk, heard: Heard) -> Place | None:
    """Other words to look for."""
    if not heard.text:
        return None
    talk.data["searched"], talk.data["search"] = heard.text, True
    return talk.go(Place.FILE_SUBJECT)


def set_subject(talk: Talk, code: str) -> Place:
    """This one."""
    if not _fit(list(subjects.usable(Kind.COMPLAINT).filter(code=code))):
        return talk.go(Place.FILE_SUBJECT)
    _keep(talk, category=code)
    return talk.go(Place.FILE_WHERE)


def _fit(found: list[Category]) -> list[Category]:
    """Only what may be spoken of in a chat."""
    return [category for category in found if category.sensitivity == Sensitivity.NORMAL]


# ── Where ────────────────────────────────────────────────────────────────────────────────────────────────
def ask_where(talk: Talk) -> Reply:
    """A name, or where the phone is."""
    return Reply(
        _("Where is it? Write the name of the village or town (and its tehsil), or send your location."),
        asks_location=True,
    )


def hear_where(talk: Talk, heard: Heard) -> Place | None:
    """A name or a location; a place that leaves no doubt is taken, others are shown."""
    if heard.spot:
        latitude, longitude = heard.spot
        if not talk.is_sealed:  # it might tell where the sender lives
            _keep(talk, spot={"latitude": latitude, "longitude": longitude, "accuracy": None})
        found = nearest_places(latitude, longitude, limit=MOST_SHOWN)
    elif heard.text:
        found = search_places(heard.text, limit=MOST_SHOWN)
    else:
        return None
    if not found:
        talk.say(_("No place of this name was found. Write it in another way, with its tehsil or district."))
        return talk.go(Place.FILE_WHERE)
    talk.data["places"] = [place.pk for place in found]
    return talk.go(Place.FILE_PLACE)


def ask_place(talk: Talk) -> Reply:
    """Which of those found; a village always with its tehsil and district."""
    numbers = talk.data.get("places", [])
    known = Locality.objects.active().with_parents().in_bulk(numbers)
    found = [known[number] for number in numbers if number in known]
    rows = [(f"place:{place.pk}", place.name(talk.language), place.label(_tongue(talk))) for place in found]
    lines = "\n".join(f"{at}. {label}" for at, (_code, _name, label) in enumerate(rows, 1))
    text = _("Which one? If it is not here, write the name in another way.")
    return Reply(f"{text}\n\n{lines}", rows, button=_("Choose"))


def set_place(talk: Talk, number: str) -> Place:
    """This one."""
    if not number.isdecimal() or not Locality.objects.active().filter(pk=int(number)).exists():
        return talk.go(Place.FILE_WHERE)
    _keep(talk, place=int(number))
    return talk.go(Place.FILE_PROOF)


# ── Proof ────────────────────────────────────────────────────────────────────────────────────────────────
def ask_proof(talk: Talk) -> Reply:
    """A photo or a recording; where the subject needs a photo there is no way round it."""
    draft = _draft(talk)
    count = draft.uploads.count() if draft else 0
    needed = _category(talk).photo == PhotoNeed.REQUIRED and not _has_photo(draft)
    text = _("You can send a photo or a voice message.")
    if needed:
        text = _("A photo is needed for this. Please send one.")
    if count:
        text += " " + _("Received so far: %(count)s.") % {"count": count}
    return Reply(text, [] if needed else [("proof:", _("Go on") if count else _("Go on without"))])


def hear_proof(talk: Talk, heard: Heard) -> Place | None:
    """A file, or that there is none."""
    draft = _draft(talk)
    talk.leaves_no_words = talk.leaves_no_words or talk.is_sealed
    if draft and heard.upload:
        attach_to_draft(draft=draft, upload=heard.upload, now=talk.now)
        return talk.go(Place.FILE_PROOF)
    if heard.intent in {"skip", "no", "yes"}:
        return proven(talk)
    return None


def proven(talk: Talk, _argument: str = "") -> Place:
    """On to sending, past a complaint that looks the same."""
    if _category(talk).photo == PhotoNeed.REQUIRED and not _has_photo(_draft(talk)):
        return talk.go(Place.FILE_PROOF)
    return talk.go(Place.FILE_ALIKE if _alike(talk) else Place.FILE_CONFIRM)


# ── Somebody was here before ─────────────────────────────────────────────────────────────────────────────
def ask_alike(talk: Talk) -> Reply:
    """One that may be the same: subject, day and number of people, never a word or a name."""
    found = _alike(talk)
    if found is None:
        return ask_confirm(talk)
    text = _(
        "There is one like it already: %(subject)s, %(place)s, %(people)s people. "
        "Is it the same? You can join it; you will be told what becomes of it."
    ) % {
        "subject": found.grievance.category.name,
        "place": found.grievance.place.name(talk.language),
        "people": found.people,
    }
    return Reply(
        text, [(f"join:{found.grievance.pk}", _("It is the same")), ("other:", _("No, another one"))]
    )


def join(talk: Talk, number: str) -> Place:
    """ "I have this too"."""
    found = _alike(talk)
    citizen = _citizen(talk)
    if found is None or str(found.grievance.pk) != number:
        return talk.go(Place.FILE_CONFIRM)
    try:
        join_grievance(
            grievance=found.grievance, citizen=citizen, channel=_channel(talk), actor=citizen, now=talk.now
        )
    except SunwaiError as error:
        talk.say(str(error))
        return talk.go(Place.FILE_CONFIRM)
    talk.say(_("You have joined complaint *%(number)s*.") % {"number": spaced(found.grievance.reference)})
    return _over(talk)


def another(talk: Talk, _argument: str = "") -> Place:
    """It is not the same."""
    return talk.go(Place.FILE_CONFIRM)


# ── Send ─────────────────────────────────────────────────────────────────────────────────────────────────
def ask_confirm(talk: Talk) -> Reply:
    """All of it once more."""
    answers = [("send:", _("File it")), ("again:", _("From the beginning")), ("drop:", _("Do not file"))]
    if talk.is_sealed:
        return Reply(_("We have all of it. Shall we file this?"), answers)
    draft, kept = _draft(talk), _kept(talk)
    place = Locality.objects.with_parents().get(pk=kept["place"])
    files = draft.uploads.count() if draft else 0
    lines = [
        f"*{_category(talk).label}*",
        place.label(_tongue(talk)),
        kept.get("text") or _("(voice message)"),
        *([_("Files: %(count)s") % {"count": files}] if files else []),
        "",
        _("Shall we file this?"),
    ]
    return Reply(
        "\n".join(lines),
        answers,
    )


def hear_confirm(talk: Talk, heard: Heard) -> Place | None:
    """Yes or no in words."""
    verb = {"yes": send, "no": drop}.get(heard.intent)
    return verb(talk, "") if verb else None


def send(talk: Talk, _argument: str = "") -> Place:
    """Register it. Sent twice, it is one case."""
    draft, kept, citizen = _draft(talk), _kept(talk), _citizen(talk)
    if draft is None or not {"category", "place"} <= kept.keys():
        return begin(talk)
    spot = kept.get("spot") or {}
    complaint = Complaint(
        kind=_kind(talk),
        category=_category(talk),
        place=Locality.objects.get(pk=kept["place"]),
        text=kept.get("text") or _("(Told by voice – please listen to the recording)"),
        latitude=spot.get("latitude"),
        longitude=spot.get("longitude"),
        uploads=tuple(draft.uploads.filter(attachment=None).order_by("uploaded_at")),
        language=talk.language,
    )
    try:
        case = register_grievance(
            citizen=citizen,
            complaint=complaint,
            channel=_channel(talk),
            actor=citizen,
            now=talk.now,
            draft=draft,
        )
    except SunwaiError as error:
        talk.say(str(error))
        return talk.go(Place.FILE_WHAT)
    if talk.is_sealed:  # what came in named the sender beside the file
        Incoming.objects.filter(upload__in=complaint.uploads).update(upload=None)
    talk.say(_("Your complaint is registered: *%(number)s*.") % {"number": case.spoken_reference})
    return _over(talk)


def drop(talk: Talk, _argument: str = "") -> Place:
    """Not after all. The draft stays for the portal."""
    talk.say(_("Nothing was filed."))
    return _over(talk)


def _over(talk: Talk) -> Place:
    _forget(talk)
    return talk.go(Place.MENU)


def _forget(talk: Talk) -> None:
    for name in ("draft", "places", "sealed"):
        talk.data.pop(name, None)


# ── The draft ────────────────────────────────────────────────────────────────────────────────────────────
def _citizen(talk: Talk) -> Citizen:
    """The sender as a citizen on record: WhatsApp vouches for the number."""
    if talk.citizen is None:
        talk.citizen = register_citizen(mobile=talk.mobile, name="", language=talk.language, now=talk.now)
    return talk.citizen


def _draft(talk: Talk) -> Draft | None:
    number = talk.data.get("draft")
    if talk.citizen is None or number is None:
        return None
    return Draft.objects.visible_to(talk.citizen).filter(Q(pk=number)).first()


def _kept(talk: Talk) -> dict[str, Any]:
    draft = _draft(talk)
    return dict(draft.data) if draft else {}


def _keep(talk: Talk, **data: Any) -> Draft:
    draft = save_draft(draft=_draft(talk), citizen=_citizen(talk), agent=None, data=data, now=talk.now)
    talk.data["draft"] = str(draft.pk)
    return draft


def _category(talk: Talk) -> Category:
    found: Category = subjects.usable(_kind(talk)).get(code=_kept(talk)["category"])
    return found


def _kind(talk: Talk) -> Kind:
    return Kind.CORRUPTION if talk.is_sealed else Kind.COMPLAINT


def _has_photo(draft: Draft | None) -> bool:
    return draft is not None and draft.uploads.filter(kind=UploadKind.PHOTO).exists()


def _alike(talk: Talk) -> Lookalike | None:
    """The likest open case of others at the same place; none is told of to who accuses somebody."""
    if talk.is_sealed:
        return None
    kept = _kept(talk)
    found = find_lookalikes(
        category=_category(talk),
        place=Locality.objects.get(pk=kept["place"]),
        text=kept.get("text", ""),
        citizen=talk.citizen,
        now=talk.now,
    )
    return next((like for like in found if not like.own and like.similarity >= MUCH_ALIKE), None)


def _channel(talk: Talk) -> Channel:
    return Channel(talk.conversation.channel)


def _tongue(talk: Talk) -> Any:
    return "en" if talk.language == "en" else "hi"


NODES = {
    Place.FILE_WHAT: Node(ask_what, hear_what, leads_away=FROM_FREE_TEXT, takes_files=True),
    Place.FILE_SUBJECT: Node(ask_subject, hear_subject, leads_away=FROM_FREE_TEXT),
    Place.FILE_WHERE: Node(ask_where, hear_where, leads_away=FROM_FREE_TEXT),
    Place.FILE_PLACE: Node(ask_place, hear_where, leads_away=FROM_FREE_TEXT),
    Place.FILE_PROOF: Node(ask_proof, hear_proof, leads_away=FROM_FREE_TEXT, takes_files=True),
    Place.FILE_ALIKE: Node(ask_alike, leads_away=FROM_FREE_TEXT),
    Place.FILE_CONFIRM: Node(ask_confirm, hear_confirm, leads_away=FROM_FREE_TEXT),
}
VERBS: dict[str, Verb] = {
    "do:file": begin,
    "do:bribe": begin_sealed,
    "subject": set_subject,
    "place": set_place,
    "proof": proven,
    "join": join,
    "other": another,
    "send": send,
    "again": begin_again,
    "drop": drop,
}
