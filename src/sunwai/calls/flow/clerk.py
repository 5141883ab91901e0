"""The database behind the clerk: what is known of a caller, and what is done on the caller's word.

A telephone number is weak proof of a person: many hands hold one phone. So a status is told only to the number that
filed or joined the case, as subject area and state; never of a sealed or sensitive case, nor of one that anybody spoke
about with the women's helpline.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import override

from sunwai.calls.flow.facts import Announced, Applied, Case, Facts, NoLonger, SchemeText
from sunwai.calls.models import Announcement, Call
from sunwai.casework.action import action
from sunwai.casework.errors import TransitionNotAllowed
from sunwai.citizens.mobile import mobile_in
from sunwai.citizens.models import Citizen, Language
from sunwai.core import clock
from sunwai.core.clock import IST
from sunwai.core.errors import NotAllowed
from sunwai.core.options import working_calendar
from sunwai.core.prepared import Question
from sunwai.grievances.actions.closure import confirm, deny
from sunwai.grievances.enums import CLOSED_STATES, DenialReason, InteractionKind, Kind, State
from sunwai.grievances.models import Grievance, Interaction
from sunwai.janseva.models import Application
from sunwai.janseva.selectors import find_application
from sunwai.janseva.standing import Standing, standing_of
from sunwai.messages.actions import tell_mobile
from sunwai.messages.enums import Channel, Event
from sunwai.offices.enums import Sensitivity
from sunwai.places.enums import PlaceKind
from sunwai.schemes.models import Scheme, told_by_telephone

MOST_CASES = 5
ANNOUNCEMENTS, SECONDS_KEPT = "calls.announcements", 3


# ── Who is calling ───────────────────────────────────────────────────────────────────────────────────────


def facts_of(number: str, *, now: datetime) -> Facts:
    """What is known about who calls from `number` (as the network gave it; "" where withheld). Two questions."""
    mobile = mobile_in(number)
    citizen, language, district = next(iter(CITIZEN.ask(mobile)), NOBODY) if mobile else NOBODY
    cases = _open_cases(citizen) if citizen else []
    district = district or (cases[0][1] if cases else "")
    return Facts(
        number=mobile,
        citizen=citizen,
        language=language,
        district=district,
        cases=tuple(case for case, _district in cases),
        announcements=announced(district, now=now),
        is_holiday=not working_calendar().is_working(now.astimezone(IST).date()),
        at=now,
    )


def announced(district: str, *, now: datetime) -> tuple[Announced, ...]:
    """What all callers, and those of a district (its code, "": not known), are told now; disasters first."""
    return tuple(
        words
        for since, until, words in _announcements()
        if since <= now < until and words.district in ("", district)
    )


def _announcements() -> Sequence[tuple[datetime, datetime, Announced]]:
    """All that are not over, remembered for a few seconds."""
    known: Sequence[tuple[datetime, datetime, Announced]] | None = caches["local"].get(ANNOUNCEMENTS)
    if known is None:
        rows = Announcement.objects.filter(until__gt=clock.now()).select_related("place")
        known = [(row.since, row.until, _announced(row)) for row in rows.order_by("-is_disaster", "-since")]
        caches["local"].set(ANNOUNCEMENTS, known, SECONDS_KEPT)
    return known


def _announced(row: Announcement) -> Announced:
    return Announced(
        {Language.HINDI: row.words_hi, Language.ENGLISH: row.words_en},
        is_disaster=row.is_disaster,
        district=row.place.code if row.place else "",
    )


def case_of(number: str, reference: str) -> Case | None:
    """The case `reference`, open or closed, if `number` filed or joined it and it may be told of by telephone."""
    citizen = _caller(number)
    if citizen is None:
        return None
    case = told_by_telephone_to(citizen).filter(reference=reference).values_list(*COLUMNS).first()
    return _case(*case, asker=citizen.pk) if case else None


def application_of(number: str, reference: str, *, now: datetime) -> Applied | None:
    """The application `reference`, if it is that of the citizen with `number`; told in both languages."""
    citizen = _caller(number)
    found = find_application(reference, citizen)
    if found is None:
        return None
    told = {language: _standing(found, language, now) for language in Language.values}
    return Applied(
        number=found.reference,
        state=found.state,
        due=told[Language.HINDI].due,
        service={Language.HINDI: found.service.name_hi, Language.ENGLISH: found.service.name_en},
        words={
            language: tuple(filter(None, (standing.head, *standing.advice, standing.where)))
            for language, standing in told.items()
        },
    )


def _caller(number: str) -> Citizen | None:
    """Who that is on record; nobody where the number is withheld (there are citizens without a mobile)."""
    mobile = mobile_in(number)
    return Citizen.objects.filter(mobile=mobile).first() if mobile else None


def _standing(application: Application, language: str, now: datetime) -> Standing:
    with override(language):
        return standing_of(application, now=now)


def told_by_telephone_to(citizen: Citizen) -> QuerySet[Grievance]:
    """The citizen's own cases, without those of which nothing is said on a telephone."""
    confidential = Call.objects.filter(is_confidential=True)
    own: QuerySet[Grievance] = Grievance.objects.of_citizen_by_name(citizen)
    return (
        own.filter(category__sensitivity=Sensitivity.NORMAL)
        .exclude(kind=Kind.CORRUPTION)
        .exclude(Exists(confidential.filter(grievance=OuterRef("pk"))))
        .exclude(Exists(confidential.filter(interaction__grievance=OuterRef("pk"))))
        .exclude(Exists(Interaction.objects.filter(grievance=OuterRef("pk"), kind=InteractionKind.WOMEN)))
    )


