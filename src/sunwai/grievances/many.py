"""Cases by the thousand, brought by another system: a plain function for its intake, which registers them set-based.

What `registration.register_grievance` does for one, this does for a batch: route, clock, number, event, message, seal.
Routes and clocks are worked out once for all cases of a category at a place; rows travel by COPY; the database seals
each event as it does every other one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.cache import caches

from sunwai import language
from sunwai.casework.models import CaseKind, EventWords
from sunwai.casework.models import Event as TimelineEvent
from sunwai.casework.timeline import words_digest
from sunwai.citizens.many import Known
from sunwai.citizens.models import Citizen
from sunwai.core import aadhaar, rows
from sunwai.core.actors import ActorKind
from sunwai.core.models import NumberSeries
from sunwai.grievances.actions.registration import MOST_CHARACTERS
from sunwai.grievances.clock import start_clock
from sunwai.grievances.dispatch import Route, find_route, note_gaps
from sunwai.grievances.enums import EventKind, Kind, State
from sunwai.grievances.models import Grievance, SealedIdentity
from sunwai.grievances.seal import sealed
from sunwai.grievances.sweeps import told_alike
from sunwai.messages.enums import Channel, Event
from sunwai.messages.many import tell_many
from sunwai.offices.enums import Sensitivity
from sunwai.offices.ladder import SECONDS_KEPT, Posts, posts_over
from sunwai.offices.models import Category
from sunwai.places.models import Place

NUMBERS = (NumberSeries.sequence("grievance"), rows.sequence(TimelineEvent))


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """A case that another system brings.

    Attributes:
        number: of its row, from `reserve_numbers`.
        place: may be as wide as a district: then it begins with the first level that somebody holds over all of it.
        text, key: as `as_kept` has them.
    """

    number: int
    citizen: Known
    category: Category
    place: Place
    text: str
    key: str
    source_reference: str


def as_kept(text: str) -> tuple[str, str]:
    """The text of a case as it is kept (Aadhaar numbers masked), and its key.

    Asks no database: may run beside the writing of a batch.
    """
    text = aadhaar.masked(text.strip()[:MOST_CHARACTERS])
    return text, language.key(text)


def reserve_numbers(count: int) -> list[int]:
    """Numbers for the rows of `count` cases; one that is not used leaves a hole."""
    return [number for (number,) in rows.reserve(count, rows.sequence(Grievance))]


def register_many(*, cases: Sequence[Brought], channel: Channel, now: datetime) -> None:
    """Register `cases`, each with the officer whose job it is, and tell their citizens, in the caller's transaction."""
    if not cases:
        return
    starts = _Starts(now)
    counters, events = zip(*rows.reserve(len(cases), *NUMBERS), strict=True)
    references = NumberSeries.numbers("grievance", counters, starts.rounds)
    made = [
        _Made(case, starts.of(case), reference, event, channel)
        for case, reference, event in zip(cases, references, events, strict=True)
    ]
    rows.copy(Grievance, CASE, (one.row() for one in made))
    rows.copy(TimelineEvent, EVENT, (one.event_row() for one in made))
    rows.copy(EventWords, WORDS, (one.words_row() for one in made))
    SealedIdentity.objects.bulk_create(
        sealed(Grievance(pk=one.case.number), _as_citizen(one.case.citizen))
        for one in made
        if one.start.is_sealed
    )
    starts.note_gaps()
    _tell([one for one in made if one.case.citizen.mobile], now)


TOLD = """
    SELECT * FROM unnest(%(citizens)s::bigint[], %(mobiles)s::text[], %(speak)s::text[],
                         %(cases)s::bigint[], %(numbers)s::text[], %(groups)s::int[])
        AS told (citizen_id, mobile, language, case_id, number, group_no)
"""


def _tell(made: Sequence[_Made], now: datetime) -> None:
    """Who has a mobile is told the number."""
    speak = [one.case.citizen.language for one in made]
    numbers, groups = told_alike([one.told for one in made], languages=set(speak))
    given = {
        "citizens": [one.case.citizen.pk for one in made],
        "mobiles": [one.case.citizen.mobile for one in made],
        "speak": speak,
        "cases": [one.case.number for one in made],
        "numbers": [one.reference for one in made],
        "groups": [numbers[one.told] for one in made],
    }
    tell_many(event=Event.REGISTERED, groups=groups, people=TOLD, given=given, now=now)


def _as_citizen(known: Known) -> Citizen:
    return Citizen(pk=known.pk, mobile=known.mobile, name=known.name, language=known.language)


class _Start:
    """Where and when the cases of one category at one place begin."""

    def __init__(self, route: Route, clock: Grievance) -> None:
        self.route, self.clock = route, clock
        self.is_sealed = route.category.sensitivity == Sensitivity.CORRUPTION
        self.kind = Kind.CORRUPTION if self.is_sealed else Kind.COMPLAINT
        assert route.place.district_id
        self.district = route.place.district_id

    @cached_property
    def line(self) -> str:
        """The posts of the levels as PostgreSQL reads an array."""
        posts = ",".join("NULL" if post is None else str(post) for post in self.route.line)
        return f"{{{posts}}}"

    @cached_property
    def said(self) -> str:
        """What the event says, as `register_grievance` has it."""
        due = self.clock.due_at
        return json.dumps(
            {
                "category": self.route.category.pk,
                "place": self.route.place.pk,
                "level": self.route.level,
                "post": self.route.post.pk,
                "due": due.isoformat() if due else None,
                "gaps": [[rung.level, rung.reason] for rung in self.route.gaps],
            }
        )


