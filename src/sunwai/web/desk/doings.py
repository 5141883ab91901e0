"""What an agent may write down in the citizen's name, each with its form and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sunwai.grievances.actions import closure, form, special_closure, work
from sunwai.grievances.enums import DenialReason, Disposition
from sunwai.grievances.models import Grievance
from sunwai.web.forms import GovForm

JOINED = "join"
CHOOSE = ("", _("Please choose"))
TRIED = (Disposition.NOT_REACHED, Disposition.CALL_LATER, Disposition.WRONG_NUMBER)


def words(label: Any, *, required: bool = True) -> forms.CharField:
    """A field for the citizen's own words."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )


class Answer(GovForm):
    """What the citizen answers."""

    words = words(_("The citizen's answer"))


class Note(GovForm):
    """What the citizen adds."""

    words = words(_("What does the citizen add?"))


class Yes(GovForm):
    """It is done."""

    rating = forms.TypedChoiceField(
        label=_("How was it done? (1 bad, 5 very good)"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("does not say")), *((str(n), str(n)) for n in closure.RATINGS)],
    )
    words = words(_("In the citizen's words"), required=False)


class No(GovForm):
    """It is not done."""

    reason = forms.ChoiceField(label=_("What is wrong?"), choices=[CHOOSE, *DenialReason.choices])
    words = words(_("In the citizen's words"), required=False)


class Why(GovForm):
    """Why the citizen does not agree."""

    words = words(_("Why? In the citizen's words"))


class Tried(GovForm):
    """A call that did not reach the citizen."""

    disposition = forms.ChoiceField(
        label=_("What happened?"), choices=[CHOOSE, *((one.value, one.label) for one in TRIED)]
    )
    words = words(_("Note"), required=False)


@dataclass(frozen=True)
class Doing:
    """One thing to write down.

    Attributes:
        row: its row of the workflow table.
        disposition: how a call that ends with it ended, most likely.
        ends_call: nobody was there: the call is over with it. Offered on calls that we make.
        makes_sense: what the table does not know.
    """

    row: str
    verb: Callable[..., Any]
    form: type[GovForm]
    title: str | Promise
    disposition: str = Disposition.INFORMED
    ends_call: bool = False
    makes_sense: Callable[[Grievance], bool] = lambda case: True


def _was_changed(case: Grievance) -> bool:
    change = case.form_changes.last()
    return change is not None and change.objected_at is None and change.new == case.kind


def _may_open_again(case: Grievance) -> bool:
    return not case.reopened_once


# fmt: off
DOINGS: dict[str, Doing] = {
    "yes":         Doing("confirm", closure.confirm, Yes, _("Yes, it is done"), Disposition.ANSWERED_YES),
    "no":          Doing("deny", closure.deny, No, _("No, it is not done"), Disposition.ANSWERED_NO),
    "not-there":   Doing("try_contact", closure.record_contact_try, Tried, _("Nobody reached"), ends_call=True),
    "answer":      Doing("answer_question", work.answer_question, Answer, _("Answer of the citizen")),
    "object":      Doing("object", special_closure.object_to_closure, Why, _("The citizen objects to the closing")),
    "object-form": Doing("object_to_form", form.object_to_form, Why, _("Kind is not right"), makes_sense=_was_changed),
    "reopen":      Doing("reopen", closure.reopen, Why, _("Open it again"), makes_sense=_may_open_again),
    "note":        Doing("citizen_note", work.add_citizen_note, Note, _("The citizen adds something")),
}
# fmt: on
