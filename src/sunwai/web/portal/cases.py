"""The citizen's own complaints: the list, the page of one, and everything a citizen can say to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.core.actors import SYSTEM
from sunwai.core.errors import InvalidInput
from sunwai.files.actions import store_upload
from sunwai.files.models import Upload
from sunwai.grievances.actions.closure import answer_as_supporter, confirm, deny, reopen
from sunwai.grievances.actions.form import object_to_form
from sunwai.grievances.actions.special_closure import object_to_closure
from sunwai.grievances.actions.work import add_citizen_note, answer_question
from sunwai.grievances.enums import CLOSED_STATES, EventKind, State
from sunwai.grievances.models import Grievance
from sunwai.grievances.perms import possible_actions, relations
from sunwai.grievances.selectors import (
    Entry,
    find_by_reference,
    form_was_changed,
    reopen_until,
    timeline_of,
    with_names,
)
from sunwai.messages.enums import Channel
from sunwai.vigilance.actions.retaliation import report_retaliation
from sunwai.web.access import citizen_of, citizen_required
from sunwai.web.forms import GovForm, posted
from sunwai.web.portal.case_forms import (
    ConfirmForm,
    DenyForm,
    RetaliationForm,
    SupporterForm,
    WordsAndFilesForm,
    WordsForm,
)
from sunwai.web.portal.filing.sheet import unsent_draft_of

ON_A_PAGE = 20


def _always(_case: Grievance) -> bool:
    return True


@dataclass(frozen=True)
class Act:
    """Something a citizen can say to a case.

    Attributes:
        link: what stands on the page of the case.
        title: what stands above the form.
        done: what is said afterwards.
        asks: events whose words the citizen should have before their eyes, the last of them is shown.
        is_open: what must hold beside the workflow table.
    """

    link: Promise | str
    title: Promise | str
    button: Promise | str
    done: Promise | str
    form: type[WordsForm]
    run: Callable[..., Grievance]
    asks: tuple[EventKind, ...] = ()
    is_open: Callable[[Grievance], bool] = _always


RESOLVED = (EventKind.RESOLVED,)
NOTICE = (EventKind.CLOSURE_NOTICE_GIVEN, EventKind.MARKED_INVALID)

# Action of the workflow table → its page. In the order in which the page of a case offers them.
ACTS: dict[str, Act] = {
    "confirm": Act(
        link=_("Yes, it is done"),
        title=_("It is done: how was it?"),
        button=_("Yes, close my complaint"),
        done=_("Thank you. Your complaint is closed with your yes."),
        form=ConfirmForm,
        run=confirm,
        asks=RESOLVED,
    ),
    "deny": Act(
        link=_("No, it is not done"),
        title=_("It is not done: what is missing?"),
        button=_("No, send it to the officer above"),
        done=_("Your complaint is open again and is now with the officer named below."),
        form=DenyForm,
        run=deny,
        asks=RESOLVED,
    ),
    "supporter_answer": Act(
        link=_("Tell us whether it is done"),
        title=_("Is it done for you too?"),
        button=_("Send my answer"),
        done=_("Thank you. Your answer is with the officers."),
        form=SupporterForm,
        run=answer_as_supporter,
        asks=RESOLVED,
    ),
    "answer_question": Act(
        link=_("Answer the officer"),
        title=_("Answer the officer"),
        button=_("Send my answer"),
        done=_("Your answer is with the officer. The work goes on."),
        form=WordsAndFilesForm,
        run=answer_question,
        asks=(EventKind.QUESTION_ASKED,),
    ),
    "object": Act(
        link=_("I object: do not close it"),
        title=_("Why should it not be closed?"),
        button=_("Send my objection"),
        done=_("Your complaint is open again and is now with the officer named below."),
        form=WordsForm,
        run=object_to_closure,
        asks=NOTICE,
    ),
    "object_to_form": Act(
        link=_("I object: leave the kind as it was"),
        title=_("Why should the kind stay as it was?"),
        button=_("Send my objection"),
        done=_("The kind is as you said it was."),
        form=WordsForm,
        run=object_to_form,
        asks=(EventKind.FORM_CHANGED,),
        is_open=form_was_changed,
    ),
    "reopen": Act(
        link=_("Open it again"),
        title=_("What is wrong again?"),
        button=_("Open my complaint again"),
        done=_("Your complaint is open again and is now with the officer named below."),
        form=WordsForm,
        run=reopen,
        is_open=lambda case: reopen_until(case) is not None,
    ),
    "report_retaliation": Act(
        link=_("I am threatened for this complaint"),
        title=_("What happened to you?"),
        button=_("Send it"),
        done=_("Vigilance has it, apart from your complaint. In danger ring 112 now."),
        form=RetaliationForm,
        run=report_retaliation,
    ),
    "citizen_note": Act(
        link=_("Add something"),
        title=_("What do you want to add?"),
        button=_("Add it"),
        done=_("Added. The officer can see it."),
        form=WordsAndFilesForm,
        run=add_citizen_note,
    ),
}

TO_THE_CLOSURE_QUESTION = ("confirm", "deny")

# What a citizen wants to know first, by state.
STANDING: dict[State, Promise | str] = {
    State.WAITING_FOR_CITIZEN: _("%(post)s asks you something. Please answer by %(until)s."),
    State.AWAITING_CONFIRMATION: _("%(post)s says that it is done."),
    State.CLOSURE_NOTICE: _("%(post)s wants to close your complaint. You can object until %(until)s."),
    State.CLOSED_SATISFIED: _("Your complaint was closed on %(closed)s, because you said yes."),
    State.CLOSED_SPECIAL: _("Your complaint was closed on %(closed)s. You were given time to object."),
    State.CLOSED_UNREACHED: _("Your complaint was closed on %(closed)s, because we could not reach you."),
}


@require_safe
@never_cache
@citizen_required
def mine(request: HttpRequest) -> HttpResponse:
    """All that the citizen brought or joined, newest first."""
    citizen = signed_in(request)
    cases = with_names(Grievance.objects.visible_to(citizen)).order_by("-registered_at", "-pk")
    page = Paginator(cases, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/mine.html", {"page": page, "unsent": unsent_draft_of(citizen)})


@require_safe
@never_cache
@citizen_required
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """One complaint: where it stands, what the citizen can do now, what happened so far."""
    citizen = signed_in(request)
    found = visible_case(citizen, reference)
    entries = entries_for(found, citizen)
    offered = acts_for(found, citizen)
    return render(
        request,
        "portal/case.html",
        {
            "case": found,
            "is_own": "supporter" not in relations(citizen, found),
            "entries": entries,
            "acts": offered,
            "answers": {name: act for name, act in offered.items() if name in TO_THE_CLOSURE_QUESTION},
            "others": {name: act for name, act in offered.items() if name not in TO_THE_CLOSURE_QUESTION},
            "asked": last_of(entries, {kind for act in offered.values() for kind in act.asks}),
            "is_closed": found.state in CLOSED_STATES,
            "reopen_until": reopen_until(found),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@citizen_required
def act(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """One thing the citizen can say to the case, on a page of its own."""
    citizen = signed_in(request)
    found = visible_case(citizen, reference)
    name = action.replace("-", "_")
    if name not in ACTS:
        raise Http404
    chosen = acts_for(found, citizen).get(name)
    if chosen is None:
        messages.warning(request, _("This is not possible now: the complaint has moved on."))
        return redirect("portal:case", found.reference)
    form = posted(chosen.form, request)
    if form.is_valid() and say(chosen, form, found, citizen):
        messages.success(request, str(chosen.done))
        return redirect("portal:case", found.reference)
    asked = last_of(entries_for(found, citizen), set(chosen.asks))
    back = reverse("portal:case", args=[found.reference])
    given = {"case": found, "act": chosen, "form": form, "asked": asked, "back": back}
    return render(request, "portal/act.html", given)


def acts_for(case: Grievance, citizen: Citizen) -> dict[str, Act]:
    """What `citizen` can say now, by the action's name in the address."""
    possible = set(possible_actions(citizen, case))
    return {name: act for name, act in ACTS.items() if name in possible and act.is_open(case)}


