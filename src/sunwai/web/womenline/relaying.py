"""Her ordinary complaints on the page of her case: where they stand, and her answer where nobody else can ask her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.casework.action import within
from sunwai.core import clock
from sunwai.core.errors import NotAllowed
from sunwai.grievances.actions.closure import RATINGS, confirm, deny
from sunwai.grievances.enums import DenialReason, EventKind, State
from sunwai.grievances.models import Grievance
from sunwai.grievances.selectors import entrusted, timeline_of
from sunwai.messages.enums import Channel
from sunwai.web.forms import GovForm
from sunwai.web.womenline.forms import CHOOSE, words
from sunwai.womenline import selectors
from sunwai.womenline.errors import AnswersHerself
from sunwai.womenline.models import Case, Note


class Answer(GovForm):
    """What she says to the closure question; only as her own word."""

    title: str | Promise
    words = words(
        gettext_lazy("In the person's words, as officers may read them"),
        required=False,
        rows=2,
        hint=gettext_lazy("Officers read this. Write nothing of the case."),
    )
    is_asked = forms.BooleanField(
        label=gettext_lazy("The person was asked when it was safe to talk, and this is their own answer"),
        required=False,
    )

    def pass_on(self, number: str) -> None:
        """Give her answer to the complaint with this number, as its citizen, within the caller's transaction.

        Raises:
            NotAllowed: there is none any more that is not sealed.
            AnswersHerself: it has a mobile.
            TransitionNotAllowed: no question is open.
        """
        found = entrusted(number)
        if found is None or found.citizen is None:
            raise NotAllowed
        if found.citizen.mobile:
            raise AnswersHerself
        given = {"grievance": found, "channel": Channel.CALL, "actor": found.citizen, "now": clock.now()}
        self.give(words=self.cleaned_data["words"], **given)

    def give(self, **given: Any) -> None:
        """Run the action of the complaint."""
        raise NotImplementedError

    @property
    def said(self) -> str:
        """Her answer, for the note of her case."""
        return " · ".join(filter(None, (str(self.title), self.more(), self.cleaned_data["words"].strip())))

    def more(self) -> str:
        """The mark or the reason."""
        raise NotImplementedError


class Yes(Answer):
    """It is done."""

    title = gettext_lazy("Yes, it is done")
    rating = forms.TypedChoiceField(
        label=gettext_lazy("How was it done? (1 bad, 5 very good)"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("does not say")), *((str(n), str(n)) for n in RATINGS)],
    )
    field_order = ("rating", "words", "is_asked")

    def give(self, **given: Any) -> None:
        """Close it with her yes."""
        within(confirm)(rating=self.cleaned_data["rating"], **given)

    def more(self) -> str:
        """The mark."""
        rating = self.cleaned_data["rating"]
        return _("%(rating)s of 5") % {"rating": rating} if rating else ""


class No(Answer):
    """It is not done."""

    title = gettext_lazy("No, it is not done")
    reason = forms.ChoiceField(label=gettext_lazy("What is wrong?"), choices=[*CHOOSE, *DenialReason.choices])
    field_order = ("reason", "words", "is_asked")

    def give(self, **given: Any) -> None:
        """Open it one level up."""
        within(deny)(reason=DenialReason(self.cleaned_data["reason"]), **given)

    def more(self) -> str:
        """The reason."""
        return str(DenialReason(self.cleaned_data["reason"]).label)


ANSWERS: dict[str, type[Answer]] = {"yes": Yes, "no": No}


@dataclass(frozen=True)
class Ordinary:
    """An ordinary complaint of hers, as its card shows it.

    Attributes:
        note: of her case, with the number.
        case: the complaint; None where it may not be shown any more.
        reported: what the officer says was done, where that is the question now.
        reported_at: when.
        forms: her answers, where they go by the counsellor.
    """

    note: Note
    case: Grievance | None
    reported: str = ""
    reported_at: datetime | None = None
    forms: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether the closure question is open."""
        return self.case is not None and self.case.state == State.AWAITING_CONFIRMATION

    @property
    def has_mobile(self) -> bool:
        """Whether she is asked elsewhere."""
        return bool(self.case and self.case.citizen and self.case.citizen.mobile)


def ordinary_of(case: Case, *, may_answer: bool, refused: Mapping[str, Any]) -> list[Ordinary]:
    """The ordinary complaints of her case, the oldest first; behind the opened wall.

    Args:
        refused: forms that were sent and not taken, by `form_key`.
    """
    return [_ordinary(note, may_answer, refused) for note in selectors.complaints(case)]


def form_key(note: Note, answer: str) -> str:
    """By what a form that was sent is found again."""
    return f"complaint-{note.pk}-{answer}"


def _ordinary(note: Note, may_answer: bool, refused: Mapping[str, Any]) -> Ordinary:
    found = entrusted(str(note.content)) if note.content else None
    shown = Ordinary(note, found)
    if found is None or not shown.is_waiting:
        return shown
    reports = [one for one in timeline_of(found, found.citizen) if one.kind == EventKind.RESOLVED]
    reported, at = (reports[-1].words, reports[-1].at) if reports else ("", None)
    offered: dict[str, Answer] = {}
    if may_answer and not shown.has_mobile:
        offered = {
            name: refused.get(form_key(note, name)) or form(auto_id=f"id_{form_key(note, name)}_%s")
            for name, form in ANSWERS.items()
        }
    return Ordinary(note, found, reported, at, offered)
