"""How a case begins: the citizen's word becomes a number, a holder and a clock, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from django.db import connection

from sunwai import language
from sunwai.accounts.models import ApiKey, User
from sunwai.casework.action import action
from sunwai.casework.errors import Missing
from sunwai.casework.models import Event as TimelineEvent
from sunwai.citizens.actions import Person, citizen_of
from sunwai.citizens.models import Citizen
from sunwai.core import rows
from sunwai.core.actors import Actor, ActorKind
from sunwai.core.clock import IST
from sunwai.core.errors import NotAllowed
from sunwai.core.models import NumberSeries
from sunwai.core.options import option
from sunwai.files.models import Upload, UploadKind
from sunwai.grievances.accused import accused_of
from sunwai.grievances.actions.base import attach, entered, facts, lock, new_event, record
from sunwai.grievances.clock import start_clock
from sunwai.grievances.dispatch import Route, find_route, note_gaps
from sunwai.grievances.enums import CLOSED_STATES, EventKind, FileSide, Kind, State
from sunwai.grievances.errors import CategoryNotInUse, PhotoNeeded, PlaceTooWide
from sunwai.grievances.models import ApiFiling, Draft, Grievance, Supporter, Suspect
from sunwai.grievances.questions import clean_answers
from sunwai.grievances.seal import seal
from sunwai.grievances.visibility import citizen_index
from sunwai.messages.actions import new_message, tell_citizen
from sunwai.messages.enums import Channel, Event
from sunwai.offices.enums import PhotoNeed, Sensitivity
from sunwai.offices.models import Category, Post
from sunwai.offices.selectors import holder_of
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place

MOST_CHARACTERS = 5000
CAN_PHOTOGRAPH = frozenset({Channel.PORTAL, Channel.APP, Channel.WHATSAPP})
NEAR_ENOUGH = frozenset({PlaceKind.VILLAGE, PlaceKind.WARD, PlaceKind.URBAN_BODY, PlaceKind.GRAM_PANCHAYAT})
SEQUENCES = (NumberSeries.sequence("grievance"), rows.sequence(Grievance), rows.sequence(TimelineEvent))

# The numbers of a new case and its first event, and what its citizen filed since a moment; sealed cases name nobody.
NUMBERS = f"""
    SELECT {", ".join(f"nextval('{name}')" for name in SEQUENCES)},
        (SELECT count(*) FROM grievances_grievance WHERE citizen_id = %s AND registered_at >= %s)
        + (SELECT count(*) FROM grievances_sealedidentity JOIN grievances_grievance ON id = grievance_id
           WHERE citizen_index = %s AND registered_at >= %s)
