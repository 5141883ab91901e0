"""Invented cases for the demo: the last weeks of a helpline, lived through again with the real actions.

Each case has a story from `STORIES`. All their steps are sorted by time and done one after the other; between
two days the clock's sweeps run, as they do in a real installation. So every deadline, climb and closing is
genuine, and the officers who act are those who hold the posts. Texts: data/samples/complaints.csv.
"""

# ruff: noqa: E501 (one story, one line)

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from itertools import cycle, islice
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from PIL import Image, ImageDraw, ImageFont

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.citizens.actions import register_citizen
from sunwai.citizens.models import Citizen
from sunwai.core import clock, data
from sunwai.core.actors import Actor
from sunwai.core.clock import IST
from sunwai.core.errors import SunwaiError
from sunwai.core.options import working_calendar
from sunwai.files.actions import store_upload
from sunwai.files.models import Upload
from sunwai.grievances.actions import audit, closure, form, levels, special_closure, transfer, work
from sunwai.grievances.actions.registration import Complaint, join_grievance, register_grievance
from sunwai.grievances.enums import (
    AuditVerdict,
    ClosureReason,
    DenialReason,
    Disposition,
    EscalationReason,
    Kind,
    SendBackReason,
)
from sunwai.grievances.imports import Districts, Progress, RowRefused, find_place, quiet, read_rows
from sunwai.grievances.models import Grievance, Outcome
from sunwai.grievances.seal import citizen_of
from sunwai.grievances.sweeps import run_sweeps
from sunwai.grievances.workflow import WORKFLOW
from sunwai.messages.enums import Channel, MessageState
from sunwai.messages.models import Message
from sunwai.offices.enums import PhotoNeed, Sensitivity
from sunwai.offices.models import Category, Post
from sunwai.offices.selectors import holder_of
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place

PREFIX = "DEMO-"  # of the source_reference of the demo's cases
SEED = 181
SWEEP_AT = time(0, 10)
OFFICE_HOURS, WAKING_HOURS = (10, 17), (8, 20)
LIVELY_TEHSIL = (
    "Waraseoni",
    "Balaghat",
)  # the demo's junior engineer sits here: part of the cases come to this table
LIVELY_DEPARTMENT = "energy"
CHANNELS = (Channel.CALL, Channel.PORTAL, Channel.CALL, Channel.APP, Channel.CALL, Channel.WHATSAPP)


@dataclass(frozen=True)
class Story:
    """What happens to a case.

    Attributes:
        share: how many of 300 cases have it; lively: how many of those go to the demo's junior engineer.
        age: working days since the registration, least and most.
        plot: names of `STEPS`, each with the working days between the registration and it.
    """

    share: int
    lively: int
    age: tuple[float, float]
    plot: str = ""

    @property
    def steps(self) -> list[tuple[float, str]]:
        """The plot, read: days after the registration, and what is done."""
        parts = [step.split() for step in self.plot.split(", ") if step]
        return [(float(days), verb) for verb, days in parts]


