"""What an agent may write down in the citizen's name, each with its form and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.models import User
from sunwai.grievances import perms
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
        key: the access key that opens it where the caller's open question stands first.
        makes_sense: what the table does not know.
    """

    row: str
    verb: Callable[..., Any]
    form: type[GovForm]
    title: str | Promise
    disposition: str = Disposition.INFORMED
    ends_call: bool = False
    key: str = ""
    makes_sense: Callable[[Grievance], bool] = lambda case: True


def _was_changed(case: Grievance) -> bool:
    change = case.form_changes.last()
    return change is not None and change.objected_at is None and change.new == case.kind


def _may_open_again(case: Grievance) -> bool:
    return not case.reopened_once


# fmt: off
DOINGS: dict[str, Doing] = {
    "yes":         Doing("confirm", closure.confirm, Yes, _("Yes, it is done"), Disposition.ANSWERED_YES, key="y"),
    "no":          Doing("deny", closure.deny, No, _("No, it is not done"), Disposition.ANSWERED_NO, key="x"),
    "not-there":   Doing("try_contact", closure.record_contact_try, Tried, _("Nobody reached"), ends_call=True),
    "answer":      Doing("answer_question", work.answer_question, Answer, _("Answer of the citizen"), key="a"),
    "object":      Doing("object", special_closure.object_to_closure, Why, _("The citizen objects to the closing")),
    "object-form": Doing("object_to_form", form.object_to_form, Why, _("Kind is not right"), makes_sense=_was_changed),
    "reopen":      Doing("reopen", closure.reopen, Why, _("Open it again"), makes_sense=_may_open_again),
    "note":        Doing("citizen_note", work.add_citizen_note, Note, _("The citizen adds something")),
}
# fmt: on


@dataclass(frozen=True)
class Offered:
    """Something the agent may record, as the page offers it."""

    name: str
    doing: Doing
    form: GovForm


def offered(user: User, case: Grievance, *, outgoing: bool, refused: Offered | None = None) -> list[Offered]:
    """What may be written down of `case` now; `refused` with the words typed into it."""
    possible = set(perms.possible_actions(user, case))
    return [
        refused
        if refused and refused.name == name
        else Offered(name, doing, doing.form(auto_id=f"id_{case.pk}_{name}_%s"))
        for name, doing in DOINGS.items()
        if (doing.row in possible and doing.makes_sense(case) and outgoing >= doing.ends_call)
        or (refused and refused.name == name)
    ]
