"""An ordinary complaint for her: what she wants officers to work on leaves the helpline, and nothing else does.

Where it has no mobile nobody else can ask her whether the work is done: her answer comes and goes by the counsellor.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from sunwai.accounts.models import User
from sunwai.core.reference import clean, spaced
from sunwai.womenline.actions.base import begin, confidential, write_note
from sunwai.womenline.enums import EventKind
from sunwai.womenline.errors import AskHerFirst, ConsentToLeaveNeeded, DoneAlready, NotOfThisCase
from sunwai.womenline.models import Case, Note


@confidential
@sensitive_variables()
def register_complaint(
    *, case: Case, consent: bool, register: Callable[[], str], known: int, actor: User, now: datetime
) -> Note:
    """Have an ordinary complaint registered because she wants it, and note its number here, sealed.

    The case knows the complaint; the complaint knows nothing of the case. Of this step nothing is written outside the
    wall, not even on the timeline: the same transaction and the same moment would lead from one to the other.

    Args:
        register: registers the complaint within this transaction and says its number. It is told nothing of the case.
        known: how many complaints of this case its page showed; one sent twice is registered once.

    Raises:
        ConsentToLeaveNeeded: she did not agree; nothing is registered.
        DoneAlready: another complaint was registered since.
        Whatever `register` raises.
    """
    case = begin(case, "register_complaint", actor=actor)
    if not consent:
        raise ConsentToLeaveNeeded
    if case.notes.filter(about=EventKind.COMPLAINT).count() != known:
        raise DoneAlready
    note = write_note(case, spaced(register()), actor=actor, now=now, about=EventKind.COMPLAINT)
    assert note is not None
    return note


@confidential
@sensitive_variables()
def answer_complaint(
    *,
    case: Case,
    complaint: Note,
    is_asked: bool,
    said: str,
    answer: Callable[[str], None],
    actor: User,
    now: datetime,
) -> Note:
    """Pass on what she says to the closure question of an ordinary complaint, and note it here, sealed.

    As with the registering, nothing is written outside the wall but what `answer` writes, which is told nothing of the
    case.

    Args:
        complaint: the note with its number.
        is_asked: whether she was asked, safely, and this is her own answer.
        said: her answer, for the note.
        answer: gives it to the complaint with this number, within this transaction.

    Raises:
        NotOfThisCase: the case has no such note.
        AskHerFirst: it is not her own answer.
        Whatever `answer` raises, for one where no question is open.
    """
    case = begin(case, "answer_complaint", actor=actor)
    known = case.notes.filter(about=EventKind.COMPLAINT, pk=complaint.pk).first()
    if known is None:
        raise NotOfThisCase
    if not is_asked:
        raise AskHerFirst
    answer(clean(known.content))
    note = write_note(
        case, f"{known.content}: {said}", actor=actor, now=now, about=EventKind.COMPLAINT_ANSWERED
    )
    assert note is not None
    return note
