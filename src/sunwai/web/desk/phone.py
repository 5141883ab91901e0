"""The phone bar over the desk: signing in, what rings, what is asked of the calls process.

The bar is a page of its own; the desk works in a frame below it, so that a change of page ends no call. Everything that
the bar draws comes from one small reading (`state`), by which a browser that reloads in mid-call finds its call again.
"""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sunwai.accounts.models import Reading, User, log_access
from sunwai.calls import selectors
from sunwai.calls.actions.agents import alive, sign_in, wish
from sunwai.calls.actions.orders import give_order
from sunwai.calls.enums import CHOSEN_REASONS, AgentState, CallState, OrderKind
from sunwai.calls.models import AgentSession, Call, Destination, Order, Queue
from sunwai.core import clock
from sunwai.core.encryption import decrypt
from sunwai.core.errors import SunwaiError
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.desk import speech
from sunwai.web.desk.wire import PhoneCall, PhoneOrder, PhoneState, Refused, answer
from sunwai.web.live.pages import live, may_connect, stream_address

# What the buttons of the bar ask for; other orders are given by other pages.
BUTTONS = (
    OrderKind.HOLD,
    OrderKind.TAKE_BACK,
    OrderKind.HANG_UP,
    OrderKind.CONSULT,
    OrderKind.TRANSFER,
    OrderKind.CONFERENCE,
    OrderKind.PAUSE_RECORDING,
    OrderKind.RESUME_RECORDING,
    OrderKind.REJOIN,
    OrderKind.LEAVE,
)
WAYS = (
    (OrderKind.TRANSFER.value, gettext_lazy("At once")),
    (OrderKind.CONSULT.value, gettext_lazy("Ask first")),
    (OrderKind.CONFERENCE.value, gettext_lazy("Bring in")),
)
DIGITS_SHOWN = 2  # at each end of a number that is not to be read


@never_cache
@require_safe
@staff_required("desk")
def page(request: StaffRequest) -> HttpResponse:
    """The bar with the desk below it; first to the way in."""
    if request.headers.get("Sec-Fetch-Dest") == "iframe":  # the bar does not stand below itself
        return redirect("desk:home")
    session = selectors.session_of(request.user)  # also while the process comes back: calls go on without it
    if session is None:
        return redirect("desk:phone-sign-in")
    work = session.call.interaction if session.call else None
    response = render(
        request,
        "desk/phone.html",
        {
            "session": session,
            "state": _state(request.user, session),
            "work": work if work and not work.ended_at else None,
            "reasons": [(reason.value, reason.label) for reason in CHOSEN_REASONS],
            "telephone": settings.TELEPHONE,
            "ice": json.dumps(settings.TELEPHONE["ice"]),
            "secret": decrypt(session.secret),
            "live": stream_address("phone") if settings.LIVE_URL else "",
            "keys": "123456789*0#",
        },
    )
    response._csp_config = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}  # type: ignore[attr-defined]
    wss = urlsplit(str(settings.TELEPHONE["wss"]))
    may_connect(response, f"{wss.scheme}://{wss.netloc}")
    return live(response) if settings.LIVE_URL else response


@staff_required("desk")
def enter(request: StaffRequest) -> HttpResponse:
    """Sign in at the phone."""
    is_on = selectors.is_on()
    if request.method == "POST" and is_on:
        sign_in(user=request.user, now=clock.now())
    if selectors.session_of(request.user):
        return redirect("desk:phone")
    return render(request, "desk/phone_sign_in.html", {"is_on": is_on})


@never_cache
@require_safe
@staff_required("desk")
def state(request: StaffRequest) -> HttpResponse:
    """How it stands, for the bar; it asks every two seconds where nothing tells it."""
    return answer(_state(request.user, selectors.session_of(request.user)))


@require_POST
@staff_required("desk")
def beat(request: StaffRequest) -> HttpResponse:
    """The browser is there, and registered at the switch."""
    if session := selectors.session_of(request.user):
        alive(session=session, now=clock.now())
    return HttpResponse(status=204)


@require_POST
@staff_required("desk")
def want(request: StaffRequest) -> HttpResponse:
    """Ready, not ready with a reason, signed out."""
    session = selectors.session_of(request.user)
    try:
        if session:
            wish(
                session=session,
                state=request.POST.get("state", ""),
                reason=request.POST.get("reason", ""),
                actor=request.user,
                now=clock.now(),
            )
    except SunwaiError as error:
        return answer(Refused(problem=str(error)), status=422)
    return answer(_state(request.user, selectors.session_of(request.user)))


@require_POST
@staff_required("desk")
def order(request: StaffRequest) -> HttpResponse:
    """A key of the bar: hold, put through, and so on."""
    session = selectors.session_of(request.user)
    kind = request.POST.get("kind", "")
    if kind not in BUTTONS:
        return answer(Refused(problem=_("You are not allowed to do this.")), status=422)
    try:
        give_order(
            kind=kind,
            call=session.call if session else None,
            session=session,
            data={"to": request.POST["to"]} if request.POST.get("to") else {},
            actor=request.user,
            now=clock.now(),
        )
    except SunwaiError as error:
        return answer(Refused(problem=str(error)), status=422)
    return answer(_state(request.user, session))


