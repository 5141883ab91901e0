"""What an issued paper says, in the applicant's language, before it is signed."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from sunwai.documents.typesetting import render
from sunwai.janseva import fields
from sunwai.janseva.models import Application, Certificate
from sunwai.language import format_date


def verification_address(code: str) -> str:
    """Where anybody sees whether the paper with this code is genuine; what its QR code opens."""
    return f"{settings.PUBLIC_URL}/v/{code}/"


def print_certificate(application: Application, certificate: Certificate) -> bytes:
    """The PDF of `certificate`, not signed yet."""
    with translation.override(application.language):
        return render("certificate", _certificate(application, certificate))


def _certificate(application: Application, certificate: Certificate) -> dict[str, Any]:
    service, language = application.service, application.language
    place = application.place.name(language)
    text = service.text_hi if language == "hi" else service.text_en
    officer = application.decided_by
    assert officer is not None
    return {
        "language": language,
        "state": _("Government of %(state)s") % {"state": settings.STATE["name"]},
        "office": f"{application.post.label}",
        "title": service.name,
        "number_label": _("Number"),
        "number": application.spoken_reference,
        "text": fields.fill(
            text,
            service.fields,
            application.answers,
            language,
            applicant_name=application.applicant_name,
            place=place,
        ),
        "rows": [row for row in _rows(application, certificate, place) if row[1]],
        "sign": [_("Digitally signed for"), officer.name, application.post.label],
        "qr": _qr(verification_address(certificate.code)),
        "verify": [
            _("Is this paper genuine? Scan the square, or open"),
            verification_address(certificate.code),
        ],
        "foot": [
            _(
                "Issued under the Madhya Pradesh Public Services Guarantee Act, 2010, through CM Jan Seva 181."
            ),
            _("This paper is signed digitally (Information Technology Act, 2000) and needs no seal."),
        ],
    }


def _rows(application: Application, certificate: Certificate, place: str) -> list[tuple[str, str]]:
    asked = fields.in_words(application.service.fields, application.answers, application.language)
    until = certificate.valid_until
    return [
        (_("Name"), application.applicant_name),
        (_("Place"), place),
        *asked,
        (_("Aadhaar"), f"xxxx xxxx {application.aadhaar_end}" if application.aadhaar_end else ""),
        (_("Issued on"), _day(certificate.issued_at)),
        (_("Good until"), _day(until) if until else _("without end")),
    ]


def _day(value: date | datetime) -> str:
    day = value.date() if isinstance(value, datetime) else value
    return format_date(day, "en" if translation.get_language() == "en" else "hi")


def _qr(address: str) -> str:
    """A QR code (ISO/IEC 18004, error correction M) as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=4, border=2, dark="#14213d")
    return out.getvalue().decode()