# What a citizen said, and what they were asked: not for others who joined their complaint.
BETWEEN_CITIZEN_AND_OFFICER = frozenset(
    {
        EventKind.REGISTERED,
        EventKind.CITIZEN_NOTE,
        EventKind.QUESTION_ASKED,
        EventKind.QUESTION_ANSWERED,
        EventKind.CONFIRMED,
        EventKind.DENIED,
        EventKind.SUPPORTER_ANSWERED,
        EventKind.CLOSURE_OBJECTED,
        EventKind.FORM_OBJECTED,
        EventKind.REOPENED,
    }
)


def entries_for(case: Grievance, citizen: Citizen) -> list[Entry]:
    """The timeline; one who joined sees what was done, never the words and files of other citizens."""
    entries = timeline_of(case, citizen)
    if "supporter" not in relations(citizen, case):
        return entries
    return [
        replace(entry, words="", files=[]) if entry.kind in BETWEEN_CITIZEN_AND_OFFICER else entry
        for entry in entries
    ]


def say(act: Act, form: Any, case: Grievance, citizen: Citizen) -> Grievance | None:
    """Run the action; None, with the reason on the form, where it is refused."""
    channel = {"channel": Channel.PORTAL}
    given = form.arguments()
    if files := form.cleaned_data.get("uploads"):
        uploads = _store(form, files, case, citizen)
        if form.errors:
            return None
        given |= {"uploads": uploads}
    said: Grievance | None = form.attempt(
        act.run, grievance=case, actor=citizen, now=clock.now(), **channel, **given
    )
    return said


def _store(form: GovForm, files: list[Any], case: Grievance, citizen: Citizen) -> list[Upload]:
    uploads = []
    for file in files:
        try:
            # Files of a sealed case do not name who gave them.
            actor = SYSTEM if case.citizen_id is None else citizen
            uploads.append(store_upload(file=file, actor=actor, now=clock.now()))
        except InvalidInput as error:
            form.add_error("uploads", f"{file.name}: {error}")
    return uploads


# Where an event's own title speaks of the citizen, and the reader is the citizen.
TOLD_TO_CITIZEN: dict[EventKind, Promise | str] = {
    EventKind.QUESTION_ASKED: _("The officer asks you"),
    EventKind.RESOLVED: _("The officer says"),
}


def last_of(entries: list[Entry], kinds: set[EventKind]) -> Entry | None:
    """The last event of `kinds`, which the citizen is to answer."""
    found = next((entry for entry in reversed(entries) if entry.kind in kinds), None)
    return found and replace(found, title=str(TOLD_TO_CITIZEN.get(found.kind, found.title)))


def visible_case(citizen: Citizen, reference: str) -> Grievance:
    """The citizen's case; for everybody else it does not exist."""
    found = find_by_reference(reference, citizen)
    if found is None:
        raise Http404
    return found


def signed_in(request: HttpRequest) -> Citizen:
    citizen = citizen_of(request)
    assert citizen is not None  # citizen_required
    return citizen
