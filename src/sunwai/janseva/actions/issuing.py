"""What was sanctioned becomes a paper: printed, signed, sealed in the archive; the applicant is told where."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile

from sunwai.casework.action import action
from sunwai.core.actors import SYSTEM
from sunwai.core.sealed import sealed
from sunwai.documents.signing import sign
from sunwai.janseva.actions.base import RELATED, address, begin, record, tell
from sunwai.janseva.enums import EventKind, State
from sunwai.janseva.models import Application, Certificate
from sunwai.janseva.paper import print_paper
from sunwai.messages.enums import Event


def issue_certificate(*, application_id: int, now: datetime) -> Certificate | None:
    """Print and sign what was sanctioned, then issue it. Safe to repeat: what is issued already is left alone.

    Raises:
        SigningFailed: nothing happened; it can be tried again.
    """
    application = Application.objects.select_related(*RELATED, "decided_by").get(pk=application_id)
    if application.state != State.SANCTIONED or application.decided_by is None:
        return None
    certificate = Certificate(
        application=application,
        issued_at=now,
        valid_until=_until(now.date(), application.service.valid_months),
        signed_for=application.decided_by,
    )
    pdf = sign(  # a token or a time stamp may need the network: outside of any transaction
        print_paper(application, certificate),
        reason=application.service.name_en,
        location=application.post.place.name_en,
    )
    certificate.sha256 = hashlib.sha256(pdf).digest()
    return _issue(application=application, certificate=certificate, pdf=pdf, now=now)


@action
def _issue(*, application: Application, certificate: Certificate, pdf: bytes, now: datetime) -> Certificate:
    locked = begin(application, "issue", actor=SYSTEM)
    certificate.application = locked
    certificate.file.save("paper.sealed", ContentFile(sealed(pdf)), save=False)
    certificate.save(force_insert=True)
    locked.save(update_fields=["state"])
    record(locked, EventKind.ISSUED, actor=SYSTEM, at=now, sha256=certificate.sha256.hex())
    tell(locked, Event.JANSEVA_ISSUED, now=now, link=address(locked.language, f"v/{certificate.code}/"))
    return certificate


def _until(day: date, months: int) -> date | None:
    """The last day of `months` months from `day`; None: without end."""
    if not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")
