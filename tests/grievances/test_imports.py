"""Complaints from a file: each row becomes a case or is refused with its reason, and nothing is guessed."""

import csv
import io
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import translation

from sunwai.citizens.models import Citizen
from sunwai.core import data
from sunwai.core.actors import SYSTEM
from sunwai.grievances import imports
from sunwai.grievances.enums import Kind
from sunwai.grievances.imports import UnreadableFile, import_complaints, read_rows
from sunwai.grievances.models import Grievance
from sunwai.grievances.suggestion import ModelMissing, Suggestion
from sunwai.messages.enums import Channel, Event
from sunwai.messages.models import Message
from sunwai.offices.shipped import read_departments
from sunwai.places.enums import PlaceKind, Setting
from sunwai.places.models import Place

ROW = {
    "number": "R-1",
    "filed_on": "2026-11-02",
    "name": "सीता बाई",
    "mobile": "+91 60000 00101",
    "language": "hi",
    "kind": "complaint",
    "category": "energy.no-supply",
    "text": "तीन दिन से बिजली नहीं आ रही",
    "district": "बालाघाट",
    "place": "रामपायली",
    "place_code": "",
    "landmark": "पंचायत भवन के पास",
}


@pytest.fixture(autouse=True)
def in_english():
    """Reasons are said in the language of whoever runs the import."""
    with translation.override("en"):
        yield


@pytest.fixture
def run(world, now, tmp_path):
    """Import rows, each given by what differs from `ROW`."""

    def run(*rows, encoding="utf-8", without=()):
        out = io.StringIO()
        writer = csv.DictWriter(out, [name for name in ROW if name not in without], extrasaction="ignore")
        writer.writeheader()
        writer.writerows([ROW | row for row in rows])
        file = tmp_path / "complaints.csv"
        file.write_text(out.getvalue(), encoding=encoding)
        return import_complaints(path=file, actor=SYSTEM, now=now)

    return run


@pytest.fixture
def namesake(world):
    """A second Rampayli, in another tehsil of the district."""
    lanji = Place.objects.create(
        code="tehsil:test-Lanji",
        kind=PlaceKind.TEHSIL,
        name_en="Lanji",
        name_hi="लांजी",
        setting=Setting.MIXED,
        revenue_parent=world.district,
    )
    return Place.objects.create(
        code="village:test-other-Rampayli",
        kind=PlaceKind.VILLAGE,
        name_en="Rampayli",
        setting=Setting.RURAL,
        revenue_parent=lanji,
    )


def refusal(report):
    """Why the only row was refused."""
    assert Grievance.objects.count() == 0
    [remark] = report.rejected
    return remark.says


def test_a_row_becomes_a_case_on_the_right_table(run, world, now):
    report = run({})

    case = Grievance.objects.get()
    assert (report.filed, report.rejected, report.gaps) == (1, [], [])
    assert (case.post, case.place, case.channel) == (world.post("je"), world.village, Channel.IMPORT)
    assert (case.source_reference, case.landmark, case.registered_at) == ("R-1", ROW["landmark"], now)
    assert (case.citizen.mobile, case.citizen.name) == ("6000000101", "सीता बाई")
    assert Message.objects.get(event=Event.REGISTERED).to == "6000000101"


def test_the_same_file_again_files_only_what_is_missing(run):
    run({}, {"number": "R-2", "place": "nowhere at all"})
    again = run({}, {"number": "R-2"})

    assert (again.filed, again.skipped, again.taken) == (1, 1, 2)
    assert set(Grievance.objects.values_list("source_reference", flat=True)) == {"R-1", "R-2"}


def test_a_citizen_is_known_by_the_mobile(run):
    run({}, {"number": "R-2", "mobile": "०६००००००१०१", "name": "another"})

    assert Grievance.objects.count() == 2
    assert Citizen.objects.get(mobile="6000000101").name == "सीता बाई"


@pytest.mark.parametrize(
    "place",
    [
        "Rampayli",
        "rampaily",
        "ग्राम रामपायली",
        "Rampayli, tehsil Waraseoni",
        "रामपायली तहसील वारासिवनी जिला बालाघाट",
    ],
)
def test_a_place_is_found_as_people_write_it(run, world, place):
    run({"place": place})

    assert Grievance.objects.get().place == world.village


def test_of_two_namesakes_none_is_guessed(run, namesake, world):
    says = refusal(run({}))

    assert world.village.code in says
    assert namesake.code in says


def test_the_tehsil_or_the_code_decides_between_namesakes(run, namesake, world):
    run({"place": "Rampayli, Lanji"}, {"number": "R-2", "place_code": world.village.code})

    found = dict(Grievance.objects.values_list("source_reference", "place__code"))
    assert found == {"R-1": namesake.code, "R-2": world.village.code}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"place": "Sitapur"}, "Sitapur"),
        ({"place": "Rampayli, tehsil Lanji"}, "Rampayli, tehsil Lanji"),
        ({"place_code": "village:0"}, "village:0"),
        ({"place_code": "tehsil:test-Waraseoni"}, "tehsil:test-Waraseoni"),
        ({"district": "Atlantis"}, "Atlantis"),
        ({"mobile": "12345"}, "98765 43210"),
        ({"category": "energy.nothing"}, "energy.nothing"),
        ({"kind": "wish"}, "demand"),
        ({"kind": "corruption"}, ""),
        ({"language": "fr"}, "hi, en"),
        ({"filed_on": "02.11.2026"}, "filed_on"),
        ({"filed_on": "2026-11-24"}, "filed_on"),  # tomorrow
        ({"text": ""}, "text"),
        ({"number": ""}, "number"),
        ({"number": "9" * 61}, ""),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason(run, wrong, says):
    assert says in refusal(run(wrong))


