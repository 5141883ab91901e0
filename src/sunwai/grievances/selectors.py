"""Reading cases: lists, counts, the timeline in words. Every list is scoped to its viewer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sunwai.accounts.models import User
from sunwai.accounts.programs import Program
from sunwai.casework.models import CaseKind, Event
from sunwai.citizens.models import Citizen
from sunwai.core import clock, reference, rows
from sunwai.core.actors import Actor, ActorKind
from sunwai.core.options import option
from sunwai.files.models import Upload
from sunwai.grievances.enums import (
    CLOCK_STATES,
    CLOSED_STATES,
    ClosureReason,
    DenialReason,
    Disposition,
    EscalationReason,
    EventKind,
    Kind,
    SendBackReason,
    State,
)
from sunwai.grievances.errors import UnknownUpload
from sunwai.grievances.models import (
    WORDS,
    Attachment,
    Grievance,
    Interaction,
    Outcome,
    SpecialClosure,
    Transfer,
)
from sunwai.language import key
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category, Post
from sunwai.offices.selectors import post_ids_of
from sunwai.places.models import Place

MOST_WORDS = 8  # of a search that are read
LONGEST_WORD = 40  # characters of a word that are indexed (migration 0004)

# ── Finding ──────────────────────────────────────────────────────────────────────────────────────────────


def find_by_reference(text: str, viewer: object) -> Grievance | None:
    """The case with the number `text` (spaces and Devanagari digits are fine), if `viewer` may see it."""
    number = reference.clean(text)
    if not reference.is_valid(number):
        return None
    return with_names(Grievance.objects.visible_to(viewer)).filter(reference=number).first()


def entrusted(text: str) -> Grievance | None:
    """The case with the number `text`, unless it is sealed. Unscoped: for whom its citizen gave the number to."""
    cases = Grievance.objects.filter(reference=reference.clean(text), citizen__isnull=False)
    return with_names(cases).exclude(kind=Kind.CORRUPTION).first()


def with_names(cases: QuerySet[Grievance]) -> QuerySet[Grievance]:
    """`cases` with everything that a list or page names of them, in one query."""
    return cases.select_related(
        "category__department",
        "citizen",
        "district",
        "place__revenue_parent",
        "place__local_parent",
        "place__district",
        "post__designation",
        "post__place",
    )


def cases_of_mobile(mobile: str, viewer: object) -> QuerySet[Grievance]:
    """What the desk shows `viewer` of a caller: unsealed cases, open ones first, newest first."""
    # Two short look-ups instead of one join with everything: planning that one takes longer than the call can wait.
    joined = Grievance.objects.filter(supporters__citizen__mobile=mobile).values("pk")
    brought = Grievance.objects.filter(citizen__mobile=mobile).values("pk")
    cases = Grievance.objects.visible_to(viewer).filter(Q(pk__in=brought) | Q(pk__in=joined), seal=None)
    return with_names(cases).order_by(F("closed_at").desc(nulls_first=True), "-registered_at")


def citizen_of_call(call: Interaction) -> Citizen | None:
    """Who is on the line, as far as the helpline knows the number."""
    if call.citizen:
        return call.citizen
    return Citizen.objects.select_related("place__district").filter(mobile=call.mobile).first()


def newest_subjects(count: int) -> list[int]:
    """What the newest cases are about, for counting: keys of categories, nothing of any case."""
    return list(Grievance.objects.order_by("-pk").values_list("category", flat=True)[:count])


# ── Words and numbers ────────────────────────────────────────────────────────────────────────────────────


def search(viewer: object, text: str, *, district: Place | None = None) -> QuerySet[Grievance]:
    """What `viewer` may see of the cases whose number or words match `text`, newest first.

    Words match in whichever script: all of them, each at least begun. In a `district` they are found by an index;
    without one, all that `viewer` may see is read, which suits an officer's own cases.
    """
    cases = Grievance.objects.visible_to(viewer).defer("text_key").order_by("-registered_at")
    found = _by_number(text)
    if words := _words(text):
        found |= _indexed(words, district) if district else _worded(words)
    return cases.filter(found)


def matching(text: str) -> Q:
    """Cases whose number or words match `text`, of a set that is small by itself: no index is asked."""
    return _by_number(text) | _worded(_words(text))


def _by_number(text: str) -> Q:
    number = reference.clean(text)
    return Q(reference=number) if reference.is_valid(number) else Q(pk__in=[])


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in key(text).split()[:MOST_WORDS]]


def _worded(words: list[str]) -> Q:
    return Q(*(Q(text_key__startswith=word) | Q(text_key__contains=f" {word}") for word in words))


def _indexed(words: list[str], district: Place) -> Q:
    begun = " & ".join(f"'{district.pk}:{word}':*" for word in words)
    wanted = Cast(Value(begun), SearchQueryField())
    return Q(
        Func(WORDS, wanted, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())
    )


# ── Decisions that wait ──────────────────────────────────────────────────────────────────────────────────


def approvals_for(user: User) -> list[Transfer | SpecialClosure]:
    """Proposals that wait for `user`, oldest first. Not those `user` made."""
    waiting: list[Any] = []
    for proposals in _waiting_for(user):
        waiting += with_names_of(proposals)
    return sorted(waiting, key=lambda proposal: proposal.proposed_at)


def with_names_of(proposals: QuerySet[Any]) -> QuerySet[Any]:
    """Proposals with all that the list of them names."""
    found = proposals.select_related(
        "grievance__category__department",
        "grievance__place__revenue_parent",
        "grievance__place__local_parent",
        "grievance__place__district",
        "proposed_by",
        "event__words",
    )
    return found.select_related("category__department") if proposals.model is Transfer else found


def form_was_changed(case: Grievance) -> bool:
    """Whether there is a change of kind to which the citizen has not objected."""
    change = case.form_changes.last()
    return change is not None and change.objected_at is None and change.new == case.kind


def reopen_until(case: Grievance) -> datetime | None:
    """Until when a closed case can be opened again; None where it cannot."""
    if case.closed_at is None or case.reopened_once:
        return None
    until: datetime = case.closed_at + timedelta(days=option("grievance.reopen_days"))
    return until if clock.now() <= until else None


def event_by(case: Grievance, program: Program) -> Event | None:
    """What `program` did to `case` under its own number; None where it did not yet."""
    done = case.events().filter(actor_kind=program.actor_kind, actor_id=program.pk)
    return done.filter(data__source=program.number).first()


def own_uploads(actor: Actor, numbers: Collection[UUID]) -> list[Upload]:
    """Files that `actor` gave and that hang on no case yet, in the order of `numbers`.

    Raises:
        UnknownUpload: one of them is not such a file.
    """
    own = Upload.objects.filter(
        uploaded_by_kind=actor.actor_kind, uploaded_by_id=actor.pk, attachment=None
    ).in_bulk(numbers)
    if set(numbers) - own.keys():
        raise UnknownUpload
    return [own[number] for number in dict.fromkeys(numbers)]


def files_of(event_id: int) -> list[Upload]:
    """What was given with one event."""
    attachments = Attachment.objects.filter(event=event_id).select_related("upload").order_by("pk")
    return [attachment.upload for attachment in attachments]


COUNT_APPROVALS = """
    SELECT (SELECT count(*) FROM grievances_transfer p
            WHERE p.approver_id = ANY(%(posts)s) AND p.outcome = '' AND p.proposed_by_id IS DISTINCT FROM %(user)s)
        + (SELECT count(*) FROM grievances_specialclosure p
            WHERE p.approver_id = ANY(%(posts)s) AND p.outcome = '' AND p.proposed_by_id IS DISTINCT FROM %(user)s)
