"""The directory of those who help: numbers for the whole state ship as data, those of districts are the state's."""

from __future__ import annotations

import csv
from collections.abc import Callable

from sunwai.core.data import path
from sunwai.places.models import Place
from sunwai.womenline.models import Contact


def load_contacts(*, progress: Callable[..., object] = lambda *_args: None) -> int:
    """Put the numbers that ship into the directory, once: afterwards it is the administrator's.

    Returns:
        How many were added.
    """
    if Contact.objects.exists():
        return 0
    with path("helplines/contacts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    districts = {
        place.code: place for place in Place.objects.filter(code__in={row["district"] for row in rows})
    }
    Contact.objects.bulk_create(
        Contact(**(row | {"district": districts.get(row["district"])})) for row in rows
    )
    progress("Helpline contacts", len(rows), len(rows))
    return len(rows)


def contacts_for(kind: str, district: Place | None) -> list[Contact]:
    """Whom to call for this kind of help, those of the district first."""
    found = Contact.objects.filter(kind=kind, is_active=True).select_related("district")
    near = [contact for contact in found if district and contact.district_id == district.pk]
    return near + [contact for contact in found if contact.district_id is None]