# fmt: off
STORIES: dict[str, Story] = {
    "new":                Story(28, 9, (0.02, 0.9)),
    "not taken up":       Story(20, 4, (1.2, 2.9)),
    "climbs":             Story(16, 1, (6, 24)),
    "taken up":           Story(26, 6, (0.8, 2.6),  "take_up 0.4"),
    "worked on":          Story(14, 3, (1.6, 2.8),  "take_up 0.3, note 1.0, citizen_note 1.3"),
    "many have it":       Story( 9, 3, (1.5, 2.8),  "join 0.2, take_up 0.4, join 0.5, join 0.9"),
    "asked":              Story(12, 2, (2.0, 7.0),  "take_up 0.3, ask 0.9"),
    "answered":           Story( 7, 1, (2.2, 3.0),  "take_up 0.3, ask 0.6, answer 1.5"),
    "transfer proposed":  Story( 7, 1, (1.2, 2.6),  "take_up 0.3, propose_transfer 0.8"),
    "transferred":        Story( 6, 0, (1.8, 4.0),  "propose_transfer 0.4, approve_transfer 1.2"),
    "transfer refused":   Story( 4, 1, (1.8, 2.8),  "propose_transfer 0.4, refuse_transfer 1.2"),
    "closure proposed":   Story( 8, 1, (1.2, 2.6),  "take_up 0.2, propose_closure 0.7"),
    "closure returned":   Story( 3, 1, (1.8, 2.8),  "propose_closure 0.4, return_closure 1.2"),
    "closure notice":     Story( 7, 1, (1.6, 3.4),  "propose_closure 0.4, approve_closure 1.1"),
    "closed specially":   Story(10, 0, (8.0, 30.0), "propose_closure 0.4, approve_closure 1.2"),
    "objected":           Story( 4, 0, (2.8, 5.0),  "propose_closure 0.4, approve_closure 1.2, object 2.2"),
    "resolved":           Story(22, 3, (1.4, 3.4),  "take_up 0.3, resolve 1.0"),
    "denied":             Story( 8, 1, (2.4, 4.0),  "take_up 0.3, resolve 0.9, deny 1.9"),
    "denied twice":       Story( 5, 0, (5.0, 7.0),  "resolve 0.9, deny 1.7, take_up 2.2, resolve 2.9, deny 3.8"),
    "satisfied":          Story(30, 2, (3.2, 38.0), "take_up 0.3, resolve 1.0, confirm 2.0"),
    "satisfied together": Story( 4, 0, (4.0, 30.0), "join 0.2, take_up 0.3, resolve 1.0, supporter_yes 1.5, confirm 2.2"),
    "satisfied later":    Story( 7, 0, (6.0, 30.0), "resolve 0.9, deny 1.7, resolve 2.3, confirm 3.6"),
    "low quality":        Story( 6, 0, (8.0, 30.0), "take_up 0.3, resolve 1.0, confirm 2.0, audit_low 5.0"),
    "reopened":           Story( 6, 0, (6.0, 7.5),  "take_up 0.3, resolve 1.0, confirm 2.0, reopen 5.0"),
    "audit reopened":     Story( 3, 0, (7.0, 8.5),  "take_up 0.3, resolve 1.0, confirm 2.0, audit_reopen 6.0"),
    "unreached":          Story( 9, 0, (8.0, 30.0), "take_up 0.3, resolve 1.0, try 2.1, try 3.2, try 4.3"),
    "being called":       Story( 4, 0, (2.6, 3.2),  "take_up 0.3, resolve 1.0, try 2.1"),
    "raised to L4":       Story( 4, 0, (19.0, 26.0), "escalate 17.0"),
    "sent back":          Story( 2, 0, (20.0, 26.0), "escalate 17.0, send_back 18.0"),
    "invalid":            Story( 3, 0, (18.5, 19.5), "mark_invalid 17.0"),
    "other form":         Story( 4, 0, (1.6, 2.8),  "take_up 0.3, change_form 0.9"),
    "form objected":      Story( 2, 0, (2.0, 2.8),  "take_up 0.3, change_form 0.9, object_to_form 1.6"),
}
# fmt: on

