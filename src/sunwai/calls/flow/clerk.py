"""The database behind the clerk: what is known of a caller, and what is done on the caller's word.

A telephone number is weak proof of a person: many hands hold one phone. So a status is told only to the number that
filed or joined the case, as subject area and state; never of a sealed or sensitive case, nor of one that anybody spoke
about with the women's helpline.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sunwai.calls.flow.facts import Announced, Case, Facts, NoLonger, SchemeText
from sunwai.calls.models import Announcement, Call
from sunwai.casework.action import action
from sunwai.casework.errors import TransitionNotAllowed
from sunwai.citizens.mobile import mobile_in
from sunwai.citizens.models import Citizen, Language
from sunwai.core.clock import IST
from sunwai.core.errors import NotAllowed
from sunwai.core.options import working_calendar
from sunwai.grievances.actions.closure import confirm, deny
from sunwai.grievances.enums import CLOSED_STATES, DenialReason, InteractionKind, Kind, State
from sunwai.grievances.models import Grievance, Interaction
from sunwai.messages.actions import tell_mobile
from sunwai.messages.enums import Channel, Event
from sunwai.offices.enums import Sensitivity
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.schemes.models import Scheme, told_by_telephone

MOST_CASES = 5


# ── Who is calling ───────────────────────────────────────────────────────────────────────────────────────


def facts_of(number: str, *, now: datetime) -> Facts:
    """What is known about who calls from `number` (as the network gave it; "" where withheld). Three questions."""
    mobile = mobile_in(number)
    citizen = (
        Citizen.objects.select_related("place__district").filter(mobile=mobile).first() if mobile else None
    )
    cases = _open_cases(citizen) if citizen else []
    place = _district(citizen.place if citizen else None) or (cases[0].district if cases else None)
    return Facts(
        number=mobile,
        citizen=citizen.pk if citizen else None,
        language=citizen.language if citizen else "",
        district=place.code if place else "",
        cases=tuple(_told(case, citizen) for case in cases),
        announcements=announced(place, now=now),
        is_holiday=not working_calendar().is_working(now.astimezone(IST).date()),
        at=now,
    )


def announced(district: Place | None, *, now: datetime) -> tuple[Announced, ...]:
    """What all callers, and those of a district, are told now; disasters first."""
    rows = Announcement.objects.select_related("place").filter(since__lte=now, until__gt=now)
    rows = rows.filter(Q(place=None) | Q(place=district) if district else Q(place=None))
    return tuple(
        Announced(
            {Language.HINDI: row.words_hi, Language.ENGLISH: row.words_en},
            is_disaster=row.is_disaster,
            district=row.place.code if row.place else "",
        )
        for row in rows.order_by("-is_disaster", "-since")
    )


def case_of(number: str, reference: str) -> Case | None:
    """The case `reference`, open or closed, if `number` filed or joined it and it may be told of by telephone."""
    citizen = Citizen.objects.filter(mobile=mobile_in(number) or None).first()
    if citizen is None:
        return None
    case = told_by_telephone_to(citizen).filter(reference=reference).first()
    return _told(case, citizen) if case else None


def told_by_telephone_to(citizen: Citizen) -> QuerySet[Grievance]:
    """The citizen's own cases, without those of which nothing is said on a telephone."""
    confidential = Call.objects.filter(is_confidential=True)
    own: QuerySet[Grievance] = Grievance.objects.visible_to(citizen)
    return (
        own.filter(seal=None, category__sensitivity=Sensitivity.NORMAL)
        .exclude(kind=Kind.CORRUPTION)
        .exclude(Exists(confidential.filter(grievance=OuterRef("pk"))))
        .exclude(Exists(confidential.filter(interaction__grievance=OuterRef("pk"))))
        .exclude(Exists(Interaction.objects.filter(grievance=OuterRef("pk"), kind=InteractionKind.WOMEN)))
        .select_related("category__department", "district")
    )


def _open_cases(citizen: Citizen) -> list[Grievance]:
    newest = told_by_telephone_to(citizen).exclude(state__in=CLOSED_STATES).order_by("-registered_at")
    return list(newest[:MOST_CASES])


def _told(case: Grievance, citizen: Citizen | None) -> Case:
    return Case(
        id=case.pk,
        number=case.reference,
        state=case.state,
        department=case.category.department.code,
        department_hi=case.category.department.name_hi,
        department_en=case.category.department.name_en,
        registered=case.registered_at.astimezone(IST).date(),
        due=case.due_at.astimezone(IST).date() if case.due_at else None,
        may_confirm=case.state == State.AWAITING_CONFIRMATION
        and citizen is not None
        and case.citizen_id == citizen.pk,
    )


def _district(place: Place | None) -> Place | None:
    if place is None:
        return None
    return place if place.kind == PlaceKind.DISTRICT else place.district


# ── On the caller's word ─────────────────────────────────────────────────────────────────────────────────


def answer_closure(
    *, case: int, number: str, done: bool, rating: int | None, reason: str, now: datetime
) -> None:
    """The citizen who calls from `number` says whether it is done: with a mark from 1 to 5, or a `DenialReason`.

    Raises:
        NoLonger: the case does not wait for this citizen's word any more.
    """
    citizen = Citizen.objects.filter(mobile=mobile_in(number) or None).first()
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