def _open_cases(citizen: int) -> list[tuple[Case, str]]:
    """The newest, each with the code of its district."""
    return [(_case(*row, asker=citizen), district) for district, *row in OPEN_CASES.ask(citizen)]


def _case(
    key: int, number: str, state: str, registered: datetime, due: datetime | None, brought_by: int | None,
    department: str, name_hi: str, name_en: str, *, asker: int,
) -> Case:  # fmt: skip
    return Case(
        id=key,
        number=number,
        state=state,
        department=department,
        department_hi=name_hi,
        department_en=name_en,
        registered=registered.astimezone(IST).date(),
        due=due.astimezone(IST).date() if due else None,
        may_confirm=state == State.AWAITING_CONFIRMATION and brought_by == asker,
    )


# What is asked at every call, put together once.
COLUMNS = (
    *("pk", "reference", "state", "registered_at", "due_at", "citizen_id"),
    *(f"category__department__{name}" for name in ("code", "name_hi", "name_en")),
)
NOBODY = (None, "", "")


def _citizen(mobile: str) -> QuerySet[Citizen, tuple[Any, ...]]:
    of_place = Coalesce("place__district__code", Value(""))
    district = When(place__kind=PlaceKind.DISTRICT, then="place__code")
    found = Citizen.objects.filter(mobile=mobile)
    return found.values_list("pk", "language", models.Case(district, default=of_place))


def _newest(citizen: int) -> QuerySet[Grievance, tuple[Any, ...]]:
    cases = told_by_telephone_to(Citizen(pk=citizen)).exclude(state__in=CLOSED_STATES)
    return cases.order_by("-registered_at").values_list("district__code", *COLUMNS)[:MOST_CASES]


CITIZEN, OPEN_CASES = Question(_citizen, "mobile"), Question(_newest, -1)


def get_ready() -> None:
    """Put the questions of every call together."""
    CITIZEN.ask("")
    OPEN_CASES.ask(0)


# ── On the caller's word ─────────────────────────────────────────────────────────────────────────────────


def answer_closure(
    *, case: int, number: str, done: bool, rating: int | None, reason: str, now: datetime
) -> None:
    """The citizen who calls from `number` says whether it is done: with a mark from 1 to 5, or a `DenialReason`.

    Raises:
        NoLonger: the case does not wait for this citizen's word any more.
    """
    citizen = _caller(number)
    grievance = told_by_telephone_to(citizen).filter(pk=case, citizen=citizen).first() if citizen else None
    if citizen is None or grievance is None:
        raise NoLonger
    said: dict[str, Any] = {"grievance": grievance, "channel": Channel.IVR, "actor": citizen, "now": now}
    try:
        if done:
            confirm(rating=rating, **said)
        else:
            deny(reason=DenialReason(reason or DenialReason.OTHER), **said)
    except (TransitionNotAllowed, NotAllowed) as refused:
        raise NoLonger from refused


def scheme_texts(language: str) -> Sequence[SchemeText]:
    """The schemes of the telephone's menu."""
    return [
        SchemeText(row.code, row.told("name", language), row.told("short", language))
        for row in told_by_telephone()
    ]


@action
def send_scheme(*, code: str, number: str, language: str, now: datetime) -> None:
    """Send a scheme to a mobile (ten digits) by SMS, at once: its caller waits for it.

    Raises:
        Scheme.DoesNotExist: there is none with this code.
    """
    scheme = Scheme.objects.get(code=code)
    tell_mobile(
        mobile=number,
        event=Event.SCHEME,
        language=language,
        now=now,
        urgent=True,
        scheme=scheme.told("name", language),
        where=scheme.told("where", language),
        link=scheme.link,
    )
