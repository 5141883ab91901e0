"""Is it really done? The citizen's yes or no, why not, how good the work was.

A yes counts at once; the mark is asked for afterwards. A no waits for its reason, but not for long: it counts without.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from sunwai.citizens.models import Citizen
from sunwai.conversations.answers import REFUSED, put_on_record
from sunwai.conversations.cases import case_of, questions_to
from sunwai.conversations.dialogue import status
from sunwai.conversations.dialogue.node import ANYWHERE, Node, Verb
from sunwai.conversations.enums import Place
from sunwai.conversations.heard import Heard
from sunwai.conversations.talk import Reply, Talk
from sunwai.grievances.actions.closure import RATINGS, rate
from sunwai.grievances.enums import DenialReason, State
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import Channel

REASON_WITHIN = timedelta(minutes=30)


def ask_which(talk: Talk) -> Reply:
    """The cases that wait for the sender's word."""
    cases = questions_to(talk.citizen)
    if not cases:
        return Reply(_("No complaint of yours waits for your answer."), [("do:menu", _("Menu"))])
    rows = [(f"ask:{case.reference}", case.spoken_reference, case.category.label) for case in cases]
    lines = "\n".join(f"{number}. {title} – {more}" for number, (_code, title, more) in enumerate(rows, 1))
    return Reply(f"{_('About which complaint?')}\n\n{lines}", rows, button=_("Choose"))


def choose(talk: Talk, number: str) -> Place:
    """About this one."""
    talk.data["case"] = number
    return talk.go(Place.CLOSURE_ASK)


def ask(talk: Talk) -> Reply:
    """The question itself, with two buttons."""
    number = talk.data.get("case", "")
    case = case_of(talk.citizen, number)
    if case is None:
        return ask_which(talk)
    text = "" if talk.said_before else status.told(talk, case)
    question = _("Is the work really done?")
    return Reply(
        f"{text}\n\n*{question}*".strip(),
        [(f"yes:{number}", _("Yes, it is done")), (f"no:{number}", _("No, not done"))],
    )


def hear(talk: Talk, heard: Heard) -> Place | None:
    """Yes or no in words."""
    verb = {"yes": said_yes, "no": said_no}.get(heard.intent)
    return verb(talk, talk.data.get("case", "")) if verb else None


def answer_in_words(talk: Talk, intent: str) -> Place | None:
    """A bare yes or no: it answers the one question that is open; of several it is asked which one is meant."""
    cases = questions_to(talk.citizen)
    if len(cases) == 1:
        return {"yes": said_yes, "no": said_no}[intent](talk, cases[0].reference)
    return talk.go(Place.CLOSURE_CHOICE) if cases else None


def said_yes(talk: Talk, number: str) -> Place:
    """It is done."""
    case = case_of(talk.citizen, number)
    if case is None or talk.citizen is None:
        return _not_yours(talk)
    if case.citizen_id != talk.citizen.pk:
        return _as_supporter(talk, case, talk.citizen, done=True)
    if not _put(talk, case, talk.citizen, done=True) and not _was_answered(case, done=True):
        return _too_late(talk, case)
    talk.data["case"] = number
    talk.say(_("Thank you. Your answer is on record."))
    return talk.go(Place.RATING)


def said_no(talk: Talk, number: str) -> Place:
    """It is not done: why?"""
    case = case_of(talk.citizen, number)
    if case is None or talk.citizen is None:
        return _not_yours(talk)
    if case.citizen_id != talk.citizen.pk:
        return _as_supporter(talk, case, talk.citizen, done=False)
    if case.state != State.AWAITING_CONFIRMATION:
        return _too_late(talk, case)
    talk.data["case"] = number
    return talk.go(Place.DENY_REASON, answer_within=REASON_WITHIN)


def ask_reason(talk: Talk) -> Reply:
    """What is missing."""
    number = talk.data.get("case", "")
    rows = [(f"reason:{number}:{reason.value}", str(reason.label), "") for reason in DenialReason]
    lines = "\n".join(f"{at}. {title}" for at, (_code, title, _more) in enumerate(rows, 1))
    text = _("What is missing? Choose, or write it in your own words.")
    return Reply(f"{text}\n\n{lines}", rows, button=_("Choose"))


