"""What is asked about schemes: recorded on calls; what nobody could answer becomes a list for editors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from sunwai.accounts.models import User
from sunwai.casework.action import action
from sunwai.core.errors import NotAllowed
from sunwai.language import key
from sunwai.schemes.enums import AskedBy, QuestionState
from sunwai.schemes.errors import Reviewed
from sunwai.schemes.models import LONGEST_QUESTION, Enquiry, OpenQuestion, Scheme

#: Digits enough for a part of a mobile, an Aadhaar or an account, however they are grouped; in either script.
NUMBER = re.compile(r"\d(?:[\s.\-/]*\d){3,}")
ADDRESS = re.compile(r"\S+@\S+")
FEWEST_LETTERS = 3


@action
def record_enquiry(
    *, call: int, asked: str, schemes: Iterable[Scheme], answered: bool, actor: User, now: datetime
) -> Enquiry:
    """Write down what a caller asked and which schemes were told. Unanswered, it is put before the editors.

    Args:
        call: number of the interaction it hangs on.

    Raises:
        NotAllowed: `actor` does not work at the desk.
    """
    if not actor.may("desk"):
        raise NotAllowed
    row = Enquiry.objects.create(call=call, asked=without_numbers(asked), answered=answered, by=actor, at=now)
    row.schemes.set(schemes)
    if not answered:
        _count(asked, AskedBy.CALL, now)
    return row


@action
def note_unanswered(*, text: str, asked_by: AskedBy, now: datetime) -> None:
    """Count words for which no scheme was found. Who asked is not kept; long numbers are taken out."""
    _count(text, asked_by, now)


@action
def answer_question(*, question: OpenQuestion, scheme: Scheme, actor: User, now: datetime) -> None:
    """Say which scheme answers a question: from now on the search finds it by these words.

    Raises:
        NotAllowed: `actor` is no editor.
        Reviewed: another editor was faster.
    """
    row = _open(question, actor)
    held = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if row.text not in held.needs:
        held.needs = [*held.needs, row.text]
        held.save(update_fields=["needs"])
    row.state, row.scheme, row.by = QuestionState.ANSWERED, scheme, actor
    row.save()


@action
def dismiss_question(*, question: OpenQuestion, actor: User) -> None:
    """Put a question aside that no scheme will answer. It does not come back when it is asked again.

    Raises:
        NotAllowed: `actor` is no editor.
        Reviewed: another editor was faster.
    """
    row = _open(question, actor)
    row.state, row.by = QuestionState.DISMISSED, actor
    row.save()


def without_numbers(text: str) -> str:
    """`text` on one line, without what may be somebody's number or address, as long as is kept."""
    return " ".join(ADDRESS.sub(" ", NUMBER.sub(" ", text)).split())[:LONGEST_QUESTION].strip()


def _count(text: str, asked_by: AskedBy, now: datetime) -> None:
    clean = without_numbers(text)
    words = key(clean)[:LONGEST_QUESTION]
    if len(words) < FEWEST_LETTERS:
        return
    row, is_new = OpenQuestion.objects.get_or_create(
        key=words, defaults={"text": clean, "asked_by": asked_by, "first_at": now, "last_at": now}
    )
    if not is_new:
        OpenQuestion.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=now)


def _open(question: OpenQuestion, actor: User) -> OpenQuestion:
    if not actor.may("edit_schemes"):
        raise NotAllowed
    row: OpenQuestion = OpenQuestion.objects.select_for_update().get(pk=question.pk)
    if row.state != QuestionState.OPEN:
        raise Reviewed
    return row
