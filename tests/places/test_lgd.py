"""LGD's downloads: Hindi names, gram panchayats and wards come in, and what cannot be placed is told."""

from __future__ import annotations

import pytest
from django.utils import translation

from sunwai.core import clock, data
from sunwai.places.actions import load_places
from sunwai.places.enums import PlaceKind, Setting
from sunwai.places.lgd import UnknownFile, import_lgd
from sunwai.places.models import Place, ShippedFile
from sunwai.places.selectors import search_places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balaghat")]

SAMPLES = ("villages", "gram_panchayats", "village_panchayats", "wards")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def sample(name):
    return import_lgd(path=data.path(f"samples/lgd/{name}.csv"))


def place(code: str) -> Place:
    return Place.objects.with_parents().get(code=code)


@pytest.fixture
def write(tmp_path):
    def write(text: str):
        path = tmp_path / "download.csv"
        path.write_text(text, encoding="utf-8-sig")
        return path

    return write


def test_villages_take_their_hindi_names_and_tehsils():
    report = sample("villages")

    assert (report.kind, report.rows, report.created) == ("villages", 7, 1)
    assert place("village:497433").label("hi") == "रामपायली, तहसील वारासिवनी, बालाघाट"
    assert place("village:497428").name_hi == ""  # LGD repeats the English name
    moved = place("village:497431")
    assert (moved.revenue_parent.code, moved.local_parent.code) == ("tehsil:7399", "block:3745")
    assert moved.local_parent_assumed
    assert [found.code for found in search_places("नया नमूना गांव बालाघाट", limit=1)] == ["village:999901"]


def test_a_village_of_an_unknown_tehsil_is_reported():
    report = sample("villages")

    assert [(row.line, row.reason) for row in report.unplaced] == [
        (9, "The village is new and its tehsil is not known.")
    ]
    assert not Place.objects.filter(code="village:999902").exists()


def test_panchayats_stand_under_their_blocks():
    report = sample("gram_panchayats")

    assert (report.kind, report.created, [row.line for row in report.unplaced]) == ("panchayats", 2, [4, 5])
    panchayat = place("gram_panchayat:999801")
    assert panchayat.label("hi") == "ग्राम पंचायत रामपायली, विकासखंड वारासिवनी, बालाघाट"
    assert panchayat.name_en == "Rampayli"


def test_the_mapping_puts_villages_under_panchayats():
    sample("gram_panchayats")
    report = sample("village_panchayats")

    village = place("village:497433")
    assert village.local_parent.code == "gram_panchayat:999801"
    assert not village.local_parent_assumed
    kinds = set(Place.objects.above(village).values_list("kind", flat=True))
    assert kinds == {"state", "division", "district", "tehsil", "block", "gram_panchayat"}
    assert [row.line for row in report.unplaced] == [5]  # the second panchayat of one village


def test_a_panchayat_met_first_in_the_mapping_takes_its_villages_block():
    sample("village_panchayats")

    assert place("gram_panchayat:999805").local_parent.code == "block:3753"


def test_wards_stand_under_their_urban_body():
    report = sample("wards")

    assert (report.kind, report.created, [row.line for row in report.unplaced]) == ("wards", 2, [4])
    ward = place("ward:9990001")
    assert ward.label("hi") == "वार्ड 1 गांधी वार्ड, वारासिवनी (नगर पालिका), बालाघाट"
    assert ward.setting == Setting.URBAN
    assert place("ward:9990002").name("en") == "Ward No 2"


def test_importing_again_changes_nothing():
    for name in SAMPLES:
        sample(name)
    before = set(Place.objects.values_list("code", "name_en", "name_hi", "local_parent_id", "key"))

    again = [sample(name) for name in SAMPLES]

    assert [(report.created, report.changed) for report in again] == [(0, 0)] * 4
    assert set(Place.objects.values_list("code", "name_en", "name_hi", "local_parent_id", "key")) == before


def test_loading_a_newer_release_keeps_what_lgd_brought(balaghat):
    for name in SAMPLES:
        sample(name)
    ShippedFile.objects.all().delete()
    Place.objects.filter(code="village:497433").update(shipped="an older row")

    loaded = load_places(now=clock.now(), folder=balaghat)

    assert (loaded.created, loaded.changed) == (0, 1)
    village = place("village:497433")
    assert (village.name_hi, village.local_parent.code) == ("रामपायली", "gram_panchayat:999801")


def test_an_edit_in_the_admin_outlives_a_new_release(balaghat):
    village = place("village:497433")
    village.name_hi = "रामपायली कलां"
    village.save()
    ShippedFile.objects.all().delete()

    load_places(now=clock.now(), folder=balaghat)

    assert place("village:497433").name_hi == "रामपायली कलां"


def test_nothing_is_deleted_and_a_village_in_a_town_stays_there(write):
    village = Place.objects.of_kind(PlaceKind.VILLAGE).filter(setting=Setting.URBAN).with_parents()[0]
    assert village.local_parent.kind == PlaceKind.URBAN_BODY
    before = Place.objects.count()
    report = import_lgd(
        path=write(
            "Village Code,Village Name (In English),Local Body Code,Local Body Name (In English)\n"
            f"{village.lgd_code},{village.name_en},999806,Namuna\n"
        )
    )

    assert len(report.unplaced) == 1
    assert place(village.code).local_parent_id == village.local_parent_id
    assert Place.objects.count() == before


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\n1,2\n", "रामपायली\n"])
def test_a_file_of_another_kind_is_refused(write, text):
    with pytest.raises(UnknownFile, match=r"download\.csv"):
        import_lgd(path=write(text))


def test_codes_that_are_no_numbers_are_reported(write):
    report = import_lgd(
        path=write(
            "Village Code,Village Name (In English),Sub-District Code\n12x,Namuna,3669\n,Namuna,3669\n"
        )
    )

    assert (report.created, len(report.unplaced)) == (0, 2)


def test_progress_reaches_the_end():
    seen = []
    import_lgd(path=data.path("samples/lgd/wards.csv"), progress=lambda *step: seen.append(step))

    assert seen[-1] == ("wards", 3, 3)