"""


def count_approvals(user: User) -> int:
    """How many proposals wait for `user`."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_APPROVALS, {"user": user.pk, "posts": post_ids_of(user, clock.today())})
        return int(cursor.fetchone()[0])


def _waiting_for(user: User) -> list[QuerySet[Any]]:
    posts = post_ids_of(user, clock.today())
    return [
        model.objects.filter(outcome=Outcome.PENDING, approver__in=posts).exclude(proposed_by=user)
        for model in (Transfer, SpecialClosure)
    ]


# ── The desk's calls about the closure question ──────────────────────────────────────────────────────────

TRIED = frozenset({Disposition.NOT_REACHED, Disposition.WRONG_NUMBER})
NEVER_CALLED = Disposition.DROPPED  # of a call that the helpline was to make by itself: our own fault


def calls_to_make(viewer: User, now: datetime) -> QuerySet[Grievance]:
    """The closure questions that those who work at the desk may put by telephone: their common work."""
    return questions_to_ask(now) if viewer.may("desk") else Grievance.objects.none()


def questions_to_ask(now: datetime) -> QuerySet[Grievance]:
    """Resolved cases whose citizen has not answered and was not called by us today, longest waiting first; none
    sealed, none of a citizen without a mobile.

    Unscoped: for the desk (`calls_to_make`) and for the calls that the helpline makes by itself.
    """
    called_today = calls_of_today(now).filter(mobile=OuterRef("citizen__mobile"), ended_at__isnull=False)
    waiting = Grievance.objects.filter(
        state=State.AWAITING_CONFIRMATION, seal=None, citizen__mobile__isnull=False
    )
    cases = waiting.exclude(Exists(called_today))
    return with_names(cases).order_by("resolved_at")


