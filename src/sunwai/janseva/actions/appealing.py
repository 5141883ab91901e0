"""Appeals: filed by the applicant or taken up by the authority, heard, decided, and what an officer pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core import aadhaar, clock
from sunwai.core.actors import Actor
from sunwai.core.errors import NotAllowed
from sunwai.core.options import option, working_calendar
from sunwai.janseva import appeals, penalties
from sunwai.janseva.actions.base import begin, lock, office_page, record, tell, tell_officer
from sunwai.janseva.dispatch import appeal_authority
from sunwai.janseva.enums import AppealState, EventKind, Ground, Outcome, PenaltyKind, Stage, State
from sunwai.janseva.errors import HearingFirst, RevisionOutOfRange
from sunwai.janseva.models import Appeal, Application, Penalty
from sunwai.messages.enums import Event
from sunwai.offices.selectors import holder_of, post_ids_of


@action
def file_appeal(*, application: Application, words: str, actor: Actor, now: datetime) -> Appeal:
    """The applicant appeals to the next authority that is open to them (section 6).

    Raises:
        NotAllowed, TransitionNotAllowed: see `begin`.
        NoAppeal, AppealTooLate: see there.
        AadhaarNotHere: the words have an Aadhaar number in them.
    """
    aadhaar.refuse(words)
    stage, ground = appeals.next_appeal(lock(application), now=now)
    locked = begin(application, "appeal", actor=actor, ground=ground)
    return _file(locked, stage, ground, words, actor, now)


@action
def take_up_overdue(*, application: Application, actor: User, now: datetime) -> Appeal:
    """An authority takes up what is overdue of its own accord, on its own level.

    Raises:
        NotAllowed: it lies in none of the actor's lines.
        NoAppeal: it is not overdue, or was taken up before.
    """
    locked = begin(application, "appeal", actor=actor, ground=Ground.OWN_MOTION)
    stage = appeals.stage_of_authority(locked, actor)
    appeals.require_overdue(locked, stage)
    return _file(locked, stage, Ground.OWN_MOTION, "", actor, now)


@action
def fix_hearing(*, appeal: Appeal, hearing_at: datetime, actor: User, now: datetime) -> Appeal:
    """Say when the parties are heard: the applicant is told, and the officer who decided or should have.

    Raises:
        NotAllowed: it lies before another.
    """
    locked, application = _begin(appeal, "fix_hearing", actor, hearing_at=hearing_at)
    locked.state, locked.hearing_at = AppealState.HEARING, hearing_at
    locked.save(update_fields=["state", "hearing_at"])
    record(
        application,
        EventKind.HEARING_FIXED,
        actor=actor,
        at=now,
        stage=locked.stage,
        hearing=hearing_at.isoformat(),
    )
    tell(application, Event.JANSEVA_HEARING, now=now, until=hearing_at)
    _tell_opponent(application, EventKind.HEARING_FIXED, now)
    return locked


@dataclass(frozen=True, kw_only=True)
class Order:
    """What an authority decides.

    Attributes:
        provide_days: working days within which the service is to be given, if the appeal is allowed.
        kind: for what the designated officer pays; empty: nothing.
        penalty: rupees of a penalty at once; that for delay follows from the days.
        compensation: rupees of it for the applicant.
    """

    outcome: Outcome
    words: str
    provide_days: int = 1
    kind: PenaltyKind | None = None
    penalty: int = 0
    compensation: int = 0


@action
def decide_appeal(*, appeal: Appeal, order: Order, actor: User, now: datetime) -> Appeal:
    """Decide an appeal on the service, in writing. Allowed, the designated officer has to give it by a day. A penalty
    is imposed by the second appeal authority alone, after a hearing (section 7).

    Raises:
        NotAllowed: it lies before another, or this authority imposes no penalty.
        HearingFirst, PenaltyOutOfRange, CompensationTooHigh, Missing: see there.
    """
    aadhaar.refuse(order.words)
    verb = "order_anew" if _is_reopened(appeal, order) else "order"
    locked, application = _begin(appeal, verb, actor, outcome=order.outcome, words=order.words.strip())
    if locked.stage == Stage.REVISION:
        raise NotAllowed(action=verb)
    locked.state, locked.outcome = AppealState.DECIDED, order.outcome
    locked.decided_at, locked.decided_by = now, actor
    told = {"stage": locked.stage, "outcome": order.outcome.value}
    record(application, EventKind.ORDERED, actor=actor, at=now, words=order.words.strip(), **told)
    if order.kind:
        _penalise(locked, application, order.kind, order, actor, now)
    if order.outcome is Outcome.ALLOWED:
        locked.provide_by = working_calendar().deadline(now, order.provide_days)
        _order_service(application, locked.provide_by)
    locked.save()
    tell(application, Event.JANSEVA_ORDER, now=now)
    _tell_opponent(application, EventKind.ORDERED, now)
    return locked


@action
def ask_revision(*, penalty: Penalty, words: str, actor: User, now: datetime) -> Appeal:
    """The officer on whom a penalty was imposed asks the authority above to revise it (section 9).

    Raises:
        NotAllowed: it is not the actor's penalty.
        NoAppeal, AppealTooLate, NobodyDecides, Missing: see there.
        AadhaarNotHere: the words have an Aadhaar number in them.
    """
    aadhaar.refuse(words)
    application = begin(penalty.appeal.application, "ask_revision", actor=actor, words=words.strip())
    if penalty.officer_id != actor.pk:
        raise NotAllowed(action="ask_revision")
    appeals.require_revision(penalty, now=now)
    return _file(application, Stage.REVISION, Ground.PENALTY, words, actor, now)


@action
def decide_revision(*, appeal: Appeal, words: str, penalty: int, actor: User, now: datetime) -> Appeal:
    """Decide what remains of a penalty (section 9): less than was imposed, and then of the compensation not more than
    that; or all of it.

    Args:
        penalty: rupees that remain.

    Raises:
        NotAllowed: it lies before another, or is none.
        RevisionOutOfRange, Missing: see there.
    """
    aadhaar.refuse(words)
    locked, application = _begin(appeal, "revise", actor, words=words.strip())
    if locked.stage != Stage.REVISION:
        raise NotAllowed(action="revise")
    imposed = Penalty.objects.select_for_update().get(appeal__application=application)
    if not 0 <= penalty * 100 <= imposed.paise:
        raise RevisionOutOfRange(imposed=imposed.paise // 100)
    is_lowered = penalty * 100 < imposed.paise
    locked.state, locked.decided_at, locked.decided_by = AppealState.DECIDED, now, actor
    locked.outcome = Outcome.ALLOWED if is_lowered else Outcome.DISMISSED
    locked.save()
    told = {"stage": locked.stage, "outcome": locked.outcome.value}
    record(application, EventKind.ORDERED, actor=actor, at=now, words=words.strip(), **told)
    if is_lowered:
        imposed.revised_at, imposed.revised_paise = now, penalty * 100
        imposed.save(update_fields=["revised_at", "revised_paise"])
        record(application, EventKind.PENALTY_REVISED, actor=actor, at=now, paise=penalty * 100)
    tell(application, Event.JANSEVA_ORDER, now=now)
    _tell_opponent(application, EventKind.ORDERED, now)
    return locked


@action
def note_recovery(*, penalty: Penalty, actor: User, now: datetime) -> Penalty:
    """The penalty was taken from the officer's salary.

    Raises:
        NotAllowed: the actor imposed it not, nor sits where it was imposed; or it was noted before.
    """
    locked = Penalty.objects.select_for_update(of=("self",)).select_related("appeal").get(pk=penalty.pk)
    if locked.recovered_at or locked.appeal.post_id not in post_ids_of(actor, clock.today()):
        raise NotAllowed
    locked.recovered_at = now
    locked.save(update_fields=["recovered_at"])
    return locked


def _file(
    application: Application, stage: Stage, ground: Ground, words: str, actor: Actor, now: datetime
) -> Appeal:
    appeal = Appeal.objects.create(
        application=application,
        stage=stage,
        ground=ground,
        post=appeal_authority(application, stage),
        filed_at=now,
        due_at=working_calendar().deadline(now, option("janseva.decide_days")),
    )
    record(
        application, EventKind.APPEALED, actor=actor, at=now, words=words.strip(), stage=stage, ground=ground
    )
    tell(application, Event.JANSEVA_APPEALED, now=now, until=appeal.due_at)
    tell_officer(
        application,
        appeal.post,
        Event.OFFICER_DECISION,
        page=f"/office/appeals/{appeal.pk}/",
        now=now,
        word=stage.label,
    )
    return appeal


def _tell_opponent(application: Application, kind: EventKind, now: datetime) -> None:
    """The officer who pays, else who decided, else who has it, learns of a hearing or an order."""
    penalty = Penalty.objects.filter(appeal__application=application).select_related("officer").first()
    page = f"/office/appeals/penalties/{penalty.pk}/" if penalty else office_page(application)
    to = penalty.officer if penalty else application.decided_by or application.post
    tell_officer(application, to, Event.OFFICER_NEW, page=page, now=now, word=kind.label)


def _begin(appeal: Appeal, verb: str, actor: User, **given: object) -> tuple[Appeal, Application]:
    """Both locked, and the appeal before the actor and not decided."""
    application = begin(appeal.application, verb, actor=actor, **given)
    locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if locked.state == AppealState.DECIDED or locked.post_id not in post_ids_of(actor, clock.today()):
        raise NotAllowed(action=verb)
    return locked, application


def _is_reopened(appeal: Appeal, order: Order) -> bool:
    """Whether the order opens what the designated officer had refused."""
    return order.outcome is Outcome.ALLOWED and appeal.application.state == State.REJECTED


def _order_service(application: Application, provide_by: datetime) -> None:
    """The designated officer has it again, with the day that the order names."""
    if application.state not in (State.WITH_OFFICER, State.WAITING_FOR_APPLICANT):
        return
    application.decided_at, application.decided_by, application.rejection = None, None, ""
    application.due_at = provide_by
    application.save()


def _penalise(
    appeal: Appeal, application: Application, kind: PenaltyKind, order: Order, actor: User, now: datetime
) -> None:
    """Write down what the officer pays who decided the application, or who should have (section 7(1))."""
    if appeal.stage != Stage.SECOND:
        raise NotAllowed(action="penalise")
    if appeal.hearing_at is None or appeal.hearing_at > now:
        raise HearingFirst
    officer = application.decided_by or holder_of(application.post, now.date())
    if officer is None or application.act_due_at is None:
        raise NotAllowed(action="penalise")
    days = penalties.days_late(application.act_due_at, application.decided_at or now)
    is_delay = kind is PenaltyKind.DELAY
    paise = penalties.delay_penalty(days) if is_delay else penalties.check_at_once(order.penalty)
    penalty = Penalty.objects.create(
        appeal=appeal,
        officer=officer,
        post=application.post,
        kind=kind,
        days=days if is_delay else 0,
        paise=paise,
        compensation_paise=penalties.check_compensation(order.compensation, paise),
        imposed_at=now,
        imposed_by=actor,
    )
    record(
        application,
        EventKind.PENALISED,
        actor=actor,
        at=now,
        paise=paise,
        days=penalty.days,
        penalty=kind,
    )