WORDS: dict[str, tuple[str, ...]] = {
    "note": (
        "मौके पर देखा। सामान मँगाया है, दो दिन में काम हो जाएगा।",
        "टीम आज गाँव गई थी। आधा काम हुआ है, बाकी कल करेंगे।",
        "अभिलेख की जाँच चल रही है। इस सप्ताह निर्णय हो जाएगा।",
    ),
    "citizen_note": (
        "अभी तक कोई नहीं आया है।",
        "aaj phir wahi dikkat hui",
        "धन्यवाद, लाइनमैन आए थे पर काम पूरा नहीं हुआ।",
    ),
    "ask": (
        "कृपया बताएँ कि परेशानी किस तारीख से है, और मौके की एक फोटो भेजें।",
        "कृपया बिल या रसीद पर लिखा नंबर बताएँ।",
        "आपका घर किसके पास है? हमारी टीम को पता नहीं मिला।",
    ),
    "answer": (
        "दस दिन से है, मंदिर के सामने वाला घर है।",
        "number raseed par 4471 likha hai",
        "हाँ, अभी भी वैसा ही है।",
    ),
    "propose_transfer": (
        "यह काम हमारे विभाग का नहीं है। नागरिक से फोन पर बात हो गई है।",
        "मौके पर देखा, यह संपत्ति दूसरे विभाग की है। नागरिक को बता दिया है।",
    ),
    "refuse_transfer": ("यह काम आपके ही विभाग का है, कृपया मौके पर जाकर हल करें।",),
    "propose_closure": (
        "मौके पर जाँच की। बताया गया काम पिछले महीने ही हो चुका है, फोटो संलग्न है।",
        "पंचनामा बनाया गया। बताई गई जगह पर ऐसी कोई समस्या नहीं मिली।",
    ),
    "return_closure": ("फोटो से काम पूरा नहीं दिखता। नागरिक से बात करके दोबारा लिखें।",),
    "object": ("काम नहीं हुआ है, जाँच करने कोई नहीं आया।", "jhooth likha hai, kaam nahi hua"),
    "resolve": (
        "काम पूरा कर दिया गया है। फोटो संलग्न है।",
        "टीम भेजकर सुधार करा दिया। नागरिक के सामने चालू करके दिखाया।",
        "राशि स्वीकृत होकर खाते में भेज दी गई है।",
        "मरम्मत हो गई है। आगे दिक्कत हो तो कार्यालय में बताएँ।",
    ),
    "deny": ("कुछ नहीं हुआ, सिर्फ फोटो खींच कर चले गए।", "do din chala phir band ho gaya", "आधा ही काम हुआ है।"),
    "confirm": ("", "हाँ, काम हो गया। धन्यवाद।", "ho gaya, dhanyawad", ""),
    "audit_low": ("उत्तर में यह नहीं लिखा कि क्या काम हुआ। फोटो धुंधली है।",),
    "audit_reopen": ("फोटो किसी और जगह की है। दोबारा देखा जाए।",),
    "reopen": ("चार दिन बाद फिर वही परेशानी शुरू हो गई।", "phir se kharab ho gaya"),
    "try": ("घंटी गई, फोन नहीं उठा।", "फोन बंद था।"),
    "escalate": ("इस काम के लिए राज्य स्तर से राशि चाहिए।",),
    "send_back": ("यह आपके अधिकार में है, मौके का काम पूरा कराएँ।",),
    "mark_invalid": ("मामला न्यायालय में विचाराधीन है।",),
    "change_form": ("यह नए काम की माँग है, शिकायत नहीं।",),
    "object_to_form": ("यह माँग नहीं, शिकायत है। पहले काम होता था, अब बंद है।",),
}


def make_demo_grievances(*, count: int = 300, progress: Progress = quiet, now: datetime) -> int:
    """Make `count` invented cases of the weeks before `now`, in every state. Made before: nothing is done.

    Their messages count as delivered: nobody's phone rings for the past.

    Returns:
        How many cases were made.
    """
    known = Grievance.objects.filter(source_reference__startswith=PREFIX)
    made = set(known.values_list("source_reference", flat=True))
    tales = (
        [] if len(made) >= count else [tale for tale in _Cast(now).tales(count) if tale.number not in made]
    )
    if not tales:
        return 0
    with _quick_commits():
        replay = _Replay(now, progress)
        replay.run(sorted((at, tale.number, verb, tale) for tale in tales for at, verb in tale.steps))
    return replay.registered


# ── Who brings what, when: made up beforehand ────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Tale:
    """One case to be: what is brought by whom, and when what is done."""

    number: str
    row: dict[str, str]
    category: Category
    place: Place
    channel: Channel
    steps: tuple[tuple[datetime, str], ...]
    joiners: Iterator[dict[str, str]]

    def __lt__(self, other: Tale) -> bool:
        return self.number < other.number


