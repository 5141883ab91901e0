"""Serving uploads: only to those who may see the case, or the draft, that a file belongs to."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from sunwai.accounts.models import User, log_access
from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.files.models import Upload, UploadKind
from sunwai.grievances.enums import FileSide
from sunwai.grievances.models import Attachment, Grievance
from sunwai.grievances.perms import relations
from sunwai.web.access import citizen_of, staff_of
from sunwai.web.drafts import draft_of


@require_safe
def file(request: HttpRequest, upload_id: UUID) -> FileResponse:
    """One upload, as its sniffed type, never to be guessed at by the browser; documents are saved, not shown."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or not (_of_visible_case(request, upload) or _of_own_draft(request, upload)):
        raise Http404
    response = FileResponse(
        upload.file.open(),
        content_type=upload.content_type,
        as_attachment=upload.kind == UploadKind.DOCUMENT,
    )
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _of_visible_case(request: HttpRequest, upload: Upload) -> bool:
    """Whether it hangs on a case that who asks may see; staff leave a trace of the reading."""
    attachment = Attachment.objects.select_related("grievance").filter(upload=upload).first()
    if attachment is None:
        return False
    if (citizen := citizen_of(request)) and _may_open(citizen, attachment):
        return True
    user = staff_of(request)
    if user is None or not _may_open(user, attachment):
        return False
    case = attachment.grievance
    log_access(user=user, what="file", case_id=case.pk, citizen_id=case.citizen_id, now=clock.now())
    return True


def _may_open(viewer: User | Citizen, attachment: Attachment) -> bool:
    """Who sees the case sees its files; one who joined it, only the proof of the work, not what others gave."""
    case = attachment.grievance
    if not Grievance.objects.visible_to(viewer).filter(pk=case.pk).exists():
        return False
    return attachment.side == FileSide.PROOF or "supporter" not in relations(viewer, case)


def _of_own_draft(request: HttpRequest, upload: Upload) -> bool:
    """A draft that was sent is a case: its files open by the case alone."""
    draft, citizen = draft_of(request), citizen_of(request)
    if draft is None or draft.grievance_id or (citizen and draft.citizen_id not in (None, citizen.pk)):
        return False
    return draft.uploads.filter(pk=upload.pk).exists()
