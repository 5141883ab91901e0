"""A case: opened in its first minute, then one page on which everything is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.grievances.models import Interaction
from sunwai.web.access import StaffRequest
from sunwai.web.forms import posted
from sunwai.web.womenline import emergency, forms, relaying
from sunwai.web.womenline.access import counsels, find_case, render
from sunwai.womenline import instrument, perms, selectors, wall
from sunwai.womenline.actions import cases, closing, follow_ups, referrals
from sunwai.womenline.actions.complaints import answer_complaint
from sunwai.womenline.contacts import contacts_for
from sunwai.womenline.enums import OPEN_STATES, EventKind, Level, Read, ReferralKind, ReferralState, Triage
from sunwai.womenline.families import Family
from sunwai.womenline.models import Case, Contact, FollowUp, Note, Person, Referral
from sunwai.womenline.readings import log_reading
from sunwai.womenline.selectors import readings

NOT_YET = frozenset({"look", "bring_in"})  # buttons of the first minute that open no case


@dataclass(frozen=True)
class Doing:
    """What can be done on the page of a case: its name, its form, and what is done with it."""

    title: str | Promise
    form: type[forms.Helpline]
    run: Callable[..., Any]


def _assess(form: Any, **given: Any) -> Any:
    said = form.cleaned_data
    return cases.assess_risk(answers=form.answers, judged=said["judged"], words=said["words"], **given)


def _describe(form: Any, **given: Any) -> Any:
    return cases.describe(person=form.person(), facts=form.facts(), **given)


def _refer(form: Any, **given: Any) -> Any:
    said = form.cleaned_data
    contact = Contact.objects.filter(pk=said["contact"], is_active=True).first() if said["contact"] else None
    kind = ReferralKind(said["kind"]) if said["kind"] in ReferralKind else None
    return referrals.refer(
        kind=kind,  # type: ignore[arg-type]
        contact=contact,
        consent=said["consent"],
        words=said["words"],
        **given,
    )


def _with_all(action: Callable[..., Any]) -> Callable[..., Any]:
    """The action takes the fields as they are."""
    return lambda form, **given: action(**form.cleaned_data, **given)


# fmt: off
DOINGS: dict[str, Doing] = {
    "triage_emergency":   Doing(gettext_lazy("It is an emergency"),      forms.Nothing,        lambda form, **given: cases.triage_case(triage=Triage.EMERGENCY, **given)),
    "triage_counselling": Doing(gettext_lazy("No emergency any more"),   forms.Nothing,        lambda form, **given: cases.triage_case(triage=Triage.COUNSELLING, **given)),
    "describe":           Doing(gettext_lazy("Person and safe contact"), forms.Describe,       _describe),
    "assess":             Doing(gettext_lazy("Assess the danger"),       forms.Assess,         _assess),
    "note":               Doing(gettext_lazy("Note"),                    forms.Words,          _with_all(cases.add_note)),
    "refer":              Doing(gettext_lazy("Refer"),                   forms.Refer,          _refer),
    "begin_follow_up":    Doing(gettext_lazy("Begin follow-up"),         forms.Nothing,        _with_all(follow_ups.begin_follow_up)),
    "close":              Doing(gettext_lazy("Close, the person agrees"), forms.Close,         _with_all(closing.close_with_consent)),
    "propose_closing":    Doing(gettext_lazy("Propose closing"),         forms.ProposeClosing, _with_all(closing.propose_closing)),
    "approve_closing":    Doing(gettext_lazy("Agree to closing"),        forms.Nothing,        _with_all(closing.approve_closing)),
    "return_closing":     Doing(gettext_lazy("Do not close yet"),        forms.Words,          _with_all(closing.return_closing)),
    "reopen":             Doing(gettext_lazy("Open again"),              forms.Words,          _with_all(closing.reopen)),
    "review":             Doing(gettext_lazy("Review"),                  forms.Reviewed,       _with_all(cases.review_case)),
    "hand_over":          Doing(gettext_lazy("Give to another counsellor"), forms.HandOver,    _with_all(cases.hand_over)),
}
# fmt: on


@counsels
def begin(request: StaffRequest, family: Family, call_id: int | None = None) -> HttpResponse:
    """The first minute: safety questions, then three buttons. The number of the call is taken over unseen."""
    call = _call(request, call_id)
    form = posted(forms.FirstMinute, request, family=family)
    triage = request.POST.get("triage", "")
    if "bring_in" in request.POST:
        emergency.bring_in_112(request)
    if request.method == "POST" and form.is_valid() and triage in Triage:
        opened = form.attempt(
            cases.open_case,
            family=family,
            triage=Triage(triage),
            answers=form.answers,
            person=Person(number=call.mobile if call else "", where=form.cleaned_data["where"]),
            facts=form.facts(),
            words=form.cleaned_data["words"],
            call_id=call_id,
            actor=request.user,
            now=clock.now(),
        )
        if opened:
            return redirect("women:case", family.code, opened.reference)
    risk = instrument.assess(family, form.answers) if form.is_bound and form.is_valid() else None
    return render(
        request,
        family,
        "women/new.html",
        form=form,
        call=call,
        risk=risk,
        is_extreme=bool(risk and risk.level == Level.EXTREME),
        extreme=dict(family.thresholds)[Level.EXTREME],
        talks=emergency.talks(request.user),
        triages=Triage,
        status=422 if request.method == "POST" and not NOT_YET & request.POST.keys() else 200,
    )


def _call(request: StaffRequest, call_id: int | None) -> Interaction | None:
    """The contact at the desk, of this counsellor, with which the case begins."""
    if call_id is None:
        return None
    found: Interaction = get_object_or_404(
        Interaction.objects.visible_to(request.user), pk=call_id, agent=request.user
    )
    return found


@require_safe
@counsels
def page(request: StaffRequest, family: Family, reference: str) -> HttpResponse:
    """Everything about a case, and what can be done. That it was opened is written down."""
    with wall.opened(request.user):
        case = find_case(request, family, reference, is_read=True)
        return _show(request, case)


@require_POST
@counsels
def act(request: StaffRequest, family: Family, reference: str, verb: str) -> HttpResponse:
    """Do one thing."""
    name = verb.replace("-", "_")
    with wall.opened(request.user):
        case = find_case(request, family, reference)
        if name not in DOINGS:
            raise Http404
        form = DOINGS[name].form(request.POST, family=family, case=case)
        is_valid = form.is_valid()
    if is_valid and form.attempt(DOINGS[name].run, form=form, case=case, actor=request.user, now=clock.now()):
        messages.success(request, _("Written down."))
        return redirect("women:case", family.code, case.reference)
    with wall.opened(request.user):
        case = find_case(request, family, reference)
        return _show(request, case, refused={name: form}, status=422)


@require_POST
@counsels
def number(request: StaffRequest, family: Family, reference: str) -> HttpResponse:
    """The safe number and the code word, to call now; only in safe hours, and written down."""
    with wall.opened(request.user):
        case = find_case(request, family, reference)
    try:
        person = follow_ups.safe_number(case=case, actor=request.user, now=clock.now())
    except SunwaiError as error:
        messages.error(request, str(error))
        return redirect("women:case", family.code, reference)
    return render(request, family, "women/number.html", case=case, person=person)


@require_POST
@counsels
def referral(request: StaffRequest, family: Family, reference: str, part_id: int) -> HttpResponse:
    """What became of a referral."""
    state = request.POST.get("state", "")
    return _on_part(
        request,
        family,
        reference,
        Referral,
        part_id,
        lambda part, **given: referrals.answer_referral(
            referral=part,
            state=ReferralState(state if state in ReferralState else ReferralState.SENT),
            **given,
        ),
    )


@require_POST
@counsels
def follow_up(request: StaffRequest, family: Family, reference: str, part_id: int) -> HttpResponse:
    """How she is."""
    form = forms.FollowedUp(request.POST, family=family)
    if not form.is_valid():
        messages.error(request, _("Please say how the call went."))
        return redirect("women:case", family.code, reference)
    return _on_part(
        request,
        family,
        reference,
        FollowUp,
        part_id,
        lambda part, **given: follow_ups.record_follow_up(follow_up=part, **form.cleaned_data, **given),
    )


@require_POST
@counsels
def answer(request: StaffRequest, family: Family, reference: str, part_id: int) -> HttpResponse:
    """Pass on what she says to the closure question of an ordinary complaint of hers."""
    name = request.POST.get("answer", "")
    if name not in relaying.ANSWERS:
        raise Http404
    with wall.opened(request.user):
        case = find_case(request, family, reference)
        notes = Note.objects.visible_to(request.user).filter(about=EventKind.COMPLAINT)
        note = get_object_or_404(notes, case=case, pk=part_id)
    key = relaying.form_key(note, name)
    form = relaying.ANSWERS[name](request.POST, auto_id=f"id_{key}_%s")
    if form.is_valid() and form.attempt(
        answer_complaint,  # type: ignore[arg-type]
        case=case,
        complaint=note,
        is_asked=form.cleaned_data["is_asked"],
        said=form.said,
        answer=form.pass_on,
        actor=request.user,
        now=clock.now(),
    ):
        messages.success(request, _("Passed on."))
        return redirect("women:case", family.code, case.reference)
    with wall.opened(request.user):
        case = find_case(request, family, reference)
        return _show(request, case, refused={key: form}, status=422)


def _on_part(
    request: StaffRequest,
    family: Family,
    reference: str,
    model: type[Referral] | type[FollowUp],
    part_id: int,
    run: Callable[..., Any],
) -> HttpResponse:
    with wall.opened(request.user):
        case = find_case(request, family, reference)
        part = get_object_or_404(model.objects.visible_to(request.user), case=case, pk=part_id)
    try:
        run(part, actor=request.user, now=clock.now())
        messages.success(request, _("Written down."))
    except SunwaiError as error:
        messages.error(request, str(error))
    return redirect("women:case", family.code, reference)


def _show(
    request: StaffRequest, case: Case, *, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Behind the opened wall."""
    family, refused = case.of, refused or {}
    possible = perms.possible_actions(request.user, case)
    last = case.assessments.order_by("-at", "-pk").first()
    ordinary = relaying.ordinary_of(case, may_answer="answer_complaint" in possible, refused=refused)
    if ordinary:
        log_reading(user=request.user, family=family.code, what=Read.ORDINARY, case=case, now=clock.now())
    return render(
        request,
        family,
        "women/case.html",
        status=status,
        case=case,
        person=replace(case.person, number="", safe_number=""),
        is_reachable=bool(case.person.safe_number),
        hours=follow_ups.in_words(case.person),
        risk=instrument.assess(family, last.content) if last and last.sealed else None,
        notes=case.notes.select_related("by").order_by("-at", "-pk"),
        referrals=case.referrals.select_related("contact", "by").order_by("at"),
        steps=[(state.value, state.label) for state in list(ReferralState)[1:]],
        follow_ups=case.follow_ups.order_by("due_on"),
        followed_up=forms.FollowedUp(family=family, auto_id=False),
        reviews=case.reviews.select_related("by").order_by("at"),
        timeline=selectors.timeline(case),
        read_by=list(readings(request.user, family).filter(case=case)[:20]),
        referring=_referring(case, refused.get("refer")) if "refer" in possible else [],
        doings=[
            (name, doing, refused.get(name) or doing.form(family=family, case=case, auto_id=f"id_{name}_%s"))
            for name, doing in DOINGS.items()
            if name in possible and name != "refer"
        ],
        is_extreme=case.risk == Level.EXTREME and case.state in OPEN_STATES,
        talks=emergency.talks(request.user),
        ordinary=ordinary,
        can_complain="register_complaint" in possible,
        form=next(iter(refused.values()), None),
    )


def _referring(case: Case, refused: Any) -> list[tuple[ReferralKind, list[Contact], Any]]:
    """Each kind of help, whom to call for it, and the form."""
    return [
        (
            kind,
            contacts_for(kind, case.district),
            refused
            if refused and refused.data.get("kind") == kind
            else forms.Refer(family=case.of, auto_id=f"id_{kind}_%s"),
        )
        for kind in case.of.referrals
    ]