def calls_of_today(now: datetime) -> QuerySet[Interaction]:
    """The calls that were made to citizens today, whoever made them; not those that a fault of ours prevented."""
    day = now.astimezone(clock.IST).date()
    prevented = Q(channel=Channel.IVR, disposition=NEVER_CALLED)
    return Interaction.objects.filter(outgoing=True, started_at__date=day).exclude(prevented)


def waits_longest(viewer: User) -> Grievance | None:
    """The closure question that has gone unanswered longest, for who oversees the floor."""
    if not viewer.may("floor"):
        return None
    waiting = Grievance.objects.filter(state=State.AWAITING_CONFIRMATION, seal=None)
    return with_names(waiting).order_by("resolved_at").first()


def callbacks_in_progress(now: datetime) -> QuerySet[Interaction]:
    """Calls that somebody is making; one that was not wrapped up in time no longer keeps others away."""
    since = now - timedelta(minutes=option("contact.callback_minutes"))
    calls = Interaction.objects.filter(outgoing=True, ended_at=None, started_at__gt=since)
    return calls.select_related("agent").order_by("started_at")


def was_tried_enough(case: Grievance) -> bool:
    """Whether the citizen was called in vain on as many different days as the rule asks since the resolution."""
    tries = Interaction.objects.filter(
        grievance=case, outgoing=True, disposition__in=TRIED, started_at__gte=case.resolved_at
    )
    days = {at.astimezone(clock.IST).date() for at in tries.values_list("started_at", flat=True)}
    return bool(len(days) >= option("contact.tries"))


# ── The timeline in words ────────────────────────────────────────────────────────────────────────────────

# What only staff see: the inside of decisions that are told as a result, and the helpline's own bookkeeping.
INTERNAL = frozenset(
    {
        EventKind.WARNED,
        EventKind.OVERDUE,
        EventKind.SPECIAL_CLOSURE_PROPOSED,
        EventKind.SPECIAL_CLOSURE_RETURNED,
        EventKind.TRANSFER_PROPOSED,
        EventKind.TRANSFER_REFUSED,
        EventKind.AUDITED,
        EventKind.SEAL_OPENED,
        EventKind.REVEAL_ASKED,
        EventKind.REVEAL_APPROVED,
        EventKind.REVEAL_REFUSED,
        EventKind.ACCUSED_DECIDED,
        EventKind.VOICE_SECURED,
    }
)


@dataclass(frozen=True)
class Entry:
    """One event as a page shows it, in the reader's language."""

    kind: EventKind
    title: str
    at: datetime
    who: str
    words: str
    details: list[str]
    files: list[Upload] = field(default_factory=list)


EVENT = (rows.Part("e", Event, ("id", "kind", "at", "actor_kind", "actor_id", "post_id", "data")),)
FILE = (rows.Part("a", Attachment, ("id", "event_id")), rows.Part("u", Upload, ("id", "kind"), "upload"))
EVENTS = f"""
    SELECT {rows.columns(EVENT)}, w.text FROM casework_event e LEFT JOIN casework_eventwords w ON w.event_id = e.id
    WHERE e.case_kind = '{CaseKind.GRIEVANCE}' AND e.case_id = %s ORDER BY e.seq
"""  # noqa: S608 (names of columns)
FILES = f"""
    SELECT {rows.columns(FILE)} FROM grievances_attachment a JOIN files_upload u ON u.id = a.upload_id
    WHERE a.grievance_id = %s ORDER BY a.id
"""  # noqa: S608


