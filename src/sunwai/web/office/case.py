"""A case on the officer's screen: everything on it, and only what can be done now."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sunwai.accounts.models import Reading, User, log_access
from sunwai.calls.actions.click import may_put_through, put_through
from sunwai.calls.selectors import is_on as phone_is_on
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.errors import NotAllowed, SunwaiError
from sunwai.core.prepared import prepared
from sunwai.grievances import perms, selectors, table
from sunwai.grievances.dispatch import explain
from sunwai.grievances.enums import WORKABLE_STATES, Kind
from sunwai.grievances.models import Grievance
from sunwai.grievances.questions import in_words
from sunwai.grievances.workflow import WORKFLOW
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.forms import GovForm
from sunwai.web.office.central import central_panel
from sunwai.web.office.forms import DOINGS, Doing, OfficerForm
from sunwai.web.office.models import Reply
from sunwai.web.office.proof import Proof
from sunwai.web.office.replies import replies_for
from sunwai.web.office.worklist import filters_of, list_address
from sunwai.web.staff.sessions import take_typed


class Reason(GovForm):
    """Why a citizen's number is looked at."""

    reason = forms.CharField(max_length=200, widget=forms.TextInput)


class Offered:
    """An action as the page offers it. Its form is made when it is opened: most never are."""

    def __init__(self, name: str, doing: Doing, case: Grievance, form: OfficerForm | None = None) -> None:
        self.name, self.doing, self.case = name, doing, case
        if form:
            self.form = form

    @cached_property
    def form(self) -> OfficerForm:
        """Its questions, empty."""
        return self.doing.form(grievance=self.case, auto_id=f"{self.name}-%s")


@require_safe
@prepared()
@staff_required("office")
def page(request: StaffRequest, reference: str) -> HttpResponse:
    """The case page. Reading it is written down."""
    case = _case(request, reference)
    log_access(
        user=request.user, what=Reading.CASE, case_id=case.pk, citizen_id=case.citizen_id, now=clock.now()
    )
    return _render(request, case, opened=request.GET.get("act", ""))


@staff_required("office")
def act(request: StaffRequest, reference: str, action: str) -> HttpResponse:
    """Do one thing with the case; what is wrong comes back on the form, with everything that was typed or chosen."""
    case = _case(request, reference)
    if (doing := DOINGS.get(action)) is None:
        raise Http404
    proof = Proof(request.user, case, action) if doing.form.file_field else None
    given: dict[str, Any] = {"grievance": case, "auto_id": f"{action}-%s"}
    if request.method != "POST":
        return _come_back(request, case, doing, action, given | {"kept": proof.uploads if proof else ()})
    wrong = _take_in(proof, request) if proof else ""
    given["kept"] = proof.uploads if proof else ()
    if NOT_YET & request.POST.keys() and not wrong:
        unsent = doing.form(initial=_typed(request), **given)
        return _render(request, case, chosen=Offered(action, doing, case, unsent))
    form = doing.form(request.POST, **given)
    if wrong:
        form.add_error(doing.form.file_field, wrong)
    if not _done(form, doing, case, request.user, proof):
        return _render(request, case, chosen=Offered(action, doing, case, form), status=422)
    messages.success(request, _("Done: %(what)s.") % {"what": doing.title})
    if doing.list == DECISIONS == request.POST.get("from"):  # decided from the list: on with the next one
        return redirect(DECISIONS)
    return _onward(request, reference, doing)


def _come_back(
    request: StaffRequest, case: Grievance, doing: Doing, action: str, given: dict[str, Any]
) -> HttpResponse:
    """Reloaded, in the other language, or back from signing in again, with what was typed before."""
    if typed := take_typed(request):
        unsent = doing.form(initial=typed.dict(), **given)
        return _render(request, case, chosen=Offered(action, doing, case, unsent))
    return redirect(_address(request, case.reference, "" if doing.is_plain else action))


def _done(form: OfficerForm, doing: Doing, case: Grievance, user: User, proof: Proof | None) -> bool:
    """Whether the action went through; the chosen files hang on the case then."""
    if not form.is_valid():
        return False
    done = form.attempt(doing.verb, grievance=case, actor=user, now=clock.now(), **form.cleaned_data)
    if done and proof:
        proof.done()
    return bool(done)


DECISIONS = "office:approvals"
# Buttons that change something on the form and do not send it.
FILL, KEEP, REMOVE = "fill", "keep", "remove"
NOT_YET = {FILL, KEEP, REMOVE}


def _take_in(proof: Proof, request: StaffRequest) -> str:
    """Keep the files that came along, or let go of one; what is wrong with them, in words."""
    if REMOVE in request.POST:
        proof.remove(request.POST[REMOVE])
    return proof.add([file for name in request.FILES for file in request.FILES.getlist(name)])


