"""A call: who is on the line, and the complaint that is being written down.

What was typed lives in the draft; the page is drawn from the draft, so that a reload, an error or an expired sign-in
costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sunwai.accounts.models import Reading, log_access
from sunwai.calls.actions.agents import wrapped_up
from sunwai.calls.actions.disturbing import set_do_not_disturb
from sunwai.calls.models import Recording
from sunwai.citizens.actions import register_citizen, update_citizen
from sunwai.core import clock, reference
from sunwai.core.errors import SunwaiError
from sunwai.grievances.actions.drafts import save_draft
from sunwai.grievances.actions.interactions import end_interaction, name_mobile
from sunwai.grievances.actions.registration import join_grievance, register_grievance
from sunwai.grievances.dispatch import find_route
from sunwai.grievances.enums import CAME_TO_NOTHING, CLOSED_STATES, Disposition, InteractionKind, Kind
from sunwai.grievances.lookalikes import Lookalike, find_lookalikes
from sunwai.grievances.models import Draft, Grievance, Interaction
from sunwai.messages.enums import Channel
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.desk import drafts, offers, speech
from sunwai.web.desk.caller import Caller
from sunwai.web.desk.doings import DOINGS, offered
from sunwai.web.desk.forms import KIND_OF_CALL, AskedMobile, Registration, WrapUp, ended
from sunwai.web.desk.notes import notes_for
from sunwai.web.floor.recordings import player

View = Callable[..., HttpResponse]


def on_call(view: View) -> View:
    """Only for agents, only on their own call, only until it is wrapped up; every opening is written down."""

    @staff_required("desk")
    @wraps(view)
    def checked(request: StaffRequest, call_id: int, **kwargs: Any) -> HttpResponse:
        call = get_object_or_404(
            Interaction.objects.visible_to(request.user).select_related("citizen__place__district", "agent"),
            pk=call_id,
            agent=request.user,
        )
        if call.ended_at:
            messages.info(request, _("This call is over and wrapped up."))
            return redirect("desk:home")
        caller = Caller.of(call)
        log_access(
            user=request.user,
            what=Reading.CALLER,
            citizen_id=caller.citizen.pk if caller.citizen else None,
            now=clock.now(),
        )
        return view(request, caller, **kwargs)

    return checked


@drafts.keeps_typing
@on_call
def page(request: StaffRequest, caller: Caller) -> HttpResponse:
    """The caller page: write down, read back, register."""
    draft = drafts.of_request(request, caller)
    if draft.grievance_id:
        return redirect("desk:registered", caller.call.pk, draft.pk)
    if request.method == "POST":
        return STEPS.get(request.POST.get("do", ""), _look)(request, caller, draft)
    if request.GET.get("step") == "read":
        return _read_back(request, caller, draft)
    return _show(request, caller, Registration(known=draft.data), draft)


@require_safe
@on_call
def registered(request: StaffRequest, caller: Caller, draft_id: UUID) -> HttpResponse:
    """The number, large, and as it is spoken. Of a sealed case nothing else."""
    draft = drafts.sent(draft_id, caller)
    if draft is None or draft.grievance is None:
        raise Http404
    case = draft.grievance
    return render_call(
        request,
        caller,
        "desk/registered.html",
        wrap_up=wrap_up(case, Disposition.REGISTERED, KIND_OF_CALL[case.kind]),
        reference=case.reference,
        spoken=speech.digits(case.reference),
        say=[speech.number(case.reference), speech.goodbye()],
        nearly_over=True,
        questions=_questions(request, caller),
    )


@require_POST
@on_call
def join(request: StaffRequest, caller: Caller, reference: str) -> HttpResponse:
    """ "The caller has this too": only for a case that looks like what was just written down."""
    draft = drafts.of_request(request, caller)
    form = Registration(known=draft.data)
    case = next(
        (like.grievance for like in _lookalikes(form, caller) if like.grievance.reference == reference), None
    )
    if case is None:
        raise Http404
    now = clock.now()
    try:
        citizen = register_citizen(
            mobile=caller.mobile, name=form.known.get("name", ""), language=caller.language, now=now
        )
        join_grievance(
            grievance=case, citizen=citizen, channel=Channel(caller.call.channel), actor=request.user, now=now
        )
    except SunwaiError as error:
        messages.error(request, str(error))
        return redirect("desk:call", caller.call.pk)
    messages.success(request, _("Joined. The caller will be told of its progress."))
    return redirect(f"{reverse('desk:case', args=[caller.call.pk, reference])}?did=join")


@require_POST
@on_call
def name_caller(request: StaffRequest, caller: Caller) -> HttpResponse:
    """The mobile that a caller says whose number was withheld."""
    form = AskedMobile(request.POST)
    if form.is_valid():
        named = form.attempt(
            name_mobile, interaction=caller.call, mobile=form.cleaned_data["mobile"], actor=request.user
        )
        if named:
            return redirect("desk:call", caller.call.pk)
    draft = drafts.of_request(request, caller)
    return _show(request, caller, Registration(known=draft.data), draft, asked=form, status=422)


@require_POST
@on_call
def do_not_disturb(request: StaffRequest, caller: Caller) -> HttpResponse:
    """The caller does not want to be called of our own accord."""
    try:
        set_do_not_disturb(number=caller.mobile, actor=request.user, now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, speech.undisturbed())
    return redirect("desk:call", caller.call.pk)


@require_POST
@on_call
def end(request: StaffRequest, caller: Caller) -> HttpResponse:
    """Wrap up: what it was about, how it ended; by one key where nothing came of it."""
    form = WrapUp(ended(request.POST))
    if form.is_valid():
        given = form.cleaned_data
        over = form.attempt(
            end_interaction,
            interaction=caller.call,
            kind=given["kind"],
            disposition=given["disposition"],
            note=given["note"],
            grievance=caller.case(given["case"]),
            actor=request.user,
            now=clock.now(),
        )
        if over:
            wrapped_up(interaction=over, actor=request.user)
            messages.success(request, _("The call is wrapped up."))
            return redirect("desk:home")
    draft = drafts.of_request(request, caller)
    return _show(request, caller, Registration(known=draft.data), draft, wrap_up=form, status=422)


def render_call(
    request: StaffRequest, caller: Caller, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page with the caller on the left and what to say on the right."""
    context = {
        "caller": caller,
        "call": caller.call,
        "mobile": caller.shown_to(request.user),
        "cases": caller.cases,
        "found": _search(request, caller),
        "asked": AskedMobile(),
        "number": request.GET.get("number", ""),
        "form": more.get("wrap_up"),
        "lookalikes": [],
        "undisturbed": speech.undisturbed(),
        "came_to_nothing": CAME_TO_NOTHING,
        "notes": notes_for(request.user, clock.now()),
    }
    return render(request, template, context | _left_by_voice(request, caller) | more, status=status)