class _Cast:
    """Chooses rows, places and times, always the same ones."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.random = Random(SEED)  # noqa: S311 (invented cases, no secret)
        self.categories = {row.code: row for row in Category.objects.filter(is_active=True)}
        rows = [row for _line, row in read_rows(data.path("samples/complaints.csv"))]
        self.rows = [row for row in rows if row["category"] in self.categories]
        self.random.shuffle(self.rows)
        self.districts = Districts()

    def tales(self, count: int) -> Iterator[Tale]:
        """At most `count` cases: as many as there are texts and places for."""
        plot = self._plot(count)
        ours = self._for_lively_table(sum(lively for _name, lively in plot))
        used = {row["number"] for row, _place in ours}
        others = self._placed(row for row in self.rows if row["number"] not in used)
        joiners = cycle(self.rows[::-1])
        for number, (name, lively) in enumerate(plot, 1):
            brought = ours.pop() if lively and ours else next(others, None)
            if brought is None:
                return
            row, place = brought
            yield Tale(
                number=f"{PREFIX}{number:04d}",
                row=row,
                category=self.categories[row["category"]],
                place=place,
                channel=CHANNELS[number % len(CHANNELS)],
                steps=tuple(self._times(STORIES[name])),
                joiners=joiners,
            )

    def _plot(self, count: int) -> list[tuple[str, bool]]:
        """A story for each case, each at least once while there is room, and whether it goes to the lively table."""
        once, again = [], []
        for name, story in STORIES.items():
            share = max(1, round(story.share * count / 300))
            lively = round(story.lively * count / 300)
            first, *others = [(name, number < lively) for number in range(share)]
            once.append(first)
            again += others
        plot = (once + again)[:count]
        self.random.shuffle(plot)
        return plot

    def _for_lively_table(self, most: int) -> list[tuple[dict[str, str], Place]]:
        """Complaints of villages about electricity, moved to the villages of the demo's junior engineer."""
        villages = _villages_of(*LIVELY_TEHSIL)
        rows = [row for row in self.rows if row["category"].startswith(LIVELY_DEPARTMENT)] if villages else []
        rural = (row for row, place in self._placed(rows) if place.kind == PlaceKind.VILLAGE)
        return list(zip(islice(rural, most), cycle(villages), strict=False))

    def _placed(self, rows: Iterable[dict[str, str]]) -> Iterator[tuple[dict[str, str], Place]]:
        """Rows whose place is known, with it."""
        for row in rows:
            with suppress(RowRefused):
                yield row, find_place(row, self.districts)

    def _times(self, story: Story) -> Iterator[tuple[datetime, str]]:
        """When the case comes in, and when each step is taken; what would lie in the future is left out."""
        least, most = story.age
        begin = self._waking(_working_days_before(self.now, self.random.uniform(least, most)))
        yield begin, "register"
        last = begin
        for days, verb in story.steps:
            at = working_calendar().add(begin, days)
            at = max(self._at_hours(at, OFFICE_HOURS), last + timedelta(minutes=20))
            if at >= self.now:
                return
            yield at, verb
            last = at

    def _waking(self, at: datetime) -> datetime:
        moved = self._at_hours(at, WAKING_HOURS)
        return moved if moved < self.now else at

    def _at_hours(self, at: datetime, hours: tuple[int, int]) -> datetime:
        first, last = hours
        at = at.astimezone(IST)
        if first <= at.hour < last:
            return at
        return at.replace(hour=self.random.randrange(first, last), minute=self.random.randrange(60))


def _villages_of(tehsil: str, district: str) -> list[Place]:
    above = Place.objects.of_kind(PlaceKind.TEHSIL).filter(name_en=tehsil, district__name_en=district).first()
    if above is None:
        return []
    villages = Place.objects.active().of_kind(PlaceKind.VILLAGE).within(above)
    return list(villages.select_related("district").order_by("code")[:25])


def _working_days_before(now: datetime, days: float) -> datetime:
    calendar = working_calendar()
    at = now - timedelta(days=days)
    while calendar.between(at, now) < days:
        at -= timedelta(hours=6)
    return at