@never_cache
@require_safe
@staff_required("desk")
def pop(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """Who is calling, while it rings: a part of a page. Looking is written down."""
    found = selectors.glance(request.user, call_id, clock.now())
    if found is None:
        raise Http404
    citizen = found.call.citizen
    log_access(
        user=request.user, what=Reading.CALLER, citizen_id=citizen.pk if citizen else None, now=clock.now()
    )
    return render(
        request,
        "desk/phone_pop.html",
        {
            "found": found,
            "call": found.call,
            "number": number_of(request.user, found.call),
            "queue": speech.queue_name(found.call),
            "waited": speech.minutes(found.waited or 0),
        },
    )


@never_cache
@require_safe
@staff_required("desk")
def targets(request: StaffRequest) -> HttpResponse:
    """Whom the call in hand can be put through to: a part of a page."""
    session = selectors.session_of(request.user)
    found = selectors.targets(request.user, session.call if session else None)
    english = get_language() == "en"
    groups = (
        (_("Outside"), [(f"number:{one.digits}", _name(one, english)) for one in found.destinations]),
        (_("Queues"), [(f"queue:{one.code}", _name(one, english)) for one in found.queues]),
        (_("Agents who are ready"), [(f"agent:{one.pk}", str(one.user)) for one in found.agents]),
    )
    return render(
        request,
        "desk/phone_targets.html",
        {
            "groups": [{"title": title, "rows": rows, "nobody": _("nobody")} for title, rows in groups],
            "ways": WAYS,
            "may_dial": request.user.may("floor"),
        },
    )


@never_cache
@require_safe
@staff_required("desk")
def work(request: StaffRequest, call_id: UUID) -> HttpResponse:
    """From a call to its page at the desk. The contact is made a moment after the call was taken: then the bar asks
    again."""
    call = selectors.my_last_call(request.user, call_id) or selectors.call_in_hand(request.user, call_id)
    if call is None:
        raise Http404
    contact = call.interaction
    if contact is None:
        return render(request, "desk/phone_wait.html", {"call": call})
    if contact.ended_at:
        return redirect("desk:home")
    if contact.outgoing and contact.grievance:
        return redirect("desk:case", contact.pk, contact.grievance.reference)
    return redirect("desk:call", contact.pk)


def _name(one: Destination | Queue, english: bool) -> str:
    return one.name_en if english else one.name_hi


def number_of(user: User, call: Call) -> str:
    """The number of a call as `user` may read it; of a confidential call nobody reads it whole."""
    return masked_number(call.number) if call.is_confidential else shown_number(user, call.number)


def shown_number(user: User, number: str) -> str:
    """A number as `user` may read it; empty where it was withheld."""
    return number if user.may("see_caller") else masked_number(number)


def masked_number(number: str) -> str:
    """A number with its middle hidden; empty where it was withheld."""
    if not number:
        return number
    hidden = "x" * max(0, len(number) - 2 * DIGITS_SHOWN)
    return f"{number[:DIGITS_SHOWN]}{hidden}{number[-DIGITS_SHOWN:]}"


# ── The reading ──────────────────────────────────────────────────────────────────────────────────────────


def _state(user: User, session: AgentSession | None) -> PhoneState:
    """All that the bar draws. Times are seconds from now, so that no clock of a browser is believed."""
    if session is None:
        return PhoneState()
    now, standing = clock.now(), selectors.standing(session)
    until = session.wrap_up_until if session.state == AgentState.WRAP_UP else None
    return PhoneState(
        session=session.pk,
        state=session.state,
        label=_label(session),
        next=_next(session),
        wanted=session.wanted,
        seconds=max(0, int((now - session.since).total_seconds())),
        wrap_up=max(0, int((until - now).total_seconds())) if until else None,
        say=speech.at_the_phone(session, standing),
        call=_call(user, session.call) if session.call else None,
        consulting=standing.is_consulting,
        paused=standing.recording_is_paused,
        order=_order(standing.last, now) if standing.last else None,
    )


def _order(last: Order, now: datetime) -> PhoneOrder:
    problem = _("It did not work: %(what)s.") % {"what": last.get_kind_display()} if last.problem else ""
    return PhoneOrder(
        id=last.pk,
        kind=last.kind,
        done=last.done_at is not None,
        problem=problem,
        age=max(0, int((now - last.given_at).total_seconds())),
    )


def _call(user: User, call: Call) -> PhoneCall:
    begun = call.talked_at or call.began_at
    return PhoneCall(
        id=call.pk,
        state=call.state,
        label=str(call.get_state_display()),
        held=call.state == CallState.HELD,
        outgoing=call.outgoing,
        number=number_of(user, call) or _("the number is withheld"),
        queue=speech.queue_name(call),
        kind=str(call.get_kind_display()),
        confidential=call.is_confidential,
        seconds=max(0, int(((call.ended_at or clock.now()) - begun).total_seconds())),
        ended=call.ended_at is not None,
        has_page=call.interaction_id is not None,
    )


def _label(session: AgentSession) -> str:
    state_, reason = session.get_state_display(), session.get_reason_display()
    return f"{state_}: {reason}" if reason else str(state_)


def _next(session: AgentSession) -> str:
    """What is to follow, where it is something else."""
    if not session.wanted or session.wanted == session.state:
        return ""
    reason = session.get_wanted_reason_display()
    wanted = f"{session.get_wanted_display()}: {reason}" if reason else session.get_wanted_display()
    return _("then: %(what)s") % {"what": wanted}