def wrap_up(case: Grievance | None, disposition: str = "", kind: str = "") -> WrapUp:
    """The form that ends the call, filled with what is likely. A sealed case is not tied to its caller."""
    sealed = case is None or case.kind == Kind.CORRUPTION
    return WrapUp(
        initial={
            "kind": kind,
            "disposition": disposition,
            "case": "" if sealed or not case else case.reference,
        }
    )


# ── Steps of writing down ────────────────────────────────────────────────────────────────────────────────


def _look(request: StaffRequest, caller: Caller, draft: Draft) -> HttpResponse:
    """Show what fits the words typed so far."""
    if "pick_category" in request.POST:
        at = "district"
    elif "pick_place" in request.POST:
        at = "rest"
    else:
        at = request.POST.get("do", "")
    return _at(caller, at)


def _at(caller: Caller, at: str) -> HttpResponse:
    return redirect(f"{reverse('desk:call', args=[caller.call.pk])}?at={quote(at)}")


def _go_on(request: StaffRequest, caller: Caller, draft: Draft) -> HttpResponse:
    """Enter in a field: to whatever is missing next. A place that is the only one of its name is taken."""
    form = Registration(known=draft.data)
    if text := form.known["place_text"]:
        found = offers.places(text, form.chosen("district"))
        if len(found) != 1:
            return _at(caller, "place")
        data = draft.data | {"place": str(found[0].value), "place_text": ""}
        save_draft(draft=draft, citizen=None, agent=None, data=data, now=clock.now())
        return _at(caller, "rest")
    if form.known["text"] and not form.chosen("category"):
        return _at(caller, "category")
    return _to_read_back(request, caller, draft)


def _keep(request: StaffRequest, caller: Caller, draft: Draft) -> HttpResponse:
    """The script saved while typing."""
    return HttpResponse(status=204)


def _to_read_back(request: StaffRequest, caller: Caller, draft: Draft) -> HttpResponse:
    return redirect(f"{reverse('desk:call', args=[caller.call.pk])}?step=read")


def _register(request: StaffRequest, caller: Caller, draft: Draft) -> HttpResponse:
    form = Registration(draft.data, known=draft.data)
    now = clock.now()
    if form.is_valid():
        given = form.cleaned_data
        citizen = form.attempt(
            register_citizen,
            mobile=caller.mobile,
            name=given["name"],
            language=given["language"],
            now=now,
        )
        case = citizen and form.attempt(
            register_grievance,
            citizen=citizen,
            complaint=form.complaint(),
            channel=Channel(caller.call.channel),
            actor=request.user,
            now=now,
            draft=draft,
        )
        if citizen and case:
            update_citizen(citizen=citizen, name=given["name"], language=given["language"], now=now)
            return redirect("desk:registered", caller.call.pk, draft.pk)
    return _show(request, caller, form, draft, status=422)


STEPS: dict[str, Callable[[StaffRequest, Caller, Draft], HttpResponse]] = {
    "next": _go_on,
    "keep": _keep,
    "read": _to_read_back,
    "register": _register,
}


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────