class _Starts:
    """The starts of a batch, each worked out once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.known: dict[tuple[int, int], _Start] = {}
        self.clocks: dict[int, Grievance] = {}
        self.routes: dict[tuple[int, int], Route] = _kept("grievances.many.routes", dict)
        self.posts: dict[int, Posts] = _kept("grievances.many.posts", dict)
        self.rounds = _kept("grievances.many.rounds", lambda: NumberSeries.rounds("grievance"))

    def of(self, case: Brought) -> _Start:
        """Where `case` begins."""
        pair = case.category.pk, case.place.pk
        if pair not in self.known:
            route = self._route(pair, case)
            self.known[pair] = _Start(route, self._clock(route))
        return self.known[pair]

    def _route(self, pair: tuple[int, int], case: Brought) -> Route:
        if pair not in self.routes:
            posts = self._posts(case.place)
            self.routes[pair] = find_route(category=case.category, place=case.place, posts=posts)
        return self.routes[pair]

    def _posts(self, place: Place) -> Posts:
        if place.pk not in self.posts:
            self.posts[place.pk] = posts_over(place)
        return self.posts[place.pk]

    def _clock(self, route: Route) -> Grievance:
        """A case whose clock began now, with as many days as that of `route`."""
        if route.days not in self.clocks:
            case = Grievance(category=route.category, level=route.level, registered_at=self.now)
            start_clock(case, now=self.now)
            self.clocks[route.days] = case
        return self.clocks[route.days]

    def note_gaps(self) -> None:
        """List where nobody answers; a district has no posts of its villages, which is no gap."""
        for start in self.known.values():
            if start.route.place.pk != start.district:
                note_gaps(start.route, now=self.now)


def _kept[T](name: str, make: Callable[[], T]) -> T:
    """What one batch after the other looks up, for half a minute; as long as the rules of responsibility are kept."""
    kept: T | None = caches["local"].get(name)
    if kept is None:
        kept = make()
        caches["local"].set(name, kept, SECONDS_KEPT)
    return kept


# fmt: off
CASE = (
    "id", "reference", "kind", "state", "level", "citizen_id", "department_id", "category_id", "place_id",
    "district_id", "landmark", "text", "text_key", "answers", "language", "channel", "source_reference", "post_id",
    "line", "barred_posts", "registered_at", "level_since", "due_at", "next_warning_at", "warned",
    "paused_days", "reminders", "is_overdue", "reopen_count", "reopened_once", "transfer_count",
    "supporter_count", "over_daily_limit", "top_level_denied", "low_quality",
)
# fmt: on
EVENT = (
    "id",
    "case_kind",
    "case_id",
    "seq",
    "kind",
    "at",
    "actor_kind",
    "channel",
    "data",
    "words_digest",
    "previous_hash",
    "hash",
)  # fmt: skip
WORDS = ("event_id", "text", "salt")
AT_FIRST = (0, 0, False, 0, False, 0, 0, False, False, False)  # paused_days … low_quality


class _Made:
    """A case of the batch with all that its rows need."""

    def __init__(self, case: Brought, start: _Start, reference: str, event: int, channel: Channel) -> None:
        self.case, self.start, self.channel = case, start, channel
        self.reference, self.event = reference, event
        self.salt = uuid.uuid4()

    @property
    def told(self) -> tuple[int, datetime | None]:
        """What its citizen is told depends on it."""
        return self.start.route.post.pk, self.start.clock.due_at

    def row(self) -> tuple[Any, ...]:
        """The case, as the columns of `CASE`."""
        case, route, clock = self.case, self.start.route, self.start.clock
        return (
            case.number, self.reference, self.start.kind.value, State.OPEN.value, route.level,
            None if self.start.is_sealed else case.citizen.pk,
            case.category.department_id, case.category.pk, case.place.pk, self.start.district,
            "", case.text, case.key, "{}", case.citizen.language, self.channel.value, case.source_reference,
            route.post.pk, self.start.line, "{}",
            clock.registered_at, clock.level_since, clock.due_at, clock.next_warning_at, clock.warned, *AT_FIRST,
        )  # fmt: skip

    def event_row(self) -> tuple[Any, ...]:
        """That it was registered, as the columns of `EVENT`; the database numbers and seals it."""
        return (
            self.event, CaseKind.GRIEVANCE.value, self.case.number, 0, EventKind.REGISTERED.value,
            self.start.clock.registered_at, ActorKind.SYSTEM.value, self.channel.value, self.start.said,
            words_digest(self.case.text, self.salt), b"", b"",
        )  # fmt: skip

    def words_row(self) -> tuple[Any, ...]:
        """Its words, as the columns of `WORDS`."""
        return self.event, self.case.text, str(self.salt)
