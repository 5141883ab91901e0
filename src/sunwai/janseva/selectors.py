"""Reading applications and papers."""

from __future__ import annotations

from django.db.models import QuerySet

from sunwai.casework.models import CaseKind
from sunwai.casework.models import Event as TimelineEvent
from sunwai.core import reference
from sunwai.core.sealed import SealedFile
from sunwai.janseva.models import Application, Certificate, Service

RELATED = ("service", "citizen", "place", "post__designation", "post__place")


def services_offered() -> list[Service]:
    """What can be applied for, in its order."""
    services = Service.objects.filter(is_active=True).select_related("category__department")
    return [service for service in services if service.is_offered]


def find_application(text: str, viewer: object) -> Application | None:
    """The application with the number `text`, as typed or spoken, if `viewer` may see it."""
    number = reference.clean(text)
    if not reference.is_valid(number):
        return None
    return Application.objects.visible_to(viewer).select_related(*RELATED).filter(reference=number).first()


def timeline_of(application: Application) -> QuerySet[TimelineEvent]:
    """What happened to it, the first thing first."""
    events = TimelineEvent.objects.filter(case_kind=CaseKind.JANSEVA, case_id=application.pk)
    return events.select_related("words").order_by("seq")


def certificate_of_code(code: str) -> Certificate | None:
    """The issued paper with this code: whoever holds the paper may ask."""
    related = [f"application__{name}" for name in RELATED]
    return Certificate.objects.select_related(*related).filter(code=code.strip().lower()).first()


def open_paper(certificate: Certificate) -> bytes:
    """The signed PDF.

    Raises:
        core.sealed.Broken: it was changed, or its key is not among `FIELD_KEYS`.
    """
    with SealedFile(certificate.file.open("rb")) as file:
        return b"".join(file.read())
