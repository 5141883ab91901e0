"""What the actions share: taking hold of a case, moving it, writing down and telling what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from sunwai.accounts.models import User
from sunwai.accounts.programs import Program
from sunwai.casework import timeline
from sunwai.casework.models import CaseKind, EventWords
from sunwai.casework.models import Event as TimelineEvent
from sunwai.citizens.models import Citizen, Language
from sunwai.core import aadhaar, clock, rows
from sunwai.core.actors import SYSTEM, Actor
from sunwai.core.reference import spaced
from sunwai.files import originals
from sunwai.files.models import Upload
from sunwai.grievances import perms, seal
from sunwai.grievances.clock import start_clock
from sunwai.grievances.dispatch import next_post
from sunwai.grievances.enums import EventKind, FileSide, Kind
from sunwai.grievances.errors import DoneBefore, OfficerNeeded
from sunwai.grievances.models import Attachment, Grievance, Outcome, Proposal
from sunwai.grievances.selectors import event_by
from sunwai.grievances.workflow import WORKFLOW
from sunwai.messages.actions import tell_citizen
from sunwai.messages.enums import Channel, Event
from sunwai.offices.ladder import last_resort_post
from sunwai.offices.models import Post
from sunwai.offices.systems import DepartmentSystem

# What comes by these ways is there already, and who wrote it has no form before them.
NOBODY_TO_ASK = frozenset(
    {Channel.SMS, Channel.WHATSAPP, Channel.EMAIL, Channel.IVR, Channel.CPGRAMS, Channel.IMPORT}
)
UNNAMED_OFFICER = {Language.HINDI: "अधिकारी", Language.ENGLISH: "The officer"}


def lock(grievance: Grievance) -> Grievance:
    """The case as it stands in the database, held until the transaction ends."""
    related = ("category__department", "citizen", "place", "post__designation", "post__place")
    case: Grievance = (
        Grievance.objects.select_related(*related).select_for_update(of=("self",)).get(pk=grievance.pk)
    )
    return case


def begin(grievance: Grievance, action: str, *, actor: Actor, **given: Any) -> Grievance:
    """Lock the case, ask whether `actor` may, and move it along its row of the workflow table.

    Raises:
        NotAllowed: the rules do not give this to `actor`.
        TransitionNotAllowed: the case is not in a state or on a level from which this leads anywhere.
        Missing: something the row needs was not given.
        DoneBefore: a program sends what it sent before.
    """
    case = lock(grievance)
    if isinstance(actor, Program) and actor.number:
        _refuse_repetition(case, actor)
    perms.require(actor, action, case)
    WORKFLOW.apply(case, action, **given)
    return case


def record(
    case: Grievance,
    kind: EventKind,
    *,
    actor: Actor,
    at: datetime,
    words: str = "",
    channel: str = "",
    files: Iterable[Upload] = (),
    side: FileSide = FileSide.COMPLAINT,
    **data: Any,
) -> TimelineEvent:
    """Append to the timeline of `case`, with the files that came with it."""
    (number,) = rows.next_values(rows.sequence(TimelineEvent))
    uploads = list(files)
    happened = new_event(
        case, kind, number=number, actor=actor, at=at, words=words, channel=channel, files=uploads, **data
    )
    rows.insert(*happened)
    attach(case, uploads, side=side, event=number, at=at)
    return happened[0]


def new_event(
    case: Grievance, kind: EventKind, *, actor: Actor, files: Iterable[Upload] = (), **happened: Any
) -> tuple[TimelineEvent] | tuple[TimelineEvent, EventWords]:
    """The event as `record` would append it, not written yet; arguments as for `timeline.new_event`.

    Raises:
        AadhaarNotHere: there is an Aadhaar number in the words, and the actor can be asked to take it out.
    """
    happened["words"] = entered(happened.get("words", ""), actor=actor, channel=happened.get("channel", ""))
    if case.citizen_id is None and isinstance(actor, Citizen):
        actor = SYSTEM  # the timeline of a sealed case does not name its citizen
    if isinstance(actor, Program):
        happened |= actor.remark | {"channel": Channel.API}
    if given := list(files):
        happened["files"] = [str(upload.pk) for upload in given]
        # Their place in the chain proves what arrived, and when.
        digests = originals.digests([one.pk for one in given]) if case.kind == Kind.CORRUPTION else {}
        if digests:
            happened["sha256"] = digests
    post = _acting_post(actor, case)
    return timeline.new_event(CaseKind.GRIEVANCE, case.pk, kind, actor=actor, post_id=post, **happened)


def entered(text: str, *, actor: Actor, channel: str) -> str:
    """Free text as it may be kept, without Aadhaar numbers (Aadhaar Act 2016, section 29).

    Raises:
        AadhaarNotHere: there is one, and `actor` has a form before them; where nobody can ask again it is masked.
    """
    return aadhaar.entered(text, asks_again=actor is not SYSTEM and channel not in NOBODY_TO_ASK)


def attach(case: Grievance, uploads: Iterable[Upload], *, side: FileSide, event: int, at: datetime) -> None:
    """Tie files to `case` and to the event (its number) with which they came.

    In a corruption case their custody begins; of other cases no original is kept.
    """
    given = list(uploads)
    Attachment.objects.bulk_create(
        [Attachment(grievance=case, upload=upload, side=side, event_id=event) for upload in given]
    )
    if given:
        settle = originals.receive if case.kind == Kind.CORRUPTION else originals.drop
        settle(given, case_id=case.pk, now=at)


def put_on_table(case: Grievance, post: Post, level: int, *, now: datetime) -> None:
    """Give the case to `post` on `level`, with a fresh clock."""
    case.post, case.level = post, level
    start_clock(case, now=now)


def climb(case: Grievance, *, now: datetime) -> bool:
    """One level up, passing over levels at which nobody sits; at the top it stays, with a fresh clock.

    Returns:
        Whether there was a level above.
    """
    above = next_post(case.line, above=case.level, barred=case.barred_posts)
    if above is None:
        post = case.post if case.level >= len(case.line) else last_resort_post()
        put_on_table(case, post, max(case.level, len(case.line)), now=now)
        return False
    put_on_table(case, above[1], above[0], now=now)
    return True


def at_level_or_above(case: Grievance, level: int, *, now: datetime) -> None:
    """Give the case to the lowest held post from `level` upwards."""
    found = next_post(case.line, above=level - 1, barred=case.barred_posts)
    put_on_table(case, *((found[1], found[0]) if found else (last_resort_post(), len(case.line))), now=now)


def tell(case: Grievance, event: Event, *, now: datetime, also_supporters: bool = False, **more: Any) -> None:
    """Tell the citizen of `case` (and those who joined it) what happened."""
    told: list[Citizen] = [seal.citizen_of(case)]
    if also_supporters:
        told += [supporter.citizen for supporter in case.supporters.select_related("citizen")]
    for citizen in told:
        tell_citizen(citizen=citizen, event=event, case_id=case.pk, now=now, **facts(case, citizen, **more))


def facts(case: Grievance, citizen: Citizen, **more: Any) -> dict[str, Any]:
    """What messages may say of a case, in the language of `citizen`."""
    until = case.due_at or case.objection_until
    told = facts_of(case.reference, case.post, until, citizen.language)
    if case.kind == Kind.CORRUPTION:  # others read the phone, too: not even that it lies with vigilance
        told["officer"] = UNNAMED_OFFICER[Language(citizen.language)]
    return told | more


def facts_of(number: str, post: Post, until: datetime | None, language: str) -> dict[str, Any]:
    """What messages may say of the case `number` that lies with `post`."""
    designation = post.designation
    rank = designation.name_hi if language == Language.HINDI else designation.name_en
    return {
        "reference": spaced(number),
        "officer": f"{rank}, {post.place.name(language)}",
        "until": until,
        "link": f"{settings.PUBLIC_URL}{'' if language == Language.HINDI else '/en'}/c/{number}/",
    }


def lapse_proposals(case: Grievance, *, now: datetime) -> None:
    """What was put before another officer and not decided is void once the case has moved on."""
    proposals: tuple[Any, ...] = (case.transfers, case.specialclosures)
    for pending in proposals:
        pending.filter(outcome=Outcome.PENDING).update(outcome=Outcome.LAPSED, decided_at=now)


def decide(proposal: Proposal, outcome: Outcome, *, actor: Actor, now: datetime) -> None:
    """Write down how a proposal ended and by whom."""
    proposal.outcome, proposal.decided_at = outcome, now
    proposal.decided_by = person(actor)
    proposal.save(update_fields=["outcome", "decided_by", "decided_at"])


def _acting_post(actor: Actor, case: Grievance) -> int | None:
    """The post under which a member of staff acts: the one that holds the case, else one that they hold.

    The department's own system, where it names nobody, acts for the post that holds the case.
    """
    officer = person(actor)
    if officer is None:
        return case.post_id if isinstance(actor, DepartmentSystem) else None
    posts = list(Post.objects.held_by(officer, clock.today()).order_by("pk").values_list("pk", flat=True))
    if case.post_id in posts:
        return case.post_id
    in_line = [post for post in posts if post in case.line]
    return next(iter([*in_line, *posts]), None)


def person(actor: Actor) -> User | None:
    """The member of staff who acts, or for whom the department's own system does; None where nobody is named."""
    if isinstance(actor, DepartmentSystem):
        return actor.officer
    return actor if isinstance(actor, User) else None


def staff(actor: Actor) -> User:
    """`person` where only a member of staff can have passed the check before.

    Raises:
        OfficerNeeded: the department's own system names nobody.
    """
    found = person(actor)
    if found is None and isinstance(actor, DepartmentSystem):
        raise OfficerNeeded
    assert found is not None
    return found


def _refuse_repetition(case: Grievance, program: Program) -> None:
    if event := event_by(case, program):
        raise DoneBefore(event=event.pk)
