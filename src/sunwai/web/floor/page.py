"""The floor now: queues, agents, calls; what the supervisor does about them; the wallboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sunwai.calls.actions.agents import wish
from sunwai.calls.actions.announcements import withdraw_announcement, write_announcement
from sunwai.calls.actions.orders import give_order
from sunwai.calls.enums import AgentState, OrderKind
from sunwai.calls.errors import CallOver
from sunwai.calls.floor import FloorReader, listens_to
from sunwai.calls.models import AgentSession, Announcement, Call
from sunwai.calls.selectors import session_of
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.grievances.actions.floor import withdraw_floor_note, write_floor_note
from sunwai.grievances.models import FloorNote
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.floor.forms import Announce, NoteToAgents
from sunwai.web.floor.frame import show
from sunwai.web.floor.rows import parts_of
from sunwai.web.live.pages import live, stream_address

MOST_ANNOUNCEMENTS = 20


@require_safe
@staff_required("floor")
def page(request: StaffRequest) -> HttpResponse:
    """Queues, agents, calls, as they are; the stream keeps them so."""
    return _show(request)


@require_safe
@staff_required("floor")
def wall(request: StaffRequest) -> HttpResponse:
    """A few numbers for a screen on the wall."""
    return live(render(request, "floor/wall.html", _now(request)))


# ── What a supervisor does to calls and agents: button → what, and the word for it ───────────────────────


def _order(kind: OrderKind) -> Callable[[StaffRequest, str], object]:
    def give(request: StaffRequest, key: str) -> object:
        call = Call.objects.visible_to(request.user).filter(pk=_uuid(key)).first()
        if call is None:
            raise Http404
        return give_order(
            kind=kind, call=call, session=session_of(request.user), actor=request.user, now=clock.now()
        )

    return give


def _leave(request: StaffRequest, key: str) -> object:
    session = session_of(request.user)
    call = listens_to(session) if session else None
    if call is None:
        raise CallOver
    return give_order(kind=OrderKind.LEAVE, call=call, session=session, actor=request.user, now=clock.now())


def _set(state: AgentState) -> Callable[[StaffRequest, str], object]:
    def want(request: StaffRequest, key: str) -> object:
        session = get_object_or_404(AgentSession, pk=key if key.isascii() and key.isdigit() else 0)
        return wish(session=session, state=state, actor=request.user, now=clock.now())

    return want


RINGS = gettext_lazy("Your phone rings in a moment.")
TOLD = gettext_lazy("It is set as soon as the call in hand is over.")
DOINGS = {
    "listen": (_order(OrderKind.LISTEN), RINGS),
    "whisper": (_order(OrderKind.WHISPER), RINGS),
    "barge": (_order(OrderKind.BARGE), RINGS),
    "leave": (_leave, gettext_lazy("You no longer listen.")),
    "ready": (_set(AgentState.READY), TOLD),
    "not_ready": (_set(AgentState.NOT_READY), TOLD),
    "off": (_set(AgentState.OFF), TOLD),
}


@require_POST
@staff_required("floor")
def act(request: StaffRequest) -> HttpResponse:
    """The button that was pressed says what, its value to whom."""
    name = next((name for name in DOINGS if name in request.POST), None)
    if name is None:
        raise Http404
    do, said = DOINGS[name]
    try:
        do(request, request.POST[name])
        messages.success(request, str(said))
    except SunwaiError as error:
        messages.error(request, str(error))
    return redirect("floor:page")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# ── What agents and callers are told ─────────────────────────────────────────────────────────────────────


@require_POST
@staff_required("floor")
def write_note(request: StaffRequest) -> HttpResponse:
    """Tell the agents something."""
    form = NoteToAgents(request.POST)
    if form.is_valid():
        note = form.attempt(write_floor_note, **form.cleaned_data, actor=request.user, now=clock.now())
        if note:
            messages.success(request, _("The agents see it from now on."))
            return redirect("floor:page")
    return _show(request, form=form, status=422)


@require_POST
@staff_required("floor")
def withdraw_note(request: StaffRequest, note_id: int) -> HttpResponse:
    """Take a note away."""
    note = get_object_or_404(FloorNote.objects.visible_to(request.user), pk=note_id)
    withdraw_floor_note(note=note, actor=request.user, now=clock.now())
    messages.success(request, _("The note is gone from all screens."))
    return redirect("floor:page")


@require_POST
@staff_required("floor")
def announce(request: StaffRequest) -> HttpResponse:
    """Tell callers something before the menu."""
    form = Announce(request.POST)
    if form.is_valid():
        made = form.attempt(write_announcement, **form.given(), actor=request.user, now=clock.now())
        if made is None:
            return _show(request, announcement_form=form, status=422)
        messages.success(request, _("Callers hear it from now on."))
        return redirect("floor:page")
    return _show(request, announcement_form=form, status=422)


@require_POST
@staff_required("floor")
def withdraw(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Take an announcement away."""
    announcement = get_object_or_404(Announcement, pk=announcement_id)
    withdraw_announcement(announcement=announcement, actor=request.user, now=clock.now())
    messages.success(request, _("Callers no longer hear it."))
    return redirect("floor:page")


def _now(request: StaffRequest) -> dict[str, Any]:
    floor = FloorReader().read().seen_by(counsels=request.user.may("counsel"))
    return {"parts": parts_of(floor), "now": clock.now(), "stream": stream_address("floor")}


def _show(
    request: StaffRequest,
    *,
    form: NoteToAgents | None = None,
    announcement_form: Announce | None = None,
    status: int = 200,
) -> HttpResponse:
    now, own = clock.now(), session_of(request.user)
    context = _now(request) | {
        "form": form or NoteToAgents(),
        "announcement_form": announcement_form or Announce(),
        "own_session": own,
        "heard": listens_to(own) if own else None,
        "notes": FloorNote.objects.visible_to(request.user)
        .filter(until__gt=now)
        .select_related("agent", "author")
        .order_by("-written_at"),
        "announcements": Announcement.objects.filter(until__gt=now)
        .select_related("place", "written_by")
        .order_by("-since")[:MOST_ANNOUNCEMENTS],
    }
    return live(show(request, "floor/page.html", context, status=status))
