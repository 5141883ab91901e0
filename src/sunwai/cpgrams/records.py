"""A record of CPGRAMS as it comes, read: field by field, nothing believed, the first fault named.

Fields as in the data that DARPG has released, and those of a complainant, which it has not (docs/api/cpgrams.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unicodedata import category

from sunwai.citizens.mobile import mobile_in
from sunwai.core.clock import IST
from sunwai.cpgrams.enums import Reason
from sunwai.cpgrams.status import RATINGS

# GOVMP/E/2026/0001234: organisation, way it came (E: by the portal), year, number.
REGISTRATION = re.compile(r"[A-Z]{3,6}/[A-Z]{1,2}/(?:19|20)\d\d/\d{5,8}")
FIRST_YEAR = 2007  # CPGRAMS began in June 2007
SKEW = timedelta(days=1)  # how far the centre's clock may be ahead of ours
LONGEST_TEXT = 20_000
LONGEST_NAME = 120
LARGEST_CODE = 2**31 - 1
SURPLUS = "surplus"  # where a line of a CSV has more cells than there are columns


class Broken(Exception):
    """A record that cannot be taken in."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, clean(detail, 200)


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A grievance of the centre.

    Attributes:
        received_at: when the state received it (recvd_date), not later than now.
        mobile: ten digits, or empty: then the citizen is known only through the centre.
    """

    registration_no: str
    received_at: datetime
    org_code: str
    category: int
    text: str
    remarks: str
    state: str
    district: str
    name: str
    mobile: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """Feedback or an appeal."""

    id: str
    kind: str
    registration_no: str
    at: datetime
    rating: int | None
    words: str


def read_record(raw: Any, *, now: datetime) -> Record:
    """The grievance in `raw`.

    Raises:
        Broken: the first thing that is wrong with it.
    """
    given = _mapping(raw)
    number = registration_no(given)
    if _text(given, "closing_date", 40):
        raise Broken(Reason.CLOSED, _text(given, "closing_date", 40))
    text = _text(given, "subject_content_text", LONGEST_TEXT)
    if not any(letter.isalnum() for letter in text):
        raise Broken(Reason.TEXT)
    district = _text(given, "dist_name", 80)
    if not district:
        raise Broken(Reason.DISTRICT)
    return Record(
        registration_no=number,
        received_at=_received(given, now),
        org_code=_text(given, "org_code", 12),
        category=_code(given.get("CategoryV7")),
        text=text,
        remarks=_text(given, "remarks_text", 2000),
        state=_text(given, "state", 80),
        district=district,
        name=_text(given, "name", LONGEST_NAME),
        mobile=_mobile(_text(given, "mobile", 40)),
    )


def read_word(raw: Any, *, now: datetime) -> Word:
    """The feedback or appeal in `raw`.

    Raises:
        Broken: the first thing that is wrong with it.
    """
    given = _mapping(raw)
    kind, word_id = _text(given, "kind", 12), _text(given, "id", 60)
    rating = RATINGS.get(_text(given, "rating", 20).casefold().replace("_", " "))
    if not word_id or kind not in ("feedback", "appeal") or (kind == "feedback" and rating is None):
        raise Broken(Reason.NOT_A_RECORD, f"{kind} {word_id}")
    return Word(
        id=word_id,
        kind=kind,
        registration_no=registration_no(given),
        at=min(_date(given.get("at")) or now, now),
        rating=rating,
        words=_text(given, "text", 4000),
    )


def registration_no(raw: Any) -> str:
    """The registration number in `raw`, in capitals.

    Raises:
        Broken: there is none.
    """
    number = _text(_mapping(raw), "registration_no", 40).upper()
    if not REGISTRATION.fullmatch(number):
        raise Broken(Reason.NUMBER, number)
    return number


def clean(text: str, longest: int) -> str:
    """`text` as a database and a page can hold it: no control characters, no halves of letters, not longer."""
    if not text.isprintable():  # neither is half a letter
        kept = (letter for letter in text[: longest * 2] if letter in "\n\t" or category(letter) not in _BAD)
        text = "".join(kept)
    return text.strip()[:longest]


_BAD = frozenset({"Cc", "Cs", "Cn", "Co"})


def _mapping(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise Broken(Reason.NOT_A_RECORD, type(raw).__name__)
    if raw.get(SURPLUS):
        raise Broken(Reason.SURPLUS)
    return raw


def _text(given: Mapping[str, Any], name: str, longest: int) -> str:
    value = given.get(name)
    if type(value) is str:  # nearly always
        return clean(value, longest)
    if isinstance(value, Mapping):  # an export of MongoDB: {"$date": "…"}
        value = value.get("$date")
    if value is None or isinstance(value, (list, Mapping, bool)):
        return ""
    return clean(value if isinstance(value, str) else repr(value), longest)


def _mobile(text: str) -> str:
    """The ten digits; "" for what may be the code of a town and a landline: 0755-2551234."""
    return "" if text.startswith("0") and not text.startswith("0091") else mobile_in(text)


def _code(value: Any) -> int:
    """The number of a category: 1234, "1234", or 1234.0 as spreadsheets make of it."""
    try:
        number = float(value)
        code = int(number)
    except (TypeError, ValueError, OverflowError) as error:
        raise Broken(Reason.CATEGORY, _text({"code": value}, "code", 40)) from error
    if code != number or not 0 < code <= LARGEST_CODE:
        raise Broken(Reason.CATEGORY, str(number))
    return code


def _received(given: Mapping[str, Any], now: datetime) -> datetime:
    """When the state received it, else when the citizen wrote it; the clocks of two offices never quite agree."""
    received = _date(given.get("recvd_date")) or _date(given.get("DiaryDate"))
    if received is None or received.year < FIRST_YEAR:
        raise Broken(Reason.DATE, _text(given, "recvd_date", 40) or _text(given, "DiaryDate", 40))
    if received > now + SKEW:
        raise Broken(Reason.FUTURE, received.isoformat())
    return min(received, now)


def _date(value: Any) -> datetime | None:
    """A moment in ISO 8601; without an offset it is one of India."""
    text = _text({"at": value}, "at", 40)
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=IST)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
