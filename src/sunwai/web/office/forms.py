"""What an officer fills in for each action. The table at the end joins actions, forms and words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sunwai.cpgrams.actions.reply import send_interim_reply
from sunwai.files.models import Upload
from sunwai.grievances.actions import audit, form, levels, special_closure, transfer, work
from sunwai.grievances.central import is_central
from sunwai.grievances.enums import (
    DOES_NOT_PERTAIN,
    INVALID_REASONS,
    AuditVerdict,
    ClosureReason,
    EscalationReason,
    Kind,
    SendBackReason,
)
from sunwai.grievances.models import Grievance
from sunwai.offices.enums import Sensitivity
from sunwai.offices.models import Category, Department
from sunwai.web.forms import FilesField, GovForm

WORDS = forms.Textarea(attrs={"rows": 4, "maxlength": 4000, "data-keep": ""})
CHOOSE = ("", _("Please choose"))


def words(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    """A field for the officer's own words."""
    return forms.CharField(
        label=label, help_text=hint, required=required, widget=WORDS, strip=True, max_length=4000
    )


class OfficerForm(GovForm):
    """A form about one case.

    Files are taken in before the form is read, so that an error costs none of them (see `web.office.proof`); `kept`
    are those that are there, and the form hands them on under the name `file_field`.
    """

    file_field = ""  # the field that chooses files, if there is one
    needs_files = False

    def __init__(self, *args: Any, grievance: Grievance, kept: Sequence[Upload] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grievance = grievance
        self.kept = list(kept)

    def clean(self) -> dict[str, Any]:
        """The kept files stand for the field that chose them."""
        given = super().clean() or {}
        if self.file_field:
            if self.needs_files and not self.kept:
                self.add_error(self.file_field, _("Please add at least one photo."))
            given.pop(CAMERA, None)
            given[self.file_field] = self.kept
        return given


CAMERA = "camera"


class KeptFiles(FilesField):
    """Chooses files that were taken in before the form is read; `OfficerForm.clean` asks whether there are any."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Nothing is left to look at."""
        return []


def camera(*, required: bool) -> KeptFiles:
    """Opens the camera of a phone; elsewhere it chooses a picture."""
    field = KeptFiles(label=_("Take a photo"), required=required)
    field.widget.attrs |= {"accept": "image/*", "capture": "environment", "data-shrink": ""}
    return field


def files_field(label: Any, hint: Any, *, required: bool) -> KeptFiles:
    """Pictures and documents that are there already."""
    field = KeptFiles(label=label, help_text=hint, required=required)
    field.widget.attrs |= {"accept": "image/*,application/pdf", "data-shrink": ""}
    return field


class Nothing(OfficerForm):
    """No questions."""


class Note(OfficerForm):
    """A note that the citizen is told of."""

    words = words(_("Your note"), _("The citizen can read this."))


class Question(OfficerForm):
    """A question to the citizen."""

    words = words(
        _("What do you need from the citizen?"),
        _("Ask one thing, in simple words. The clock stands still until the answer."),
    )


class Resolve(OfficerForm):
    """What was done, and the proof."""

    file_field, needs_files = "proof", True
    words = words(_("What was done?"), _("The citizen reads this and says whether it is true."))
    camera = camera(required=True)
    proof = files_field(
        _("Or choose photos or a document"), _("At least one that shows the work."), required=True
    )


class ProposeTransfer(OfficerForm):
    """To which subject of which department, and why."""

    category = forms.ModelChoiceField(
        label=_("Whose job is it?"), queryset=Category.objects.none(), empty_label=CHOOSE[1]
    )
    words = words(_("Why is it theirs?"))
    citizen_spoken_to = forms.BooleanField(label=_("I have spoken to the citizen about it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        sealed = Q(sensitivity=Sensitivity.CORRUPTION)  # a seal can be neither put on nor taken off
        field.queryset = (
            Category.objects.filter(is_active=True)
            .exclude(department=self.grievance.department_id)
            .filter(sealed if self.grievance.kind == Kind.CORRUPTION else ~sealed)
            .select_related("department")
        )
        field.choices = [CHOOSE, *_by_department(field.queryset)]


class Decision(OfficerForm):
    """Agreeing; words if one likes."""

    words = words(_("Remark"), required=False)


class Refusal(OfficerForm):
    """Not agreeing, and why."""

    words = words(_("Why not?"))


class ProposeClosure(OfficerForm):
    """Closing without the citizen's yes: reason, statement, evidence."""

    file_field = "evidence"
    reason = forms.TypedChoiceField(
        label=_("Reason"), choices=[CHOOSE, *ClosureReason.choices], coerce=ClosureReason
    )
    words = words(_("What did you find?"), _("The citizen reads this and may object."))
    camera = camera(required=False)
    evidence = files_field(_("Or choose evidence"), _("Photo, order or report."), required=False)
    reasons: Collection[ClosureReason] = tuple(ClosureReason)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        barred = DOES_NOT_PERTAIN if is_central(self.grievance) else ()
        offered = (reason for reason in ClosureReason if reason in self.reasons and reason not in barred)
        _set_choices(self, "reason", ((reason.value, reason.label) for reason in offered))


class MarkInvalid(ProposeClosure):
    """Not a case for the helpline."""

    reasons = INVALID_REASONS


class ChangeForm(OfficerForm):
    """What it really is."""

    kind = forms.TypedChoiceField(label=_("What is it really?"), choices=(), coerce=Kind)
    words = words(_("Why?"), _("The citizen is told and may object."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in form.CHANGEABLE if kind != self.grievance.kind]
        _set_choices(self, "kind", ((kind.value, kind.label) for kind in sorted(kinds)))


class Escalate(OfficerForm):
    """Up to L4, by a listed reason."""

    reason = forms.TypedChoiceField(
        label=_("Reason"), choices=[CHOOSE, *EscalationReason.choices], coerce=EscalationReason
    )
    words = words(_("What is asked of the higher officer?"))


class SendBack(OfficerForm):
    """Down to L3, by a listed reason."""

    reason = forms.TypedChoiceField(
        label=_("Reason"), choices=[CHOOSE, *SendBackReason.choices], coerce=SendBackReason
    )
    words = words(_("What is still to be done?"))


class Audit(OfficerForm):
    """How good was the closure?"""

    verdict = forms.TypedChoiceField(
        label=_("Finding"), choices=AuditVerdict.choices, coerce=AuditVerdict, widget=forms.RadioSelect
    )
    words = words(_("What did you find?"))


class InterimReply(OfficerForm):
    """What the centre and the citizen are told before the centre's days end."""

    words = words(_("What has been done so far?"), _("CPGRAMS and the citizen are told this."))
    expected_on = forms.DateField(
        label=_("By when will it be done?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def always(_case: Grievance) -> bool:
    """An action for every case that allows it."""
    return True


@dataclass(frozen=True)
class Doing:
    """One thing an officer can do with a case.

    Attributes:
        rows: the rows of the workflow table it stands for.
        main: shown at once, not behind "more".
        list: where one goes on when the case is no longer one's own to see.
        fits: for which cases it is.
    """

    rows: tuple[str, ...]
    verb: Callable[..., Any]
    form: type[OfficerForm]
    title: str | Promise
    main: bool = False
    list: str = "office:home"
    fits: Callable[[Grievance], bool] = always

    @property
    def is_plain(self) -> bool:
        """Whether a press is enough, without questions."""
        return self.form is Nothing


# fmt: off
DOINGS: dict[str, Doing] = {
    "take-up":          Doing(("take_up",), work.take_up, Nothing, _("Begin work"), main=True),
    "resolve":          Doing(("resolve",), work.resolve, Resolve, _("Report it solved"), main=True),
    "approve-transfer": Doing(("approve_transfer",), transfer.approve_transfer, Decision, _("Approve the transfer"), main=True, list="office:approvals"),
    "refuse-transfer":  Doing(("refuse_transfer",), transfer.refuse_transfer, Refusal, _("Refuse the transfer"), main=True, list="office:approvals"),
    "approve-closure":  Doing(("approve_special_closure",), special_closure.approve_special_closure, Decision, _("Approve the special closure"), main=True, list="office:approvals"),
    "return-closure":   Doing(("return_special_closure",), special_closure.return_special_closure, Refusal, _("Return it: not to be closed"), main=True, list="office:approvals"),
    "interim-reply":    Doing(("note",), send_interim_reply, InterimReply, _("Interim reply"), main=True, fits=is_central),
    "ask":              Doing(("ask_citizen",), work.ask_citizen, Question, _("Ask the citizen")),
    "note":             Doing(("note",), work.add_note, Note, _("Write a note")),
    "transfer":         Doing(("propose_transfer",), transfer.propose_transfer, ProposeTransfer, _("Another department's job")),
    "special-closure":  Doing(("propose_special_closure",), special_closure.propose_special_closure, ProposeClosure, _("Propose a special closure")),
    "invalid":          Doing(("mark_invalid",), special_closure.mark_invalid, MarkInvalid, _("Not a case for the helpline")),
    "form":             Doing(("change_form",), form.change_form, ChangeForm, _("Change the kind")),
    "escalate":         Doing(("escalate",), levels.escalate, Escalate, _("Hand up to L4")),
    "send-back":        Doing(("send_back",), levels.send_back, SendBack, _("Send back to L3")),
    "audit":            Doing(("audit_quality", "audit_reopen"), audit.audit_quality, Audit, _("Audit the closure"), main=True, list="office:closed"),
}
# fmt: on


def _set_choices(form: OfficerForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """What can be chosen depends on the case."""
    field: Any = form.fields[name]
    field.choices = [CHOOSE, *choices]


def _by_department(categories: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices in groups, a department each."""
    groups: dict[Department, list[tuple[int, str]]] = {}
    for category in categories:
        groups.setdefault(category.department, []).append((category.pk, category.name))
    return [(department.name, choices) for department, choices in groups.items()]