"""  # noqa: S608 (names of sequences)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """What a citizen brings.

    Attributes:
        text: in their own words.
        answers: to the category's questions, by question code.
        latitude, longitude: degrees, where the citizen pointed at the place.
        accused_post: in a corruption case, the post complained of, where the citizen chose it.
        accused_named: in a corruption case, the accused in the citizen's words; matched against the directory.
    """

    kind: Kind
    category: Category
    place: Place
    text: str
    answers: dict[str, Any] = field(default_factory=dict)
    landmark: str = ""
    latitude: float | None = None
    longitude: float | None = None
    uploads: tuple[Upload, ...] = ()
    accused_post: Post | None = None
    accused_named: str = ""
    language: str = "hi"
    source_reference: str = ""


@dataclass(frozen=True)
class Filing:
    """That a program filed a case: its key, and what makes a repeated request the same one.

    Attributes:
        digest: of the request's body, so that one idempotency key is not used for two different requests.
    """

    key: ApiKey
    idempotency_key: str | None
    digest: bytes


@action
def register_grievance(
    *,
    citizen: Citizen | Person,
    complaint: Complaint,
    channel: Channel,
    actor: Actor,
    now: datetime,
    draft: Draft | None = None,
    filing: Filing | None = None,
) -> Grievance:
    """Register a case, send it to the officer whose job it is, and tell the citizen its number.

    Over the daily limit a case is flagged, never refused. Sending one draft twice makes one case.

    Raises:
        NotAllowed: `actor` may not register for `citizen`.
        NotAMobile: the number of the person is none.
        Missing: there is no text.
        AadhaarNotHere: there is an Aadhaar number in it, and `actor` can be asked to take it out.
        CategoryNotInUse, PlaceTooWide, PhotoNeeded, AnswerInvalid: see there.
    """
    if isinstance(citizen, Person):
        citizen = citizen_of(citizen, now=now)
    _require_may_register(actor, citizen)
    complaint = _without_aadhaar(complaint, actor, channel)
    if draft and (sent := Draft.objects.select_for_update().get(pk=draft.pk)).grievance_id:
        return Grievance.objects.get(pk=sent.grievance_id)
    answers = _check(complaint, channel)
    accused = accused_of(complaint, now.astimezone(IST).date())
    barred = accused.barred
    route = find_route(category=complaint.category, place=complaint.place, barred=barred)
    counter, number, event_number, filed_today = _numbers(citizen, now)
    case = _new_case(citizen, complaint, accused.post, answers, route, channel, now)
    case.over_daily_limit = filed_today >= option("grievance.daily_limit")
    case.pk, case.reference = number, NumberSeries.number("grievance", counter)
    case.barred_posts, case.barred_users = barred, accused.barred_users
    start_clock(case, now=now)
    rows.insert(
        case,
        *_filing_of(case, filing),
        *new_event(
            case,
            EventKind.REGISTERED,
            number=event_number,
            actor=actor,
            at=now,
            channel=channel,
            words=case.text,
            files=complaint.uploads,
            category=case.category_id,
            place=case.place_id,
            level=case.level,
            post=case.post_id,
            due=case.due_at.isoformat() if case.due_at else None,
            gaps=[[rung.level, rung.reason] for rung in route.gaps],
        ),
        *new_message(
            citizen=citizen, event=Event.REGISTERED, now=now, case_id=number, **facts(case, citizen)
        ),
    )
    attach(case, complaint.uploads, side=FileSide.COMPLAINT, event=event_number, at=now)
    note_gaps(route, now=now)
    if case.citizen is None:
        seal(case, citizen)
        Suspect.objects.bulk_create(accused.rows(case))
    if draft:
        # With the case sealed, its draft must not tell whose it was: citizen, agent, and the call that its data names.
        kept: dict[str, Any] = (
            {"citizen": None, "agent": None, "data": {}} if case.citizen is None else {"citizen": citizen}
        )
        Draft.objects.filter(pk=draft.pk).update(grievance=case, updated_at=now, **kept)
    return case


@action
def join_grievance(
    *, grievance: Grievance, citizen: Citizen, channel: Channel, actor: Actor, now: datetime
) -> Supporter:
    """ "I have this too": the citizen is counted, told of its progress, and asked when it is said to be solved.

    Raises:
        NotAllowed: the case is sealed, closed, or the citizen's own.
    """
    _require_may_register(actor, citizen)
    case = lock(grievance)
    if case.citizen_id in (None, citizen.pk) or case.state in CLOSED_STATES:
        raise NotAllowed
    supporter, is_new = Supporter.objects.get_or_create(
        grievance=case, citizen=citizen, defaults={"joined_at": now}
    )
    if is_new:
        case.supporter_count += 1
        case.save(update_fields=["supporter_count"])
        record(case, EventKind.JOINED, actor=actor, at=now, channel=channel, supporters=case.supporter_count)
        tell_citizen(citizen=citizen, event=Event.JOINED, case_id=case.pk, now=now, **facts(case, citizen))
    return supporter


def _filing_of(case: Grievance, filing: Filing | None) -> tuple[ApiFiling, ...]:
    if filing is None:
        return ()
    idempotency_key, digest = filing.idempotency_key, filing.digest
    return (
        ApiFiling(grievance=case, key=filing.key, idempotency_key=idempotency_key, request_digest=digest),
    )


def _require_may_register(actor: Actor, citizen: Citizen) -> None:
    """A citizen for themselves; a desk for its caller; a program and the import for whom they name."""
    allowed = {
        ActorKind.CITIZEN: actor == citizen,
        ActorKind.STAFF: isinstance(actor, User) and actor.may("register"),
        ActorKind.API: isinstance(actor, ApiKey) and actor.revoked_at is None,
        ActorKind.SYSTEM: True,
    }
    if not allowed[actor.actor_kind]:
        raise NotAllowed


def _without_aadhaar(complaint: Complaint, actor: Actor, channel: Channel) -> Complaint:
    """All that is told in own words, as it may be kept; see `entered`."""

    def kept(given: Any) -> Any:
        return entered(given, actor=actor, channel=channel) if isinstance(given, str) else given

    return replace(
        complaint,
        text=kept(complaint.text),
        landmark=kept(complaint.landmark),
        accused_named=kept(complaint.accused_named),
        answers={code: kept(given) for code, given in complaint.answers.items()},
    )


def _check(complaint: Complaint, channel: Channel) -> dict[str, Any]:
    """The cleaned answers, or the first thing that is wrong."""
    sealed = complaint.category.sensitivity == Sensitivity.CORRUPTION
    if not complaint.category.is_active or sealed != (complaint.kind == Kind.CORRUPTION):
        raise CategoryNotInUse
    if not complaint.text.strip():
        raise Missing("text")
    if complaint.place.kind not in NEAR_ENOUGH:
        raise PlaceTooWide
    has_photo = any(upload.kind == UploadKind.PHOTO for upload in complaint.uploads)
    if complaint.category.photo == PhotoNeed.REQUIRED and channel in CAN_PHOTOGRAPH and not has_photo:
        raise PhotoNeeded
    return clean_answers(complaint.category, complaint.answers)


def _new_case(
    citizen: Citizen,
    complaint: Complaint,
    accused: Post | None,
    answers: dict[str, Any],
    route: Route,
    channel: Channel,
    now: datetime,
) -> Grievance:
    text = complaint.text.strip()[:MOST_CHARACTERS]
    return Grievance(
        kind=complaint.kind,
        state=State.OPEN,
        level=route.level,
        citizen=None if complaint.kind == Kind.CORRUPTION else citizen,
        department_id=complaint.category.department_id,
        category=complaint.category,
        place=complaint.place,
        district=_district(complaint.place),
        landmark=complaint.landmark.strip()[:200],
        latitude=complaint.latitude,
        longitude=complaint.longitude,
        text=text,
        text_key=language.key(text),
        answers=answers,
        language=complaint.language,
        channel=channel,
        source_reference=complaint.source_reference,
        post=route.post,
        line=route.line,
        accused_post=accused,
        accused_named=complaint.accused_named.strip()[:200] if complaint.kind == Kind.CORRUPTION else "",
        accused=holder_of(accused, now.astimezone(IST).date()) if accused else None,
        registered_at=now,
    )


def _district(place: Place) -> Place:
    """The district of a place; every place that is near enough has one."""
    assert place.district is not None
    return place.district


def _numbers(citizen: Citizen, now: datetime) -> tuple[int, int, int, int]:
    """Counter of the series, numbers of the rows of case and event, and how many cases `citizen` filed today."""
    midnight = datetime.combine(now.astimezone(IST).date(), time.min, IST)
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [citizen.pk, midnight, citizen_index(citizen), midnight])
        found: tuple[int, int, int, int] = cursor.fetchone()
    return found
