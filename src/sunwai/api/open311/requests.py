"""Service requests: the public ones read by everybody, filed and read in full by the program that files."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.api.open311.endpoint import LONGEST_SPAN, MOST_ROWS, Asked
from sunwai.api.open311.errors import NotFound, Unreadable
from sunwai.api.open311.media import media_of
from sunwai.api.open311.places import spot_of
from sunwai.api.open311.services import subject_of
from sunwai.api.open311.statuses import EXTENDED, states_of, status_of
from sunwai.citizens.actions import Person
from sunwai.citizens.models import Language
from sunwai.core import reference
from sunwai.grievances.actions.registration import Complaint, Filing, register_grievance
from sunwai.grievances.enums import Kind, State
from sunwai.grievances.models import ApiFiling, Grievance
from sunwai.grievances.published import published
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category

ATTRIBUTE = re.compile(r"attribute\[([^\]]{1,60})\](?:\[\])?")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})T.*")  # what a date is sent as: 2026-11-21T00:00:00Z
WEB = re.compile(r"https?://[^\s]{4,500}")
LONGEST_DESCRIPTION = 4000  # characters: GeoReport v2, POST Service Request
NAMED = (
    "category__department",
    "place__revenue_parent",
    "place__local_parent",
    "place__district",
    "post__designation",
    "post__place",
)


def requests(asked: Asked) -> list[dict[str, Any]]:
    """GET Service Requests: newest first; by number, or by subject, time and status."""
    shown = shown_to(asked)
    if numbers := asked.texts("service_request_id"):
        found = shown.filter(reference__in=[reference.clean(number) for number in numbers[:MOST_ROWS]])
        return _rows(asked, found.order_by("-registered_at", "-pk"))
    start, end = asked.span(LONGEST_SPAN)
    found = shown.filter(registered_at__range=(start, end))
    if codes := asked.texts("service_code"):
        found = found.filter(category__code__in=codes)
    if statuses := asked.texts("status"):
        found = found.filter(state__in=_states(statuses))
    return _rows(asked, found.order_by("-registered_at", "-pk")[asked.page.rows])


def request(asked: Asked, service_request_id: str) -> list[dict[str, Any]]:
    """GET Service Request: one of them."""
    return _rows(asked, [case_of(asked, service_request_id)])


def file(asked: Asked) -> list[dict[str, Any]]:
    """POST Service Request: files a complaint for the citizen of `phone`; its number is there at once."""
    key = asked.key_with(ApiScope.FILE)
    asked.check_jurisdiction()
    subject, spot = subject_of(asked.needed("service_code")), spot_of(asked)
    person = _person(asked)
    text, answers = _text(asked), _answers(asked, subject)
    number, digest = asked.request.headers.get("Idempotency-Key", "")[:120], _digest(asked)
    case = _filed_before(key, number, digest) or register_grievance(
        citizen=person,
        complaint=Complaint(
            kind=Kind.COMPLAINT,
            category=subject,
            place=spot.place,
            text=text,
            answers=answers,
            latitude=spot.latitude,
            longitude=spot.longitude,
            uploads=media_of(asked, key),
            language=person.language,
        ),
        channel=Channel.API,
        actor=key,
        now=asked.now,
        filing=Filing(key, number or None, digest),
    )
    return [
        {
            "service_request_id": case.reference,
            "service_notice": _("%(place)s. It is with: %(officer)s.")
            % {"place": case.place.label(_language()), "officer": case.post.label},
            "account_id": None,
        }
    ]


def token(asked: Asked, token: str) -> list[dict[str, Any]]:
    """GET service_request_id from a token: numbers are given at once here, so a token is the number itself."""
    return [{"service_request_id": case_of(asked, token).reference, "token": token}]


def shown_to(asked: Asked) -> QuerySet[Grievance]:
    """The requests of the jurisdiction that are public, and those that the reading key filed."""
    return published(filer=filer_of(asked), within=asked.place).select_related(*NAMED, "filing")


def case_of(asked: Asked, number: str) -> Grievance:
    """The request with this number.

    Raises:
        NotFound: there is none, or it is not this reader's to see.
    """
    cleaned = reference.clean(number)
    case = shown_to(asked).filter(reference=cleaned).first() if reference.is_valid(cleaned) else None
    if case is None:
        raise NotFound(name="service_request_id")
    return case


def filer_of(asked: Asked) -> ApiKey | None:
    """The key, where it may read what it filed."""
    key = asked.key
    return key if key and ApiScope.READ in key.scopes else None


def is_own(case: Grievance, filer: ApiKey | None) -> bool:
    """Whether `filer` filed the case."""
    filing = getattr(case, "filing", None)
    return filer is not None and filing is not None and filing.key_id == filer.pk


def _rows(asked: Asked, cases: Any) -> list[dict[str, Any]]:
    filer = filer_of(asked)
    extended = asked.text("extended_statuses").lower() in {"true", "1", "yes"}
    return [_row(case, is_own=is_own(case, filer), extended=extended) for case in cases]


def _row(case: Grievance, *, is_own: bool, extended: bool) -> dict[str, Any]:
    """What is told of a request; the citizen's own words and the exact spot only to the program that filed it."""
    place = case.place.label(_language())
    where = _spot(case, is_own=is_own)
    return {
        "service_request_id": case.reference,
        "status": EXTENDED[case.state] if extended else status_of(case.state),
        "status_notes": str(State(case.state).for_citizen),
        "service_name": case.category.name,
        "service_code": case.category.code,
        "description": case.text if is_own else f"{case.category.name}: {place}",
        "agency_responsible": f"{case.category.department.name}: {case.post.label}",
        "service_notice": None,
        "requested_datetime": case.registered_at,
        "updated_datetime": case.updated_at,
        "expected_datetime": case.due_at,
        "address": place,
        "address_id": case.place.code,
        "zipcode": None,
        "lat": where[0],
        "long": where[1],
        "media_url": None,
    }