def _typed(request: StaffRequest) -> dict[str, str]:
    """What was typed, with the ready reply that was picked."""
    typed = {name: str(value) for name, value in request.POST.items()}
    if FILL in typed and (number := typed.get("reply", "")).isdigit():
        reply = Reply.objects.filter(pk=number, is_active=True).first()
        typed["words"] = " ".join(filter(None, (typed.get("words", "").strip(), reply.text if reply else "")))
    return typed


@staff_required("office")
def show_citizen(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how to reach the citizen, for a reason, which is kept. For a sealed one see `web.office.vigilance`."""
    case = _case(request, reference)
    if request.method != "POST":
        return redirect(_address(request, reference))
    form = Reason(request.POST)
    person: Citizen | None = None
    if form.is_valid():
        person = form.attempt(
            _look_up, grievance=case, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now()
        )
    return _render(request, case, shown=person, reason=form, status=200 if person else 422)


@staff_required("office")
def call_citizen(request: StaffRequest, reference: str) -> HttpResponse:
    """Ring the officer's own mobile, then the citizen's, and put the two together; neither sees the other's number."""
    case = _case(request, reference)
    if request.method != "POST":
        return redirect(_address(request, reference))
    try:
        if not phone_is_on():
            raise NotAllowed
        put_through(grievance=case, actor=request.user, now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
    else:
        log_access(
            user=request.user,
            what=Reading.CALLER,
            case_id=case.pk,
            citizen_id=case.citizen_id,
            now=clock.now(),
        )
        messages.success(request, _("Your phone will ring. Take it: then the citizen is called."))
    return redirect(_address(request, reference))


def _look_up(*, grievance: Grievance, reason: str, actor: User, now: datetime) -> Citizen:
    """The citizen with name and mobile, for the holder; that it was looked at is written down.

    Raises:
        NotAllowed: `actor` does not hold the case.
    """
    if grievance.citizen is None or "holder" not in perms.relations(actor, grievance):
        raise NotAllowed
    log_access(
        user=actor,
        what=Reading.MOBILE,
        case_id=grievance.pk,
        citizen_id=grievance.citizen_id,
        reason=reason,
        now=now,
    )
    return grievance.citizen


def _onward(request: StaffRequest, reference: str, doing: Doing) -> HttpResponse:
    """The case, or the list one came from where the case is no longer this officer's to see."""
    if selectors.find_by_reference(reference, request.user):
        return redirect(_address(request, reference))
    return redirect(list_address(_back(request)) if doing.list == "office:home" else doing.list)


def _back(request: StaffRequest) -> str:
    """How the list was narrowed from which the case was opened."""
    return request.GET.get("back", "")[:300]


def _address(request: StaffRequest, reference: str, opened: str = "") -> str:
    """The case page, with the way back to the list, and the action that is `opened`."""
    query = {"act": opened, "back": _back(request)}
    query = {name: value for name, value in query.items() if value}
    page = reverse("office:case", args=[reference])
    return f"{page}?{urlencode(query)}" if query else page


def _render(
    request: StaffRequest,
    case: Grievance,
    *,
    opened: str = "",
    chosen: Offered | None = None,
    shown: Citizen | None = None,
    reason: GovForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    relations = perms.relations(user, case)
    offered = _offered(case, WORKFLOW.possible(case, relations))
    chosen = chosen or _opened(opened, offered, user)
    return render(
        request,
        "office/case.html",
        {
            "case": case,
            "list": list_address(_back(request)),
            "back": urlencode({"back": _back(request)}),
            "next": table.next_one(user, filters_of(QueryDict(_back(request))), case),
            "entries": selectors.timeline_of(case, user),
            "explanation": explain(case),
            "answers": _answers(case),
            "offered": [one for one in offered if one.doing.main],
            "more": [one for one in offered if not one.doing.main],
            "chosen": chosen,
            "form": chosen.form if chosen else None,
            "replies": replies_for(case, chosen.name) if chosen else [],
            "is_holder": "holder" in relations,
            "is_workable": case.state in WORKABLE_STATES,
            "is_sealed": case.kind == Kind.CORRUPTION,
            "is_vigilance": "vigilance" in relations,
            "shown": shown,
            "can_call": phone_is_on() and may_put_through(case, user),
            "reason": reason or Reason(),
            "central": central_panel(case, user),
        },
        status=status,
    )


def _offered(case: Grievance, possible: list[str]) -> list[Offered]:
    """What is possible, in the order of `DOINGS`."""
    return [
        Offered(name, doing, case)
        for name, doing in DOINGS.items()
        if not set(doing.rows).isdisjoint(possible) and doing.fits(case)
    ]


def _opened(name: str, offered: list[Offered], user: User) -> Offered | None:
    """The action that the address opens, with the files that were chosen for it before."""
    one = next((one for one in offered if one.name == name and not one.doing.is_plain), None)
    if one and one.doing.form.file_field:
        one.form.kept = Proof(user, one.case, name).uploads
    return one


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
    case = table.find(reference, request.user) or selectors.find_by_reference(reference, request.user)
    if case is None:
        raise Http404
    return case
