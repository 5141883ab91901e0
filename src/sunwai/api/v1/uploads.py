"""Files: given before what they belong to, read by who may see the case they hang on."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Router, Status, UploadedFile
from pydantic import BaseModel, Field

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.api.auth import CitizenToken, Key
from sunwai.api.v1.schemas import BODY_PROBLEMS, NOT_FOUND, PROBLEMS
from sunwai.citizens.models import AppSession
from sunwai.core import clock
from sunwai.files.actions import store_upload
from sunwai.files.models import Upload, UploadKind
from sunwai.grievances.enums import FileSide
from sunwai.grievances.models import Attachment, Grievance
from sunwai.offices.systems import system_of

router = Router(tags=["files"])


class UploadOut(BaseModel):
    """A file as it is kept: photos and sound are encoded anew, without places and other traces."""

    id: UUID
    kind: UploadKind
    content_type: str
    size: int = Field(description="Bytes.")


class FileOut(UploadOut):
    """A file on a case."""

    side: FileSide


@router.post(
    "/uploads",
    auth=[CitizenToken(), Key(ApiScope.FILE, ApiScope.DEPARTMENT_WRITE)],
    response={201: UploadOut} | PROBLEMS | BODY_PROBLEMS,
    operation_id="giveFile",
    summary="Give a file",
)
def give_file(
    request: HttpRequest,
    file: Annotated[UploadedFile, File(description="A photo, a voice recording or a PDF.")],
) -> Status[UploadOut]:
    """Keep a file until it is named in `uploads` of what it belongs to. What it is, its first bytes decide."""
    actor: Any = actor_of(request)
    upload = store_upload(file=file, actor=actor, now=clock.now())
    return Status(201, upload_out(upload))


@router.get(
    "/files/{number}",
    auth=[CitizenToken(), Key(ApiScope.READ, ApiScope.DEPARTMENT_READ)],
    response={200: Any} | PROBLEMS | NOT_FOUND,
    operation_id="readFile",
    summary="Read a file",
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind: {"schema": {"type": "string", "format": "binary"}}
                    for kind in ("image/jpeg", "audio/mp4", "application/pdf")
                }
            }
        }
    },
)
def read_file(request: HttpRequest, number: UUID) -> HttpResponse:
    """A file on a case that is yours to see."""
    upload = _visible(request, number)
    if upload is None:
        raise Http404
    with upload.file.open() as content:
        answer = HttpResponse(content.read(), content_type=upload.content_type)
    answer["Content-Disposition"] = "attachment"
    return answer


def upload_out(upload: Upload) -> UploadOut:
    """The file as it goes over the wire."""
    return UploadOut(
        id=upload.pk, kind=UploadKind(upload.kind), content_type=upload.content_type, size=upload.size
    )


def files_out(case: Grievance, viewer: object) -> list[FileOut]:
    """The files of `case` that `viewer` may see."""
    found = (
        Attachment.objects.visible_to(viewer).filter(grievance=case).select_related("upload").order_by("pk")
    )
    return [FileOut(**upload_out(one.upload).model_dump(), side=FileSide(one.side)) for one in found]


def actor_of(request: HttpRequest) -> Any:
    """Who asks: the citizen of an app, or the key."""
    signed_in: AppSession | ApiKey = request.auth  # type: ignore[attr-defined]
    return signed_in.citizen if isinstance(signed_in, AppSession) else signed_in


def _visible(request: HttpRequest, number: UUID) -> Upload | None:
    actor = actor_of(request)
    viewers = [actor]
    if isinstance(actor, ApiKey):
        viewers = [actor] if ApiScope.READ in actor.scopes else []
        system = system_of(actor) if ApiScope.DEPARTMENT_READ in actor.scopes else None
        viewers += [system] if system else []
    for viewer in viewers:
        seen = Attachment.objects.visible_to(viewer).filter(upload=number).select_related("upload").first()
        if seen:
            found: Upload = seen.upload
            return found
    return None
