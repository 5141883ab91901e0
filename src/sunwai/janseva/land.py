"""Asking the state's land records: what a copy is made of, and that there is such a parcel before anybody applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from sunwai.core.errors import InvalidInput
from sunwai.core.reference import DEVANAGARI
from sunwai.janseva.errors import OutsideFailed
from sunwai.janseva.models import Application, Service
from sunwai.janseva.outside import service
from sunwai.janseva.ports import LandRecords, OutsideRefused, OutsideUnreachable, Parcel, Record
from sunwai.places.models import Place

PARCEL = "parcel"  # code of the question that names the khasra


class NoSuchParcel(InvalidInput):
    """The village has no parcel with this number."""

    code = "no-such-parcel"
    sentence = _("The land record of this village has no khasra with this number.")
    field = PARCEL


def find_parcels(*, place: Place, text: str) -> Sequence[Parcel]:
    """Parcels of a village by the beginning of their number, in digits of either script, or by their owner's name.

    Raises:
        OutsideFailed: the service did not answer.
    """
    wanted = khasra_of(text)
    try:
        return _service().find(
            village=place.code, **({"khasra": wanted} if wanted else {"owner": text.strip()})
        )
    except (OutsideRefused, OutsideUnreachable) as error:
        raise OutsideFailed from error


def khasra_of(text: str) -> str:
    """The number of a parcel in what somebody typed; empty where they typed a name.

    >>> khasra_of(" १२/3 "), khasra_of("Ramlal")
    ('12/3', '')
    """
    text = text.strip().translate(DEVANAGARI)
    return text if text[:1].isdigit() else ""


def look_up(*, service: Service, place: Place, answers: Mapping[str, Any]) -> Record | None:
    """The record of which a copy is wanted; None for a service that needs none.

    Raises:
        NoSuchParcel, OutsideFailed: see there.
    """
    if not service.record:
        return None
    try:
        return _service().record(
            kind=service.record, village=place.code, khasra=khasra_of(str(answers.get(PARCEL, "")))
        )
    except OutsideRefused as error:
        raise NoSuchParcel from error
    except OutsideUnreachable as error:
        raise OutsideFailed from error


def record_of(application: Application) -> Record | None:
    """The same, of an application, on the day on which its paper is made.

    Raises:
        NoSuchParcel, OutsideFailed: see `look_up`.
    """
    return look_up(service=application.service, place=application.place, answers=application.answers)


def pages_of(record: Record | None) -> int:
    """How many pages a certified copy has; 0 where there is none."""
    return record.pages if record else 0


def _service() -> LandRecords:
    found: LandRecords = service("land_records")
    return found
