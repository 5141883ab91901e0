"""Which appeal lies when, and before whom (Act of 2010, sections 6 and 9)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.core.options import option
from sunwai.janseva.dispatch import appeal_authority
from sunwai.janseva.enums import AppealState, Ground, Outcome, Stage, State
from sunwai.janseva.errors import AppealTooLate, NoAppeal, NobodyDecides
from sunwai.janseva.models import Appeal, Application, Penalty
from sunwai.offices.selectors import post_ids_of

DAYS = {
    Stage.FIRST: "janseva.first_appeal_days",
    Stage.SECOND: "janseva.second_appeal_days",
    Stage.REVISION: "janseva.revision_days",
}


def next_appeal(application: Application, *, now: datetime) -> tuple[Stage, Ground]:
    """The appeal that the applicant may file now.

    Raises:
        NoAppeal: none.
        AppealTooLate: its days are over.
    """
    stage, ground, until = _open(application)
    if now > until:
        raise AppealTooLate(days=option(DAYS[stage]))
    return stage, ground


def _open(application: Application) -> tuple[Stage, Ground, datetime]:
    """Stage, ground, and until when."""
    filed = {appeal.stage: appeal for appeal in application.appeals.all()}
    stage, ground, since = _next(application, filed)
    return stage, ground, since + timedelta(days=option(DAYS[stage]))


def _next(application: Application, filed: dict[str, Appeal]) -> tuple[Stage, Ground, datetime]:
    """Stage, ground, and since when."""
    first = filed.get(Stage.FIRST)
    if first is None:
        if application.state == State.REJECTED and application.decided_at:
            return Stage.FIRST, Ground.REJECTED, application.decided_at
        if application.is_overdue and application.decided_at is None and application.act_due_at:
            return Stage.FIRST, Ground.OVERDUE, application.act_due_at
        raise NoAppeal
    if Stage.SECOND in filed:
        raise NoAppeal
    if first.state == AppealState.DECIDED and first.decided_at and _is_unfulfilled(application, first):
        return Stage.SECOND, Ground.ORDER, first.decided_at
    if first.state != AppealState.DECIDED and first.due_at < clock.now():
        return Stage.SECOND, Ground.OVERDUE, first.due_at
    raise NoAppeal


def _is_unfulfilled(application: Application, first: Appeal) -> bool:
    """The first appeal was dismissed, or the service was not given by the day it ordered, or only late."""
    if first.outcome == Outcome.DISMISSED:
        return True
    return application.is_overdue or application.state != State.ISSUED


def may_appeal(application: Application, *, now: datetime) -> bool:
    """Whether `next_appeal` finds one."""
    return may_appeal_until(application, now=now) is not None


def may_appeal_until(application: Application, *, now: datetime) -> datetime | None:
    """Until when the appeal that `next_appeal` finds may be filed; None where it finds none."""
    try:
        _stage, _ground, until = _open(application)
    except NoAppeal:
        return None
    return until if now <= until else None


def require_revision(penalty: Penalty, *, now: datetime) -> None:
    """That the officer may still ask for a revision of `penalty` (section 9).

    Raises:
        NoAppeal: it was asked before.
        AppealTooLate: its days are over.
    """
    if Appeal.objects.filter(application=penalty.appeal.application, stage=Stage.REVISION).exists():
        raise NoAppeal
    days = option(DAYS[Stage.REVISION])
    if now > penalty.imposed_at + timedelta(days=days):
        raise AppealTooLate(days=days)


def may_ask_revision(penalty: Penalty, *, now: datetime) -> bool:
    """Whether `require_revision` holds."""
    try:
        require_revision(penalty, now=now)
    except (NoAppeal, AppealTooLate):
        return False
    return True


def stage_of_authority(application: Application, actor: User) -> Stage:
    """On which stage `actor` hears appeals on `application`.

    Raises:
        NoAppeal: on none.
    """
    stage = stage_before(application, post_ids_of(actor, clock.today()))
    if stage is None:
        raise NoAppeal
    return stage


def stage_before(application: Application, posts: Collection[int]) -> Stage | None:
    """The stage of appeals that lie before one of `posts`, by their numbers; None: before none of them."""
    for stage in (Stage.FIRST, Stage.SECOND):
        try:
            if appeal_authority(application, stage).pk in posts:
                return stage
        except NobodyDecides:
            return None
    return None


def require_overdue(application: Application, stage: Stage) -> None:
    """That an authority may take it up of its own accord.

    Raises:
        NoAppeal: it is not overdue, or an appeal of this stage is there.
    """
    if not application.is_overdue or application.appeals.filter(stage=stage).exists():
        raise NoAppeal
