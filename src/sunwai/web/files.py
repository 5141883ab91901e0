"""Serving uploads: only to those who may see the case, or the draft, that a file belongs to."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from sunwai.files.models import Upload
from sunwai.grievances.models import Draft, Grievance
from sunwai.web.access import viewer_of
from sunwai.web.drafts import draft_of


@require_safe
def file(request: HttpRequest, upload_id: UUID) -> FileResponse:
    """One upload, as its sniffed type, never to be guessed at by the browser."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None or not (_of_visible_case(request, upload) or _of_own_draft(request, upload)):
        raise Http404
    response = FileResponse(upload.file.open(), content_type=upload.content_type)
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _of_visible_case(request: HttpRequest, upload: Upload) -> bool:
    return Grievance.objects.visible_to(viewer_of(request)).filter(attachments__upload=upload).exists()


def _of_own_draft(request: HttpRequest, upload: Upload) -> bool:
    draft: Draft | None = draft_of(request)
    return draft is not None and draft.uploads.filter(pk=upload.pk).exists()
