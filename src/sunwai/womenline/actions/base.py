"""What the actions share: a transaction behind the wall, taking hold of a case, writing down what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from sunwai.accounts.models import User
from sunwai.casework import timeline
from sunwai.casework.action import action
from sunwai.casework.models import CaseKind, Event
from sunwai.core import rows
from sunwai.core.actors import Actor
from sunwai.core.errors import NotAllowed
from sunwai.womenline import bus, perms, wall
from sunwai.womenline.enums import EventKind
from sunwai.womenline.errors import CaseErased
from sunwai.womenline.models import Case, Note
from sunwai.womenline.workflow import WORKFLOW


def confidential[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """An action behind the wall, opened for its `actor`, who must be a member of staff.

    Raises:
        NotAllowed: anyone else.
    """

    @action
    @wraps(function)
    def behind_the_wall(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = kwargs.get("actor")
        if not isinstance(actor, User):
            raise NotAllowed
        with wall.opened(actor):
            return function(*args, **kwargs)

    return behind_the_wall


def begin(case: Case | int, verb: str, *, actor: User, **given: Any) -> Case:
    """Lock the case (or the one with this key), ask whether `actor` may, and move it along its row of the table.

    Raises:
        NotAllowed: the rules do not give this to `actor`, or there is no such case for them.
        CaseErased: see there.
        TransitionNotAllowed: the case is not in a state from which this leads anywhere.
        Missing: something the row needs was not given.
    """
    key = case.pk if isinstance(case, Case) else case
    locked: Case | None = (
        Case.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=key).first()
    )
    if locked is None:
        raise NotAllowed(action=verb)
    perms.require(actor, verb, locked)
    if locked.erased_at:
        raise CaseErased
    WORKFLOW.apply(locked, verb, **given)
    return locked


def record(case: Case, kind: EventKind, *, actor: Actor, at: datetime, **data: Any) -> None:
    """Append to the timeline: codes and numbers of rows, never words. It stands outside the wall.

    Pages that list who is in danger look again.
    """
    bus.tell_pages()
    (number,) = rows.next_values(rows.sequence(Event))
    rows.insert(
        *timeline.new_event(CaseKind.WOMENLINE, case.pk, kind, number=number, actor=actor, at=at, **data)
    )


def write_note(
    case: Case, words: str, *, actor: User, now: datetime, about: EventKind = EventKind.NOTED
) -> Note | None:
    """Keep words with the case, sealed; none where nothing was said."""
    if not words.strip():
        return None
    sealed = case.safe.seal(words.strip(), f"note {case.reference}")
    note: Note = Note.objects.create(case=case, at=now, by=actor, about=about, sealed=sealed)
    return note