# ── The replay ───────────────────────────────────────────────────────────────────────────────────────────
class _Replay:
    """Does the steps in the order of their times, and what the clock has to do between them."""

    def __init__(self, now: datetime, progress: Progress) -> None:
        self.now, self.progress = now, progress
        self.cases: dict[str, Grievance] = {}
        self.holders: dict[int, User | None] = {}
        self.registered = 0
        self.words = {verb: cycle(words) for verb, words in WORDS.items()}
        self.photos = cycle(range(len(SKIES)))
        staff = User.objects.filter(is_active=True).order_by("pk")
        self.agent = staff.filter(roles__contains=[Role.AGENT]).first()
        self.auditor = staff.filter(roles__contains=[Role.AUDITOR]).first()
        self.other_categories = list(
            Category.objects.filter(is_active=True, sensitivity=Sensitivity.NORMAL).order_by("code")
        )

    def run(self, steps: list[tuple[datetime, str, str, Tale]]) -> None:
        """Everything, oldest first."""
        total = sum(verb == "register" for _at, _number, verb, _tale in steps)
        sweep_at = datetime.combine(steps[0][0].astimezone(IST).date(), SWEEP_AT, IST)
        for at, number, verb, tale in steps:
            while sweep_at < at:
                run_sweeps(now=sweep_at)
                sweep_at += timedelta(days=1)
            if verb == "register":
                self.cases[number] = self._register(tale, at)
                self.registered += 1
                self.progress("demo", self.registered, total)
            elif number in self.cases:
                self._do(verb, self.cases[number], tale, at)
        run_sweeps(now=self.now)
        _count_as_delivered([case.pk for case in self.cases.values()])

    def _register(self, tale: Tale, at: datetime) -> Grievance:
        citizen = _citizen(tale.row, at)
        channel = tale.channel if self.agent or tale.channel != Channel.CALL else Channel.PORTAL
        actor: Actor = self.agent if channel == Channel.CALL and self.agent else citizen
        with_photo = channel != Channel.CALL and tale.category.photo != PhotoNeed.NO
        complaint = Complaint(
            kind=Kind(tale.row["kind"]),
            category=tale.category,
            place=tale.place,
            text=tale.row["text"],
            landmark=tale.row["landmark"],
            language=tale.row["language"],
            uploads=(self._photo(actor, at),) if with_photo else (),
            source_reference=tale.number,
        )
        return register_grievance(citizen=citizen, complaint=complaint, channel=channel, actor=actor, now=at)

    def _do(self, verb: str, case: Grievance, tale: Tale, at: datetime) -> None:
        """One step by whoever may do it; where the case has gone another way meanwhile, the step is not taken."""
        case = Grievance.objects.select_related("citizen").get(pk=case.pk)
        with suppress(SunwaiError, _NobodyThere):
            STEPS[verb](self, case, tale, at)

    def say(self, verb: str) -> str:
        """The next thing that is said at such a step."""
        return next(self.words[verb])

    def holder(self, case: Grievance) -> User:
        """Who holds the case."""
        return self._held(case.post_id)

    def approver(self, proposal: Any) -> User:
        """Before whom the last proposal lies."""
        pending = proposal.filter(outcome=Outcome.PENDING).last()
        if pending is None:
            raise _NobodyThere
        return self._held(pending.approver_id)

    def proof(self, case: Grievance, action: str, actor: User, at: datetime) -> list[Upload]:
        """One drawn photo, if the case is where it can be used."""
        if action not in WORKFLOW.possible(case, frozenset({"holder"})):
            raise _NobodyThere
        return [self._photo(actor, at)]

    def elsewhere(self, case: Grievance) -> Category:
        """A category of another department."""
        others = [row for row in self.other_categories if row.department_id != case.department_id]
        return others[case.pk % len(others)]

    def _held(self, post_id: int) -> User:
        if post_id not in self.holders:
            self.holders[post_id] = holder_of(Post.objects.get(pk=post_id), clock.today())
        return _there(self.holders[post_id])

    def _photo(self, actor: Actor, at: datetime) -> Upload:
        number = next(self.photos)
        file = SimpleUploadedFile(f"demo-{number}.jpg", _drawn(number), "image/jpeg")
        return store_upload(file=file, actor=actor, now=at)