def test_a_wrong_row_stops_no_other_and_is_named_by_line(run):
    report = run({"district": "Atlantis"}, {"number": "R-2"}, {"number": "R-2"})

    assert report.filed == 1
    assert [(remark.line, remark.number) for remark in report.rejected] == [(2, "R-1"), (4, "R-2")]
    assert "Atlantis" in str(report)


def test_a_corruption_row_is_sealed(run):
    run({"kind": "corruption", "category": "vigilance.bribe"})

    case = Grievance.objects.get()
    assert (case.kind, case.citizen) == (Kind.CORRUPTION, None)


def test_without_a_category_the_likeliest_is_taken_and_said(run, monkeypatch):
    monkeypatch.setattr(imports, "suggest", lambda text, limit: [Suggestion("energy.transformer", 0.83)])
    report = run({}, without=["category"])

    assert Grievance.objects.get().category.code == "energy.transformer"
    [remark] = report.suggested
    assert remark.line == 2
    assert "83" in remark.says


def no_model(text, limit):
    raise ModelMissing


@pytest.mark.parametrize("suggest", [lambda text, limit: [], no_model])
def test_without_a_category_and_a_suggestion_a_row_is_refused(run, monkeypatch, suggest):
    monkeypatch.setattr(imports, "suggest", suggest)

    assert refusal(run({"category": ""}))


def test_a_gap_in_the_ladder_is_reported(run, world):
    world.vacate("je")
    report = run({})

    assert Grievance.objects.get().level == 2
    [remark] = report.gaps
    assert "L1" in remark.says


def test_a_byte_order_mark_does_no_harm(run):
    assert run({}, encoding="utf-8-sig").filed == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"number,mobile,text,district\n", "place"),
        (b"number,mobile,text,district,place,catgory\n", "catgory"),
        ("number,mobile,text,district,place\n1,2,बिजली,4,5\n".encode("utf-16"), "UTF-8"),
        (b"", "number"),
    ],
)
def test_another_kind_of_file_is_refused_whole(world, now, tmp_path, content, says):
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)

    with pytest.raises(UnreadableFile, match=says):
        import_complaints(path=file, actor=SYSTEM, now=now)


def test_a_comma_without_quotes_is_noticed(world, now, tmp_path):
    file = tmp_path / "surplus.csv"
    file.write_text("number,mobile,text,district,place\n1,6000000101,no light, no water,Balaghat,Rampayli\n")

    assert "quotes" in refusal(import_complaints(path=file, actor=SYSTEM, now=now))


def test_progress_is_shown_to_the_end(world, now, tmp_path):
    file = tmp_path / "many.csv"
    line = "{},6000000101,no light,Balaghat,Rampayli\n"
    file.write_text("number,mobile,text,district,place\n" + "".join(line.format(n) for n in range(60)))
    seen = []
    import_complaints(path=file, actor=SYSTEM, now=now, progress=lambda what, *done: seen.append(done))

    assert seen == [(25, 60), (50, 60), (60, 60)]


# ── The sample that ships ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sample():
    return [row for _line, row in read_rows(data.path("samples/complaints.csv"))]


def test_the_sample_is_varied_and_invented(sample, now):
    assert len({row["number"] for row in sample}) == len({row["text"] for row in sample}) == 500
    assert {row["note"] for row in sample} == {"invented"}
    assert all(row["mobile"].startswith("60000") for row in sample)
    assert all(6 <= len(row["text"].split()) <= 35 for row in sample)
    assert max(row["filed_on"] for row in sample) < (now - timedelta(days=1)).date().isoformat()


def test_the_sample_comes_from_all_over_the_state(sample):
    with data.path("places/districts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    codes = {row[name].lower(): row["lgd_code"] for row in rows for name in ("name_en", "name_hi")}
    per_district = Counter(codes[row["district"].lower()] for row in sample)

    assert len(per_district) == 55
    assert min(per_district.values()) >= 5
    assert per_district[codes["balaghat"]] == 40


def test_every_category_of_the_sample_ships(sample):
    shipped = {code for file in read_departments(data.path("departments")) for code in file.categories}

    assert {row["category"] for row in sample} <= shipped


def test_the_sample_is_in_three_scripts(sample):
    devanagari = sum(any("ऀ" <= letter <= "ॿ" for letter in row["text"]) for row in sample)
    english = sum(row["language"] == "en" for row in sample)

    assert 180 <= devanagari <= 220
    assert 90 <= english <= 110