def timeline_of(grievance: Grievance, viewer: object) -> list[Entry]:
    """The timeline of a case, oldest first; who is not staff is spared what is internal."""
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [grievance.pk])
        found = cursor.fetchall()
        cursor.execute(FILES, [grievance.pk])
        attachments = [rows.build(FILE, row) for row in cursor.fetchall()]
    events: list[Event] = [rows.build(EVENT, row) for row in found]
    said = {event.pk: row[-1] or "" for event, row in zip(events, found, strict=True)}
    if not isinstance(viewer, User):
        events = [event for event in events if event.kind not in INTERNAL]
    files: dict[int, list[Upload]] = {}
    for attachment in attachments:
        files.setdefault(attachment.event_id, []).append(attachment.upload)
    names = _Names(events)
    return [
        Entry(
            kind=EventKind(event.kind),
            title=str(EventKind(event.kind).label),
            at=event.at.astimezone(clock.IST),
            who=names.who(event, viewer),
            words=said[event.pk],
            details=names.details(event),
            files=files.get(event.pk, []),
        )
        for event in events
    ]


# What an event's codes mean, by event kind.
REASONS: dict[str, type[Any]] = {
    EventKind.DENIED: DenialReason,
    EventKind.ESCALATED: EscalationReason,
    EventKind.SENT_BACK: SendBackReason,
    EventKind.CONTACT_TRIED: Disposition,
}


class _Names:
    """Posts and categories that a timeline names, fetched once."""

    def __init__(self, events: Iterable[Event]) -> None:
        events = list(events)
        self.posts = Post.objects.select_related("designation", "place").in_bulk(
            {number for event in events for number in _post_ids(event)}
        )
        self.categories = Category.objects.select_related("department").in_bulk(
            {event.data[name] for event in events for name in ("category", "to") if name in event.data}
        )

    def who(self, event: Event, viewer: object) -> str:
        """Who acted: officers by their post, never by name; a citizen as such."""
        if event.actor_kind == ActorKind.API and event.post_id in self.posts:
            return _("%(post)s, through the department's own system") % {
                "post": self.posts[event.post_id].label
            }
        if event.actor_kind == ActorKind.STAFF and event.post_id in self.posts:
            return self.posts[event.post_id].label
        if (
            event.actor_kind == ActorKind.CITIZEN
            and isinstance(viewer, Citizen)
            and event.actor_id == viewer.pk
        ):
            return _("You")
        return str(WHO[event.actor_kind]())

    def details(self, event: Event) -> list[str]:
        """What else there is to say: reason, new holder, new subject."""
        data, found = event.data, []
        if reason := data.get("reason") or data.get("disposition"):
            found.append(str(REASONS.get(event.kind, ClosureReason)(reason).label))
        if event.kind == EventKind.TRANSFER_PROPOSED and (category := self.categories.get(data.get("to"))):
            found.append(category.label)
        if event.kind in {EventKind.FORM_CHANGED, EventKind.FORM_OBJECTED}:
            found.append(f"{Kind(data['old']).label} → {Kind(data['new']).label}")
        if rating := data.get("rating"):
            found.append(_("%(rating)s of 5") % {"rating": rating})
        if event.kind == EventKind.SUPPORTER_ANSWERED:
            found.append(_("done") if data["done"] else _("not done"))
        if (post := self.posts.get(_new_post(event))) and event.kind != EventKind.TAKEN_UP:
            found.append(_("with %(post)s") % {"post": post.label})
        return found


WHO: dict[str, Callable[[], str | Promise]] = {
    ActorKind.CITIZEN: lambda: _("The citizen"),
    ActorKind.STAFF: lambda: _("Helpline 181"),
    ActorKind.API: lambda: _("Another system"),
    ActorKind.SYSTEM: lambda: _("Helpline 181"),
}


def _new_post(event: Event) -> int | None:
    new = event.data.get("new")
    found = new.get("post") if isinstance(new, dict) else event.data.get("post")
    return int(found) if found else None


def _post_ids(event: Event) -> set[int]:
    return {number for number in (event.post_id, _new_post(event)) if number}


# ── Public figures ───────────────────────────────────────────────────────────────────────────────────────


def public_counts() -> dict[str, int]:
    """Registered, closed by the citizen's word, closed specially, closed unreached."""
    rows = dict(Grievance.objects.values_list("state").annotate(Count("pk")))
    return {
        "registered": sum(rows.values()),
        "closed": sum(rows.get(state, 0) for state in CLOSED_STATES),
        "satisfied": rows.get(State.CLOSED_SATISFIED, 0),
        "special": rows.get(State.CLOSED_SPECIAL, 0),
        "unreached": rows.get(State.CLOSED_UNREACHED, 0),
        "running": sum(rows.get(state, 0) for state in CLOCK_STATES),
    }
