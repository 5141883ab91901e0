"""From the call to the officer's table: taken, link sent, checked and confirmed by the applicant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.citizens.actions import Person, citizen_of
from sunwai.citizens.codes import WrongCode, code_is_right
from sunwai.citizens.models import Citizen
from sunwai.core import aadhaar
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.errors import NotAllowed
from sunwai.core.models import NumberSeries
from sunwai.janseva import fees, fields
from sunwai.janseva.actions.base import begin, put_before_officer, record, send_link, tell
from sunwai.janseva.dispatch import DESIGNATED, authority
from sunwai.janseva.enums import EventKind, State
from sunwai.janseva.errors import AnswersInvalid, LinkNotGood, NotIdentified, ServiceNotInUse
from sunwai.janseva.models import Application, Link, Service
from sunwai.janseva.ports import Identity
from sunwai.messages.enums import Channel, Event
from sunwai.places.models import Place

SERIES = "janseva"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody applies for.

    Attributes:
        answers: to the service's questions, as typed, by code.
        pages: of the certified copy, where the land record told them.
    """

    service: Service
    place: Place
    applicant_name: str
    answers: Mapping[str, Any]
    language: str = "hi"
    pages: int = 0


@action
def take_application(
    *, citizen: Citizen | Person, request: Request, channel: Channel, actor: Actor, now: datetime
) -> Application:
    """Take an application, from a call or from the citizen, and send the applicant the link to check and confirm it.

    Raises:
        NotAllowed: `actor` may not apply for `citizen`.
        NotAMobile: the number of the person is none.
        ServiceNotInUse, AnswersInvalid, NobodyDecides: see there.
    """
    if isinstance(citizen, Person):
        citizen = citizen_of(citizen, now=now)
    _require_may_apply(actor, citizen)
    service = request.service
    if not service.is_offered:
        raise ServiceNotInUse
    name, answers = _read(service, request.applicant_name, request.answers)
    application = Application.objects.create(
        reference=_number(),
        service=service,
        citizen=citizen,
        applicant_name=name,
        place=request.place,
        answers=answers,
        language=request.language,
        channel=channel,
        post=authority(service, request.place, DESIGNATED),
        taken_by=actor if isinstance(actor, User) else None,
        taken_at=now,
        pages=request.pages,
        fee_paise=fees.fee_of(service, answers, pages=request.pages),
    )
    record(application, EventKind.TAKEN, actor=actor, at=now, channel=channel, service=service.code)
    send_link(application, now=now)
    record(application, EventKind.LINK_SENT, actor=SYSTEM, at=now)
    return application


@action
def send_link_again(*, application: Application, actor: Actor, now: datetime) -> Link:
    """The applicant lost the link, or its time is over: a fresh one, and the old one is void.

    Raises:
        NotAllowed, TransitionNotAllowed: see `begin`.
    """
    locked = begin(application, "send_link", actor=actor)
    locked.save(update_fields=["state"])
    link = send_link(locked, now=now)
    record(locked, EventKind.LINK_SENT, actor=actor, at=now)
    return link


@action
def note_identity(
    *, application: Application, identity: Identity, actor: Actor, now: datetime
) -> Application:
    """e-KYC told who the applicant is: kept are the vault's key and the last four digits, and the name as UIDAI has it.

    Raises:
        NotAllowed, TransitionNotAllowed: see `begin`.
    """
    locked = begin(application, "identify", actor=actor)
    locked.identity_reference, locked.aadhaar_end = identity.reference, identity.aadhaar_end
    locked.applicant_name = identity.name.strip()[:120] or locked.applicant_name
    locked.save(update_fields=["identity_reference", "aadhaar_end", "applicant_name"])
    record(locked, EventKind.IDENTIFIED, actor=actor, at=now)
    return locked


def confirm_application(
    *,
    link: Link,
    code: str,
    applicant_name: str,
    answers: Mapping[str, Any],
    declared: bool,
    now: datetime,
    pages: int = 0,
) -> Application:
    """The applicant checked the form, declared it to be true, and proves by the code that the phone is theirs.

    The link is used up; the application goes to the designated officer, or waits for its fee.

    Raises:
        WrongCode: a try is counted; nothing else happened.
        LinkNotGood, AnswersInvalid, NotIdentified, Missing: see there.
    """
    application = link.application
    name, kept = _read(application.service, applicant_name, answers)
    if not declared:
        raise Missing("declared")
    if application.service.needs_ekyc and not application.identity_reference:
        raise NotIdentified
    if not _code_is_right(application, code, now):  # in a transaction of its own: the try must count
        raise WrongCode
    return _confirm(link=link, name=name, answers=kept, pages=pages, now=now)


@action
def _code_is_right(application: Application, code: str, now: datetime) -> bool:
    return code_is_right(mobile=application.citizen.mobile or "", code=code, now=now)


@action
def _confirm(*, link: Link, name: str, answers: dict[str, Any], pages: int, now: datetime) -> Application:
    if not Link.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        raise LinkNotGood
    fee = fees.fee_of(link.application.service, answers, pages=pages)
    verb = "verify_to_pay" if fee else "verify"
    application = begin(link.application, verb, actor=link.application.citizen, declared=True)
    application.answers, application.pages = answers, pages
    application.fee_paise, application.verified_at = fee, now
    if not application.identity_reference:
        application.applicant_name = name
    actor = application.citizen
    if application.state == State.WITH_OFFICER:
        put_before_officer(application, now=now)
    application.save()
    record(application, EventKind.VERIFIED, actor=actor, at=now, channel=Channel.PORTAL)
    if fee:
        record(application, EventKind.PAYMENT_ASKED, actor=SYSTEM, at=now, paise=fee)
        tell(application, Event.JANSEVA_PAYMENT, now=now)
    else:
        tell(application, Event.JANSEVA_SUBMITTED, now=now)
    return application


@action
def withdraw_application(*, application: Application, actor: Actor, now: datetime) -> Application:
    """The applicant takes it back, as long as nothing is decided.

    Raises:
        NotAllowed, TransitionNotAllowed: see `begin`.
    """
    locked = begin(application, "withdraw", actor=actor)
    locked.save(update_fields=["state"])
    locked.links.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    record(locked, EventKind.WITHDRAWN, actor=actor, at=now)
    return locked


@action
def expire_application(*, application: Application, now: datetime) -> None:
    """No link of it is good any more. Whoever rings again gets a new one.

    Raises:
        TransitionNotAllowed: it was confirmed meanwhile.
    """
    locked = begin(application, "expire", actor=SYSTEM)
    locked.save(update_fields=["state"])
    record(locked, EventKind.EXPIRED, actor=SYSTEM, at=now)


def _require_may_apply(actor: Actor, citizen: Citizen) -> None:
    if isinstance(actor, Citizen) and actor.pk == citizen.pk:
        return
    if isinstance(actor, User) and actor.may("register") and citizen.mobile:
        return
    raise NotAllowed


def _read(service: Service, name: str, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The name and the answers as they are kept.

    Raises:
        AnswersInvalid: see there.
    """
    kept, problems = fields.clean(service.fields, given)
    name = name.strip()
    if not name:
        problems["applicant_name"] = Missing.sentence
    elif aadhaar.find(name):
        problems["applicant_name"] = aadhaar.AadhaarNotHere.sentence
    if problems:
        raise AnswersInvalid(problems)
    return name[:120], kept


def _number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [NumberSeries.sequence(SERIES)])
        (counter,) = cursor.fetchone()
    return NumberSeries.number(SERIES, counter)
