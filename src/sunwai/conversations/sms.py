"""An SMS to the helpline: `STATUS 481209375`, `YES 481209375`, `NO 481209375`, in either script.

    स्थिति 4812 0937 5 · stithi 481209375 · 481209375      how it stands
    हाँ 481209375 · haan · ho gaya 481209375                it is done
    नहीं 481209375 · nahi hua 481209375                     it is not

The number may be that of an application: it is told how that stands, whatever the word was.
Anything else is answered with how to write. Each answer is a registered text; an SMS cannot be made up freely (TRAI
TCCCPR 2018).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import override

from sunwai.casework.action import action
from sunwai.citizens.models import Citizen, Language
from sunwai.conversations import words
from sunwai.conversations.answers import put_on_record
from sunwai.conversations.cases import case_of, questions_to
from sunwai.core import reference
from sunwai.core.errors import TooMany
from sunwai.core.models import RateCounter
from sunwai.core.options import option
from sunwai.grievances.actions.base import facts
from sunwai.grievances.enums import DenialReason, State
from sunwai.grievances.models import Grievance
from sunwai.janseva.actions.base import page_of
from sunwai.janseva.models import Application
from sunwai.janseva.selectors import find_application
from sunwai.janseva.standing import standing_of
from sunwai.language import detect
from sunwai.messages.actions import tell_citizen, tell_mobile
from sunwai.messages.enums import Channel, Event

HOUR = timedelta(hours=1)
DIGITS = re.compile(r"[\d०-९]")


def answer_sms(*, sender: str, text: str, now: datetime) -> None:
    """Do what an SMS says, and answer it; beyond `sms.per_sender_hour` nothing is answered, which costs money.

    Args:
        sender: ten digits.
    """
    try:
        RateCounter.hit(f"sms:from:{sender}", limit=option("sms.per_sender_hour"), per=HOUR, now=now)
    except TooMany:
        return
    citizen = Citizen.objects.filter(mobile=sender).first()
    intent, case = _read(text, citizen)
    if citizen and case is None and (application := find_application(text, citizen)):
        _tell_application(application, citizen, now)
        return
    if citizen is None or case is None:
        _explain(sender=sender, language=_language(text, citizen), now=now)
        return
    ANSWERS.get(intent, _tell)(case, citizen, now)


def _read(text: str, citizen: Citizen | None) -> tuple[str, Grievance | None]:
    """What is wanted, and of which case; without a number of the only one that waits for an answer."""
    intent = words.intent(DIGITS.sub(" ", text))
    if number := reference.clean(text):
        return intent, case_of(citizen, number)
    waiting = questions_to(citizen)
    return intent, waiting[0] if intent in ANSWERS and len(waiting) == 1 else None


def _yes(case: Grievance, citizen: Citizen, now: datetime) -> None:
    _answer(case, citizen, now, done=True)


def _no(case: Grievance, citizen: Citizen, now: datetime) -> None:
    _answer(case, citizen, now, done=False)


def _answer(case: Grievance, citizen: Citizen, now: datetime, *, done: bool) -> None:
    """What follows from an answer is told by itself; who only joined, or comes late, is told how it stands."""
    was_open = put_on_record(
        case=case, citizen=citizen, done=done, channel=Channel.SMS, now=now, reason=DenialReason.NOT_DONE
    )
    if not was_open or case.citizen_id != citizen.pk:
        _tell(case, citizen, now)


@action
def _tell(case: Grievance, citizen: Citizen, now: datetime) -> None:
    """How it stands."""
    case.refresh_from_db()
    known = facts(case, citizen, state=State(case.state).for_citizen)
    known["until"] = known["until"] or case.closed_at or now
    tell_citizen(citizen=citizen, event=Event.STATUS, case_id=case.pk, now=now, **known)


@action
def _tell_application(application: Application, citizen: Citizen, now: datetime) -> None:
    """How an application stands."""
    with override(citizen.language):
        tell_citizen(
            citizen=citizen,
            event=Event.JANSEVA_STATUS,
            now=now,
            reference=application.spoken_reference,
            service=application.service.name,
            state=standing_of(application, now=now).short,
            link=page_of(application, citizen.language),
        )


@action
def _explain(*, sender: str, language: str, now: datetime) -> None:
    tell_mobile(mobile=sender, event=Event.SMS_HELP, language=language, now=now)


def _language(text: str, citizen: Citizen | None) -> str:
    if citizen:
        return citizen.language
    return Language.ENGLISH if detect(text) == "en" else Language.HINDI


ANSWERS: dict[str, Callable[[Grievance, Citizen, datetime], None]] = {"yes": _yes, "no": _no}