def _spot(case: Grievance, *, is_own: bool) -> tuple[float | None, float | None]:
    """The position of the place; where the citizen pointed is often the own door, and for the filing program only."""
    if is_own and case.latitude is not None:
        return case.latitude, case.longitude
    return case.place.latitude, case.place.longitude


def _states(statuses: list[str]) -> set[str]:
    states: set[str] = set()
    for status in statuses:
        known = states_of(status)
        if not known:
            raise Unreadable(name="status", why=status[:40])
        states |= known
    return states


# ── What comes with a new request ────────────────────────────────────────────────────────────────────────


def _person(asked: Asked) -> Person:
    """Whom the helpline answers: without a mobile nobody could be told, or asked whether it is done."""
    name = " ".join(filter(None, (asked.text("first_name"), asked.text("last_name"))))
    return Person(mobile=asked.needed("phone"), name=name[:120], language=_language())


def _text(asked: Asked) -> str:
    """The description; the address of a picture is kept as a line of it, and nothing is fetched from there."""
    text = asked.needed("description")
    if len(text) > LONGEST_DESCRIPTION:
        raise Unreadable(name="description", why=f"> {LONGEST_DESCRIPTION}")
    address = asked.text("media_url")
    if not address:
        return text
    if not WEB.fullmatch(address):
        raise Unreadable(name="media_url", why="http(s)://…")
    return f"{text}\n\n{_('Picture')}: {address}"


def _answers(asked: Asked, subject: Category) -> dict[str, str]:
    """`attribute[code]=value`, for the questions of the subject; others are left aside, as the form leaves them."""
    codes = {question["code"]: question["kind"] for question in subject.questions}
    given: dict[str, str] = {}
    for name in asked.request.POST:
        found = ATTRIBUTE.fullmatch(name)
        if found and found[1] in codes:
            value = asked.text(name)
            given[found[1]] = DAY.sub(r"\1", value) if codes[found[1]] == "date" else value
    return given


def _digest(asked: Asked) -> bytes:
    """Of all that was sent, so that one idempotency key is not used for two requests."""
    sent = sorted((name, *values) for name, values in asked.request.POST.lists())
    return hashlib.sha256(repr(sent).encode()).digest()


def _filed_before(key: ApiKey, number: str, digest: bytes) -> Grievance | None:
    filing = ApiFiling.objects.visible_to(key).filter(idempotency_key=number).first() if number else None
    if filing is None:
        return None
    if bytes(filing.request_digest) != digest:
        raise Unreadable(name="Idempotency-Key", why=number[:40])
    case: Grievance = Grievance.objects.visible_to(key).select_related(*NAMED).get(pk=filing.grievance_id)
    return case


def _language() -> str:
    return Language.ENGLISH if get_language() == "en" else Language.HINDI