class _NobodyThere(Exception):
    """A post is vacant, or the demo has no such member of staff."""


def _there(user: User | None) -> User:
    if user is None:
        raise _NobodyThere
    return user


def _citizen(row: dict[str, str], at: datetime) -> Citizen:
    return register_citizen(mobile=row["mobile"], name=row["name"], language=row["language"] or "hi", now=at)


# ── The steps ────────────────────────────────────────────────────────────────────────────────────────────
type Step = Callable[[_Replay, Grievance, Tale, datetime], object]


def _by_holder(verb: str, action: Callable[..., object], **given: Any) -> Step:
    """A step of the officer who holds the case, with words where the step has some."""

    def step(replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
        words = {"words": replay.say(verb)} if verb in WORDS else {}
        return action(grievance=case, actor=replay.holder(case), now=at, **words, **given)

    return step


def _by_citizen(verb: str, action: Callable[..., object], **given: Any) -> Step:
    """A step of the citizen on the portal."""

    def step(replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
        return action(
            grievance=case,
            actor=citizen_of(case),
            words=replay.say(verb),
            channel=Channel.PORTAL,
            now=at,
            **given,
        )

    return step


def _by_auditor(verb: str, verdict: AuditVerdict) -> Step:
    def step(replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
        auditor = _there(replay.auditor)
        return audit.audit_quality(
            grievance=case, verdict=verdict, words=replay.say(verb), actor=auditor, now=at
        )

    return step


def _by_approver(verb: str, proposals: str, action: Callable[..., object]) -> Step:
    def step(replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
        words = {"words": replay.say(verb)} if verb in WORDS else {}
        return action(grievance=case, actor=replay.approver(getattr(case, proposals)), now=at, **words)

    return step


def _resolve(replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
    actor = replay.holder(case)
    proof = replay.proof(case, "resolve", actor, at)
    return work.resolve(grievance=case, words=replay.say("resolve"), proof=proof, actor=actor, now=at)


def _propose_closure(replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
    actor = replay.holder(case)
    return special_closure.propose_special_closure(
        grievance=case,
        reason=(ClosureReason.ACTION_TAKEN, ClosureReason.FOUND_FALSE)[case.pk % 2],
        words=replay.say("propose_closure"),
        evidence=replay.proof(case, "propose_special_closure", actor, at),
        actor=actor,
        now=at,
    )


def _propose_transfer(replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
    return transfer.propose_transfer(
        grievance=case,
        category=replay.elsewhere(case),
        words=replay.say("propose_transfer"),
        citizen_spoken_to=True,
        actor=replay.holder(case),
        now=at,
    )


def _confirm(replay: _Replay, case: Grievance, tale: Tale, at: datetime) -> object:
    rating = (5, 4, 5, 3, 4, None)[case.pk % 6]
    return _by_citizen("confirm", closure.confirm, rating=rating)(replay, case, tale, at)


def _deny(replay: _Replay, case: Grievance, tale: Tale, at: datetime) -> object:
    reason = (DenialReason.NOT_DONE, DenialReason.CAME_BACK, DenialReason.PARTLY_DONE)[case.pk % 3]
    return _by_citizen("deny", closure.deny, reason=reason)(replay, case, tale, at)


def _try(replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
    return closure.record_contact_try(
        grievance=case,
        disposition=Disposition.NOT_REACHED,
        words=replay.say("try"),
        actor=_there(replay.agent),
        now=at,
    )


def _join(_replay: _Replay, case: Grievance, tale: Tale, at: datetime) -> object:
    neighbour = _citizen(next(tale.joiners), at)
    return join_grievance(grievance=case, citizen=neighbour, channel=Channel.PORTAL, actor=neighbour, now=at)


def _supporter_yes(_replay: _Replay, case: Grievance, _tale: Tale, at: datetime) -> object:
    for supporter in case.supporters.select_related("citizen"):
        closure.answer_as_supporter(
            grievance=case, done=True, channel=Channel.PORTAL, actor=supporter.citizen, now=at
        )
    return None


def _change_form(replay: _Replay, case: Grievance, tale: Tale, at: datetime) -> object:
    kind = Kind.COMPLAINT if case.kind == Kind.DEMAND else Kind.DEMAND
    return _by_holder("change_form", form.change_form, kind=kind)(replay, case, tale, at)


STEPS: dict[str, Step] = {
    "take_up": _by_holder("take_up", work.take_up),
    "note": _by_holder("note", work.add_note),
    "ask": _by_holder("ask", work.ask_citizen),
    "answer": _by_citizen("answer", work.answer_question),
    "citizen_note": _by_citizen("citizen_note", work.add_citizen_note),
    "join": _join,
    "supporter_yes": _supporter_yes,
    "propose_transfer": _propose_transfer,
    "approve_transfer": _by_approver("approve_transfer", "transfers", transfer.approve_transfer),
    "refuse_transfer": _by_approver("refuse_transfer", "transfers", transfer.refuse_transfer),
    "propose_closure": _propose_closure,
    "approve_closure": _by_approver("approve", "specialclosures", special_closure.approve_special_closure),
    "return_closure": _by_approver(
        "return_closure", "specialclosures", special_closure.return_special_closure
    ),
    "object": _by_citizen("object", special_closure.object_to_closure),
    "resolve": _resolve,
    "confirm": _confirm,
    "deny": _deny,
    "try": _try,
    "reopen": _by_citizen("reopen", closure.reopen),
    "audit_low": _by_auditor("audit_low", AuditVerdict.LOW),
    "audit_reopen": _by_auditor("audit_reopen", AuditVerdict.REOPEN),
    "escalate": _by_holder("escalate", levels.escalate, reason=EscalationReason.BUDGET),
    "send_back": _by_holder("send_back", levels.send_back, reason=SendBackReason.WITHIN_POWERS),
    "mark_invalid": _by_holder(
        "mark_invalid", special_closure.mark_invalid, reason=ClosureReason.IN_COURT, evidence=()
    ),
    "change_form": _change_form,
    "object_to_form": _by_citizen("object_to_form", form.object_to_form),
}


# ── Around it ────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def _quick_commits() -> Iterator[None]:
    """What is invented need not survive a power cut: commits do not wait for the disk meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def _count_as_delivered(case_ids: list[int]) -> None:
    """The messages of the past are not sent any more."""
    Message.objects.filter(case_id__in=case_ids, state=MessageState.QUEUED).update(
        state=MessageState.DELIVERED, attempts=1, sent_at=F("created_at"), finished_at=F("created_at")
    )


# Sky and ground of the drawn photos.
SKIES = (("#bcd7ea", "#8a9a5b"), ("#f2d7a6", "#a0764a"), ("#cfe3d4", "#6e8b57"), ("#d9d3e6", "#8b8378"))


@cache
def _drawn(number: int) -> bytes:
    """A JPEG of a pole, a house and a road that says what it is: a placeholder."""
    sky, ground = SKIES[number]
    picture = Image.new("RGB", (480, 360), sky)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 240, 480, 360), fill=ground)
    draw.polygon(((198, 360), (234, 240), (252, 240), (336, 360)), fill="#6b6b6b")
    draw.rectangle((54, 180, 162, 258), fill="#e8dcc8", outline="#5c4a32", width=3)
    draw.polygon(((42, 180), (108, 132), (174, 180)), fill="#9c4a2f")
    draw.rectangle((360, 90, 370, 264), fill="#4a4036")
    draw.rectangle((336, 108, 394, 114), fill="#4a4036")
    draw.line((0, 72 + 6 * number, 480, 114), fill="#333333", width=2)
    draw.rectangle((0, 0, 480, 40), fill="#14213d")
    draw.text((14, 8), f"DEMO {number + 1}: not a real photo", fill="white", font=ImageFont.load_default(20))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
