"""Recordings: the list, one with its player, notes and mark, and the sound itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Avg, Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sunwai.accounts.models import Reading, User, log_access
from sunwai.calls.actions.recordings import mark_recording, note_moment, try_again
from sunwai.calls.models import QualityMark, Recording
from sunwai.calls.recordings import open_audio
from sunwai.core import clock
from sunwai.core.sealed import Broken, SealedFile
from sunwai.grievances.models import Grievance
from sunwai.web.access import StaffRequest, staff_required
from sunwai.web.files import asked_range
from sunwai.web.floor.forms import Mark, Moment, Search
from sunwai.web.floor.frame import show

A_PAGE = 50
ONE_PLAYING = 600  # seconds: a browser fetches a sound in pieces, which is one playing
SOUND = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@require_safe
@staff_required("floor")
def index(request: StaffRequest) -> HttpResponse:
    """All recordings, newest first, as far as one may hear them; by day, agent, with problems."""
    form = Search(request.GET)
    found = form.narrow(_visible(request).order_by("-began_at", "pk"))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "floor/recordings.html", {"form": form, "page": page})


@require_safe
@staff_required("desk")
def own_marks(request: StaffRequest) -> HttpResponse:
    """What supervisors thought of one's own calls."""
    marks = marks_of(request.user, request.user)
    average = marks.aggregate(average=Avg("share"))["average"]
    return render(request, "floor/marks.html", {"marks": marks[:A_PAGE], "average": average})


@require_safe
@staff_required("desk")
def one(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """The player, with what was remarked at which moment; for supervisors the form of the mark."""
    return _show_one(request, _get(request, recording_id))


@require_safe
@staff_required("desk")
def audio(request: StaffRequest, recording_id: UUID) -> Any:
    """The sound, decrypted as it is sent; every playing is written down."""
    recording = _get(request, recording_id)
    try:
        sealed = open_audio(recording)
    except (FileNotFoundError, Broken) as error:
        raise Http404 from error
    _log(request.user, recording)
    asked = asked_range(request, sealed.size)
    begin, end = asked or (0, sealed.size)
    if asked and begin >= sealed.size:
        sealed.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{sealed.size}"})
    headers = SOUND | {"Content-Length": str(end - begin)}
    if asked:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{sealed.size}"
    return StreamingHttpResponse(
        _content(sealed, begin, end),
        status=206 if asked else 200,
        content_type="audio/mp4",
        headers=headers,
    )


@require_POST
@staff_required("desk")
def note(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """A remark at a moment."""
    recording = _get(request, recording_id)
    form = Moment(request.POST)
    if (
        form.is_valid()
        and form.attempt(
            note_moment, recording=recording, **form.cleaned_data, actor=request.user, now=clock.now()
        )
        is not None
    ):
        messages.success(request, _("The note stands at its moment."))
        return redirect("recordings:one", recording.pk)
    return _show_one(request, recording, note_form=form, status=422)


@require_POST
@staff_required("floor")
def mark(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """How well the call was taken."""
    recording = _get(request, recording_id)
    form = Mark(request.POST)
    if (
        form.is_valid()
        and form.attempt(
            mark_recording,
            recording=recording,
            scores=form.scores(),
            words=form.cleaned_data["words"],
            actor=request.user,
            now=clock.now(),
        )
        is not None
    ):
        messages.success(request, _("The agent can read it from now on."))
        return redirect("recordings:one", recording.pk)
    return _show_one(request, recording, mark_form=form, status=422)


@require_POST
@staff_required("floor")
def again(request: StaffRequest, recording_id: UUID) -> HttpResponse:
    """Fetch once more what was given up."""
    try_again(recording=_get(request, recording_id), actor=request.user, now=clock.now())
    messages.success(request, _("It is tried again within a minute."))
    return redirect("floor:recordings")


def marks_of(agent: User, viewer: User) -> Any:
    """Marks of calls that `agent` took and `viewer` may hear, newest first."""
    marks = QualityMark.objects.visible_to(viewer).filter(agent=agent)
    return marks.select_related("author", "recording__call__queue").order_by("-written_at")


def recordings_about(case: Grievance, viewer: User) -> Any:
    """What `viewer` may hear of the calls about a case, newest first."""
    kept = Recording.objects.visible_to(viewer).exclude(file="")
    return kept.filter(Q(call__grievance=case) | Q(draft__grievance=case)).order_by("-began_at")


def player(recording: Recording, viewer: User) -> dict[str, Any]:
    """What `recordings/player.html` takes."""
    return {
        "recording": recording,
        "peaks": ",".join(map(str, bytes(recording.peaks))),
        "moments": recording.notes.select_related("author"),
    }


def _visible(request: StaffRequest) -> Any:
    related = ("call__queue", "call__agent", "call__grievance")
    return Recording.objects.visible_to(request.user).select_related(*related)


def _get(request: StaffRequest, recording_id: UUID) -> Recording:
    recording: Recording = get_object_or_404(_visible(request), pk=recording_id)
    return recording


def _show_one(
    request: StaffRequest,
    recording: Recording,
    *,
    note_form: Moment | None = None,
    mark_form: Mark | None = None,
    status: int = 200,
) -> HttpResponse:
    marks = (
        marks_of(recording.call.agent, request.user).filter(recording=recording)
        if recording.call.agent
        else []
    )
    own = next((mark for mark in marks if mark.author_id == request.user.pk), None)
    may_mark = request.user.may("floor") and recording.call.agent_id not in (None, request.user.pk)
    context = player(recording, request.user) | {
        "marks": marks,
        "note_form": note_form or Moment(),
        "mark_form": (mark_form or Mark.of(own)) if may_mark else None,
    }
    return show(request, "floor/recording.html", context, status=status)


def _content(sealed: SealedFile, begin: int, end: int) -> Iterator[bytes]:
    with sealed:
        yield from sealed.read(begin, end)


def _log(user: User, recording: Recording) -> None:
    if not cache.add(f"heard.{user.pk}.{recording.pk}", 1, ONE_PLAYING):
        return
    call = recording.call
    log_access(
        user=user,
        what=Reading.RECORDING,
        case_id=call.grievance_id,
        citizen_id=call.citizen_id,
        reason=recording.name,
        now=clock.now(),
    )
