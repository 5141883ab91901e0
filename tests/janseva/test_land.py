"""Copies of land records: asked for by khasra, with the pages and fee of the record, a map on the sheet."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from sunwai.gateways.land_records.simulator import land_of
from sunwai.janseva.land import NoSuchParcel, find_parcels, look_up
from sunwai.janseva.models import Certificate
from sunwai.janseva.naksha import draw
from sunwai.janseva.paper import print_paper
from sunwai.janseva.ports import OutsideRefused, Parcel, Record
from tests.world import MONDAY


def parcel(row):
    return Parcel(
        **{
            name: row[name]
            for name in ("village", "khasra", "area", "land_use", "soil", "irrigation", "crop")
        },
        owners=tuple(row["owners"]),
        revenue=row["revenue"],
        khata=row["khata"],
        outline=tuple(row["outline"]),
    )


class Land:
    """The invented land, without the wire."""

    def find(self, *, village, khasra="", owner=""):
        return [
            parcel(row)
            for row in land_of(village)
            if row["khasra"].startswith(khasra) and any(owner in name for name in row["owners"])
        ][:20]

    def record(self, *, kind, village, khasra):
        found = [parcel(row) for row in land_of(village) if row["khasra"] == khasra]
        if not found:
            raise OutsideRefused("no such parcel")
        return Record(kind=kind, parcels=tuple(found), as_of=MONDAY.date(), pages=2)


@pytest.fixture
def land(settings):
    settings.PROVIDERS = settings.PROVIDERS | {"land_records": ["tests.janseva.test_land:Land"]}
    return Land()


def test_the_same_village_always_has_the_same_land():
    assert land_of("village:1") == land_of("village:1")
    assert land_of("village:1") != land_of("village:2")
    assert len({row["khasra"] for row in land_of("village:1")}) == 48


def test_parcels_are_found_by_number_and_by_owner(office, land):
    village = office.world.village
    first = land_of(village.code)[0]
    assert find_parcels(place=village, text=first["khasra"])[0].khasra == first["khasra"]
    owner = first["owners"][0].split()[0]
    found = find_parcels(place=village, text=owner)
    assert found
    assert all(owner in name for one in found for name in one.owners)


def test_a_parcel_that_is_not_there_is_refused(office, land):
    with pytest.raises(NoSuchParcel):
        look_up(service=office.service("khasra-copy"), place=office.world.village, answers={"parcel": "999"})


@pytest.mark.parametrize(
    "code", ["khasra-copy", "khatauni-copy", "naksha-copy", "bhu-adhikar-pustika", "specimen-copy"]
)
def test_every_copy_can_be_printed(office, land, code):
    khasra = land_of(office.world.village.code)[5]["khasra"]
    answers = {"parcel": khasra, "copy": "plain"}
    application = office.take(code=code, answers=answers)
    application.decided_by = office.tehsildar
    certificate = Certificate(application=application, issued_at=MONDAY, signed_for=office.tehsildar)
    pdf = print_paper(application, certificate)
    text = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_bounded()
    assert khasra in text
    assert certificate.code in text


def test_the_map_shades_the_one_that_was_asked_for():
    rows = [parcel(row) for row in land_of("village:1")[:3]]
    drawn = draw(rows)
    assert drawn.count("<polygon") == 3
    assert drawn.count('fill="#e6f0f2"') == 1
    assert draw([]) == ""
