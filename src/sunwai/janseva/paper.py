"""What an issued paper says, in the applicant's language, before it is signed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.documents.typesetting import render
from sunwai.janseva import fields
from sunwai.janseva.enums import RecordKind
from sunwai.janseva.fees import PLAIN
from sunwai.janseva.land import record_of
from sunwai.janseva.models import Application, Certificate
from sunwai.janseva.naksha import draw
from sunwai.janseva.ports import Parcel, Record
from sunwai.language import format_date


def verification_address(code: str) -> str:
    """Where anybody sees whether the paper with this code is genuine; what its QR code opens."""
    return f"{settings.PUBLIC_URL}/v/{code}/"


def print_paper(application: Application, certificate: Certificate) -> bytes:
    """The PDF of `certificate`, not signed yet: a certificate, or a copy of the land record as it is now.

    Raises:
        NoSuchParcel, OutsideFailed: the land record cannot be had; it can be tried again.
    """
    record = record_of(application)
    with translation.override(application.language):
        if record is None:
            return render("certificate", _certificate(application, certificate))
        return render("land_record", _land_record(application, certificate, record))


def _certificate(application: Application, certificate: Certificate) -> dict[str, Any]:
    service, language = application.service, application.language
    place = application.place.name(language)
    text = service.text_hi if language == "hi" else service.text_en
    return _frame(application, certificate) | {
        "text": fields.fill(
            text,
            service.fields,
            application.answers,
            language,
            applicant_name=application.applicant_name,
            place=place,
        ),
        "rows": [row for row in _rows(application, certificate, place) if row[1]],
    }


def _frame(application: Application, certificate: Certificate) -> dict[str, Any]:
    """What stands around every paper: who issues it, its number, the signature, how it is verified."""
    officer = application.decided_by
    assert officer is not None
    return {
        "language": application.language,
        "state": _("Government of %(state)s") % {"state": settings.STATE["name"]},
        "office": application.post.label,
        "title": application.service.name,
        "number_label": _("Number"),
        "number": application.spoken_reference,
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


def _land_record(application: Application, certificate: Certificate, record: Record) -> dict[str, Any]:
    language = application.language
    is_plain = application.answers.get("copy") == PLAIN
    return _frame(application, certificate) | {
        "kind": _("Plain copy, to read: not certified") if is_plain else _("Certified copy"),
        "rows": [
            (_("Village"), application.place.label(language)),
            (_("Asked for by"), application.applicant_name),
            (_("Record of"), _day(record.as_of)),
            (_("Pages"), str(record.pages)),
        ],
        "head": [str(label) for label, _cell in COLUMNS],
        "parcels": [[cell(parcel) for _label, cell in COLUMNS] for parcel in record.parcels],
        "map_label": _("Map: the shaded parcel is the one that was asked for"),
        "map": draw(record.parcels) if record.kind in MAPPED else "",
        "remarks": list(record.remarks),
    }


# Columns of a copy: what stands above, and what of a parcel stands in it.
COLUMNS: tuple[tuple[Any, Callable[[Parcel], str]], ...] = (
    (gettext_lazy("Khasra"), lambda parcel: parcel.khasra),
    (gettext_lazy("Khata"), lambda parcel: parcel.khata),
    (gettext_lazy("Area (hectares)"), lambda parcel: f"{parcel.area:.3f}"),
    (gettext_lazy("Holder"), lambda parcel: ", ".join(parcel.owners)),
    (gettext_lazy("Use, soil"), lambda parcel: ", ".join(filter(None, [parcel.land_use, parcel.soil]))),
    (gettext_lazy("Irrigation"), lambda parcel: parcel.irrigation),
    (gettext_lazy("Crop"), lambda parcel: parcel.crop),
    (gettext_lazy("Revenue (₹)"), lambda parcel: f"{parcel.revenue:.2f}"),
)
MAPPED = frozenset({RecordKind.NAKSHA, RecordKind.SPECIMEN})


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