def _show(
    request: StaffRequest,
    caller: Caller,
    form: Registration,
    draft: Draft,
    *,
    wrap_up: WrapUp | None = None,
    asked: AskedMobile | None = None,
    status: int = 200,
) -> HttpResponse:
    """The screen on which a complaint is written down."""
    at = request.GET.get("at", "")
    suggestions = offers.categories(form.known.get("text", ""), form.chosen_kind)
    places = offers.places(form.known.get("place_text", ""), form.chosen("district"))
    focus = _to_blame(form) or _focus(form, at, bool(suggestions), bool(places))
    if focus:
        form.focus(focus)
    return render_call(
        request,
        caller,
        "desk/call.html",
        status=status,
        form=asked or (wrap_up if wrap_up and wrap_up.errors else form),
        asked=asked or AskedMobile(),
        complaint=form,
        token=drafts.token(draft),
        suggestions=suggestions,
        places=places,
        place=form.chosen("place"),
        at=at,
        route=_route(form),
        lookalikes=_lookalikes(form, caller),
        wrap_up=wrap_up or _answered(request, caller),
        say=[],
        script=speech.script(request.user, caller, form),
        step=focus or at or "text",
        questions=_questions(request, caller),
        standing=[
            (case, speech.status(case) if caller.brought(case) else speech.joined(case))
            for case in caller.cases
            if case.state not in CLOSED_STATES and case not in caller.questions
        ],
    )


def _left_by_voice(request: StaffRequest, caller: Caller) -> dict[str, Any]:
    """The player of the complaint that is being completed; of calls that people speak on, none."""
    own = {"draft__agent": request.user, "draft__data__interaction": caller.call.pk}
    left = Recording.objects.visible_to(request.user).filter(**own).first()
    return player(left, request.user) if left else {"recording": None}


def _questions(request: StaffRequest, caller: Caller) -> list[dict[str, Any]]:
    """What we want to know from the caller, each with the sentence to read out and the answers to it."""
    return [
        {
            "case": case,
            "sentence": speech.status(case),
            "answers": [
                (one, speech.after(case, one.name))
                for one in offered(request.user, case, outgoing=False)
                if one.doing.key
            ],
        }
        for case in caller.questions
    ]


def _answered(request: StaffRequest, caller: Caller) -> WrapUp:
    """The form that ends the call, filled where an open question was just answered, or keys said what it is about."""
    if did := DOINGS.get(request.GET.get("did", "")):
        return WrapUp(initial={"kind": InteractionKind.CLOSURE, "disposition": did.disposition})
    return WrapUp(initial={"kind": caller.said_by_keys})


def _to_blame(form: Registration) -> str:
    """The first field with an error, where the agent can mend it."""
    first = next((name for name in form.errors if name in form.fields), "")
    return "place_text" if first == "place" else first


def _focus(form: Registration, at: str, has_suggestions: bool, has_places: bool) -> str:
    """The field in which the agent goes on; none where an offer is to be picked."""
    if at == "rest":
        return next((field.name for field in form.question_fields()), "landmark")
    if at == "category":
        return "" if has_suggestions else "category"
    if at == "place":
        return "" if has_places else "place_text"
    return "place_text" if at == "district" else "text"


def _read_back(request: StaffRequest, caller: Caller, draft: Draft) -> HttpResponse:
    form = Registration(draft.data, known=draft.data)
    if not form.is_valid():
        return _show(request, caller, form, draft)
    if form.unasked():
        messages.info(request, _("Please ask this too."))
        return _at(caller, "rest")
    route = _route(form)
    return render_call(
        request,
        caller,
        "desk/read_back.html",
        complaint=form,
        token=drafts.token(draft),
        route=route,
        answers=form.answers_in_words(),
        lookalikes=_lookalikes(form, caller),
        wrap_up=WrapUp(),
        sentence=speech.read_back(form, route),
        say=[],
    )


def _route(form: Registration) -> Any:
    category, place = form.chosen("category"), form.chosen("place")
    return find_route(category=category, place=place) if category and place else None


def _lookalikes(form: Registration, caller: Caller) -> list[Lookalike]:
    category, place = form.chosen("category"), form.chosen("place")
    if not category or not place or form.chosen_kind == Kind.CORRUPTION:
        return []
    return find_lookalikes(
        category=category,
        place=place,
        text=form.known.get("text", ""),
        citizen=caller.citizen,
        now=clock.now(),
    )


def _search(request: StaffRequest, caller: Caller) -> dict[str, Any] | None:
    """A number the caller names: theirs, mistyped, or not theirs. Whether another person's exists is not told apart."""
    number = reference.clean(request.GET.get("number", ""))
    if not number:
        return None
    case = caller.case(number)
    return {
        "is_valid": reference.is_valid(number),
        "case": case,
        "application": None if case else caller.application(number),
    }
