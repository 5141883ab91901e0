"""Serving uploads: only to those who may see the case, or the draft, that a file belongs to."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sunwai.accounts.models import Reading, User, log_access
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.files.models import Upload, UploadKind
from sunwai.grievances.models import Attachment, Draft
from sunwai.web.access import citizen_of, staff_of
from sunwai.web.drafts import draft_of

RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@require_safe
def file(request: HttpRequest, upload_id: UUID) -> HttpResponse | FileResponse:
    """One upload, as its sniffed type, never to be guessed at by the browser; documents are saved, not shown."""
    upload = (
        _of_visible_case(request, upload_id)
        or _of_own_draft(request, upload_id)
        or _of_own_proof(request, upload_id)
    )
    if upload is None:
        raise Http404
    response = _part(request, upload) or FileResponse(
        upload.file.open(),
        content_type=upload.content_type,
        as_attachment=upload.kind == UploadKind.DOCUMENT,
    )
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _part(request: HttpRequest, upload: Upload) -> HttpResponse | None:
    """The part that the request names (RFC 9110, 14.2), without which Safari plays no sound; None: send all of it."""
    size = upload.file.size
    if (asked := asked_range(request, size)) is None:
        return None
    begin, end = asked
    if begin >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with upload.file.open() as file:
        file.seek(begin)
        part = file.read(end - begin)
    return HttpResponse(
        part,
        status=206,
        content_type=upload.content_type,
        headers={"Content-Range": f"bytes {begin}-{end - 1}/{size}"},
    )


def asked_range(request: HttpRequest, size: int) -> tuple[int, int] | None:
    """Where the one range that is asked for begins and ends; several, or what is not understood, count as none."""
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.method != "GET" or found[0] == "bytes=-":
        return None
    if not found[1]:  # the last so many bytes
        return max(0, size - int(found[2])), size
    begin, end = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
    return None if found[2] and int(found[2]) < begin else (begin, end)


def _of_visible_case(request: HttpRequest, upload_id: UUID) -> Upload | None:
    """The file, if it hangs on a case that who asks may see; staff leave a trace of the reading."""
    if found := _attached(citizen_of(request), upload_id):
        return found.upload
    user = staff_of(request)
    if user is None or not (found := _attached(user, upload_id)):
        return None
    case = found.grievance
    log_access(user=user, what=Reading.FILE, case_id=case.pk, citizen_id=case.citizen_id, now=clock.now())
    return found.upload


def _attached(viewer: User | Citizen | None, upload_id: UUID) -> Attachment | None:
    visible = Attachment.objects.visible_to(viewer).select_related("grievance", "upload")
    found: Attachment | None = visible.filter(upload=upload_id).first()
    return found


def _of_own_draft(request: HttpRequest, upload_id: UUID) -> Upload | None:
    """The file, if it hangs on the visitor's draft. A draft that was sent is a case: its files open by that alone."""
    draft = draft_of(request)
    return draft.uploads.filter(pk=upload_id).first() if draft and not draft.grievance_id else None


def _of_own_proof(request: HttpRequest, upload_id: UUID) -> Upload | None:
    """The file, if an officer has chosen it for an action that is not done yet."""
    own = Draft.objects.visible_to(staff_of(request)).filter(grievance=None, uploads=upload_id)
    draft = own.prefetch_related("uploads").first()
    return next((upload for upload in draft.uploads.all() if upload.pk == upload_id), None) if draft else None
