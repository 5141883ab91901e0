"""A case on the officer's screen: everything on it, and only what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sunwai.accounts.models import User, log_access
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.files.actions import store_upload
from sunwai.grievances import perms, selectors
from sunwai.grievances.actions.seal import open_seal
from sunwai.grievances.dispatch import explain
from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Grievance
from sunwai.grievances.questions import in_words
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.forms import GovForm
from sunwai.web.office.forms import DOINGS, REPLIES, Doing, OfficerForm


class Reason(GovForm):
    """Why a citizen's number, or a sealed identity, is looked at."""

    reason = forms.CharField(max_length=200, widget=forms.TextInput)


@dataclass(frozen=True)
class Offered:
    """An action as the page offers it."""

    name: str
    doing: Doing
    form: OfficerForm


@staff_required("office")
def page(request: StaffRequest, reference: str) -> HttpResponse:
    """The case page. Reading it is written down."""
    case = _case(request, reference)
    log_access(user=request.user, what="case", case_id=case.pk, citizen_id=case.citizen_id, now=clock.now())
    return _render(request, case)


@require_POST
@staff_required("office")
def act(request: StaffRequest, reference: str, action: str) -> HttpResponse:
    """Do one thing with the case; what is wrong comes back on the form, with everything that was typed."""
    case = _case(request, reference)
    if (doing := DOINGS.get(action)) is None:
        raise Http404
    form = doing.form(request.POST, request.FILES, grievance=case)
    if form.is_valid() and _done(form, doing, case, request.user):
        messages.success(request, _("Done: %(what)s.") % {"what": doing.title})
        return redirect("office:case", reference=reference)
    return _render(request, case, refused=Offered(action, doing, form), status=422)


@require_POST
@staff_required("office")
def show_citizen(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how to reach the citizen, for a reason, which is kept; a sealed one to its vigilance holder only."""
    case = _case(request, reference)
    form = Reason(request.POST)
    shown: dict[str, str] = {}
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if case.kind == Kind.CORRUPTION:
            person = form.attempt(
                open_seal, grievance=case, reason=reason, actor=request.user, now=clock.now()
            )
            shown = {"name": person.name, "mobile": person.mobile} if person else {}
        elif case.citizen and "holder" in perms.relations(request.user, case):
            log_access(
                user=request.user,
                what="mobile",
                case_id=case.pk,
                citizen_id=case.citizen_id,
                reason=reason,
                now=clock.now(),
            )
            shown = {"name": case.citizen.name, "mobile": case.citizen.mobile}
    return _render(request, case, shown=shown, reason=form, status=200 if shown else 422)


def _done(form: OfficerForm, doing: Doing, case: Grievance, user: User) -> bool:
    """Whether the action was carried out; errors are on the form."""
    given: dict[str, Any] = dict(form.cleaned_data)
    now = clock.now()
    try:
        if doing.files:
            given[doing.files] = [store_upload(file=file, actor=user, now=now) for file in given[doing.files]]
        doing.verb(grievance=case, actor=user, now=now, **given)
    except SunwaiError as error:
        field = getattr(error, "field", None)
        form.add_error(field if field in form.fields else doing.files or None, str(error))
        return False
    return True


def _render(
    request: StaffRequest,
    case: Grievance,
    *,
    refused: Offered | None = None,
    shown: dict[str, str] | None = None,
    reason: GovForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    relations = perms.relations(user, case)
    offered = [
        _offer(name, doing, case, refused)
        for name, doing in DOINGS.items()
        if _is_possible(doing, user, case)
    ]
    if refused and refused.name not in {one.name for one in offered}:
        offered.insert(0, refused)
    return render(
        request,
        "office/case.html",
        {
            "case": case,
            "entries": selectors.timeline_of(case, user),
            "explanation": explain(case),
            "answers": _answers(case),
            "offered": [one for one in offered if one.doing.main],
            "more": [one for one in offered if not one.doing.main],
            "refused": refused,
            "form": refused.form if refused else None,
            "replies": REPLIES,
            "is_holder": "holder" in relations,
            "is_sealed": case.kind == Kind.CORRUPTION,
            "may_open_seal": user.may("open_seal") and "holder" in relations,
            "shown": shown,
            "reason": reason or Reason(),
        },
        status=status,
    )


def _offer(name: str, doing: Doing, case: Grievance, refused: Offered | None) -> Offered:
    return (
        refused
        if refused and refused.name == name
        else Offered(name, doing, doing.form(grievance=case, prefix=""))
    )


def _is_possible(doing: Doing, user: User, case: Grievance) -> bool:
    return bool(set(doing.rows) & set(perms.possible_actions(user, case)))


def _answers(case: Grievance) -> list[tuple[str, str]]:
    """The category's questions with the citizen's answers, in the reader's language."""
    yes_no = {True: _("Yes"), False: _("No")}
    found = []
    for question in case.category.questions:
        answer = case.answers.get(question["code"])
        if answer is None:
            continue
        choices = {choice["code"]: in_words(choice) for choice in question.get("choices", [])}
        said = yes_no[answer] if isinstance(answer, bool) else choices.get(str(answer), str(answer))
        found.append((in_words(question), said))
    return found


def _case(request: StaffRequest, reference: str) -> Grievance:
    case = selectors.find_by_reference(reference, request.user)
    if case is None:
        raise Http404
    return case
