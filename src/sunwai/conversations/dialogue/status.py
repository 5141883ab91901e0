"""What became of a complaint or an application: of the sender's own, or of any number that is theirs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sunwai.conversations.cases import MOST_SHOWN, case_of, cases_of
from sunwai.conversations.dialogue.node import Node, Verb
from sunwai.conversations.enums import Place
from sunwai.conversations.heard import Heard
from sunwai.conversations.talk import Reply, Talk
from sunwai.conversations.words import case_number
from sunwai.core import reference
from sunwai.core.clock import IST
from sunwai.core.reference import spaced
from sunwai.grievances.actions.base import facts
from sunwai.grievances.actions.interactions import record_contact
from sunwai.grievances.enums import Disposition, InteractionKind, State
from sunwai.grievances.models import Grievance
from sunwai.janseva.actions.base import page_of
from sunwai.janseva.models import Application
from sunwai.janseva.selectors import applications_of, find_application
from sunwai.janseva.standing import standing_of
from sunwai.language import format_date
from sunwai.messages.enums import Channel

MOST_APPLICATIONS = 3  # beside the cases


def ask(talk: Talk) -> Reply:
    """The sender's own cases and applications to choose from, and the number of any."""
    rows = _rows(talk)
    if not rows:
        return Reply(_("Write the number of the complaint. It is in the SMS, for example 4812 0937 5."))
    lines = "\n".join(f"{number}. {title} – {more}" for number, (_code, title, more) in enumerate(rows, 1))
    text = _("Which one? Write 1, 2 … or the number.")
    return Reply(f"{text}\n\n{lines}", rows, button=_("Choose"))


def _rows(talk: Talk) -> list[tuple[str, str, str]]:
    applications = _applications(talk)
    return [*_cases(talk)[: MOST_SHOWN - len(applications)], *applications]


def _cases(talk: Talk) -> list[tuple[str, str, str]]:
    cases = cases_of(talk.citizen)[:MOST_SHOWN] if talk.citizen else ()
    return [
        (f"case:{case.reference}", case.spoken_reference, f"{case.category.label} · {told_state(case)}")
        for case in cases
    ]


def _applications(talk: Talk) -> list[tuple[str, str, str]]:
    found = applications_of(talk.citizen)[:MOST_APPLICATIONS]
    return [
        (f"case:{one.reference}", one.spoken_reference, f"{one.service.name} · {one.state_enum.for_citizen}")
        for one in found
    ]


def hear(talk: Talk, heard: Heard) -> Place | None:
    """A number, spoken of as people do."""
    number = case_number(heard.text) or reference.clean(heard.text)
    return show(talk, number) if number else None


def show(talk: Talk, number: str) -> Place:
    """Tell how the case of this number stands; of a number that is not the sender's nothing is told."""
    if not reference.is_valid(number):
        talk.say(_("One digit of this number is not right. Please compare it with the SMS, digit by digit."))
        return talk.go(Place.CASE_NUMBER)
    case = case_of(talk.citizen, number)
    if case is None:
        return _show_application(talk, number)
    talk.say(told(talk, case))
    record_contact(
        citizen=case.citizen if case.citizen_id == talk.citizen.pk else talk.citizen,  # type: ignore[union-attr]
        channel=Channel(talk.conversation.channel),
        kind=InteractionKind.STATUS,
        disposition=Disposition.STATUS_TOLD,
        grievance=case,
        now=talk.now,
    )
    if case.state == State.AWAITING_CONFIRMATION:
        talk.data["case"] = case.reference
        return talk.go(Place.CLOSURE_ASK)
    return talk.go(Place.MENU)


def _show_application(talk: Talk, number: str) -> Place:
    """The same for a number that is no case of theirs: an application, or nothing, in the same words for all."""
    application = find_application(number, talk.citizen)
    if application is None:
        talk.say(
            _("Nothing of this number was filed from this mobile. Write from the mobile it was filed with.")
        )
        return talk.go(Place.MENU)
    talk.say(told_application(talk, application))
    record_contact(
        citizen=talk.citizen,
        channel=Channel(talk.conversation.channel),
        kind=InteractionKind.JANSEVA,
        disposition=Disposition.STATUS_TOLD,
        now=talk.now,
    )
    return talk.go(Place.MENU)


def told_application(talk: Talk, application: Application) -> str:
    """How an application stands and what is to be done, a line each."""
    head = f"*{application.spoken_reference}* · {application.service.name}"
    standing = standing_of(application, now=talk.now)
    return "\n".join([head, *standing.sentences, page_of(application, talk.language)])


def told(talk: Talk, case: Grievance) -> str:
    """State, officer and date of `case`, a line each."""
    assert talk.citizen is not None
    known = facts(case, talk.citizen)
    lines = [f"*{spaced(case.reference)}* · {case.category.label}", told_state(case)]
    if case.closed_at is None:
        lines.append(_("With: %(officer)s") % {"officer": known["officer"]})
    if case.due_at:
        day = format_date(case.due_at.astimezone(IST).date(), "en" if talk.language == "en" else "hi")
        lines.append(_("The answer is due by %(day)s.") % {"day": day})
    return "\n".join([*lines, str(known["link"])])


def told_state(case: Grievance) -> str:
    """The state in the words a citizen is told."""
    return str(State(case.state).for_citizen)


NODES = {Place.CASE_NUMBER: Node(ask, hear)}
VERBS: dict[str, Verb] = {"case": show}