def hear_reason(talk: Talk, heard: Heard) -> Place | None:
    """In one's own words."""
    return _deny(talk, talk.data.get("case", ""), DenialReason.OTHER, heard.text) if heard.text else None


def give_reason(talk: Talk, argument: str) -> Place:
    """A reason of the list: `<number>:<reason>`."""
    number, _colon, reason = argument.partition(":")
    known = DenialReason(reason) if reason in DenialReason.values else DenialReason.OTHER
    return _deny(talk, number, known)


def without_reason(talk: Talk) -> Place:
    """The time for a reason is over; the no counts."""
    return _deny(talk, talk.data.get("case", ""), DenialReason.OTHER)


def ask_rating(talk: Talk) -> Reply:
    """A mark from 1 to 5."""
    number = talk.data.get("case", "")
    names = (_("very poor"), _("poor"), _("all right"), _("good"), _("very good"))
    rows = [
        (f"rate:{number}:{mark}", f"{mark} – {name}", "") for mark, name in zip(RATINGS, names, strict=True)
    ]
    text = _("How was the work? From 1 (very poor) to 5 (very good).")
    return Reply(text, rows, button=_("Choose"))


def give_rating(talk: Talk, argument: str) -> Place:
    """`<number>:<mark>`."""
    number, _colon, mark = argument.partition(":")
    case = case_of(talk.citizen, number)
    if case is None or talk.citizen is None or mark not in map(str, RATINGS):
        return _not_yours(talk)
    try:
        rate(grievance=case, rating=int(mark), actor=talk.citizen, now=talk.now)
    except REFUSED:
        if case.rating != int(mark):
            return _too_late(talk, case)
    talk.say(_("Thank you."))
    return talk.go(Place.MENU)


def _deny(talk: Talk, number: str, reason: DenialReason, words: str = "") -> Place:
    case = case_of(talk.citizen, number)
    if case is None or talk.citizen is None:
        return _not_yours(talk)
    is_new = _put(talk, case, talk.citizen, done=False, reason=reason, words=words)
    if not is_new and not _was_answered(case, done=False):
        return _too_late(talk, case)
    talk.say(_("Your no is on record. The complaint goes to the officer above; you will be told."))
    return talk.go(Place.MENU)


def _as_supporter(talk: Talk, case: Grievance, citizen: Citizen, *, done: bool) -> Place:
    if not _put(talk, case, citizen, done=done):
        return _too_late(talk, case)
    talk.say(_("Thank you. Your answer is on record."))
    return talk.go(Place.MENU)


def _put(talk: Talk, case: Grievance, citizen: Citizen, *, done: bool, **why: Any) -> bool:
    channel = Channel(talk.conversation.channel)
    return put_on_record(case=case, citizen=citizen, done=done, channel=channel, now=talk.now, **why)


def _was_answered(case: Grievance, *, done: bool) -> bool:
    """Whether the same was said a moment ago: a message that is dealt with anew after a fault says it twice."""
    latest = case.resolutions.exclude(done=None).last()
    return latest is not None and latest.done == done and latest.answer_channel == Channel.WHATSAPP


def _not_yours(talk: Talk) -> Place:
    talk.say(_("This question is not open any more."))
    return talk.go(Place.MENU)


def _too_late(talk: Talk, case: Grievance) -> Place:
    case.refresh_from_db()
    talk.say(_("This question is not open any more."))
    talk.say(status.told(talk, case))
    return talk.go(Place.MENU)


NODES = {
    Place.CLOSURE_CHOICE: Node(ask_which),
    Place.CLOSURE_ASK: Node(ask, hear),
    Place.DENY_REASON: Node(ask_reason, hear_reason, leads_away=frozenset({"women", "stop", "menu"})),
    Place.RATING: Node(ask_rating, leads_away=ANYWHERE),
}
VERBS: dict[str, Verb] = {
    "ask": choose,
    "yes": said_yes,
    "no": said_no,
    "reason": give_reason,
    "rate": give_rating,
}
