"""CPGRAMS by files: whole or not at all, from where the last run ended, and never twice."""

import csv
import hashlib
import json

import pytest

from sunwai.core import clock
from sunwai.cpgrams.ports import CentreFailed, Update
from sunwai.cpgrams.sample import invented, write_drop
from sunwai.gateways.cpgrams import files
from sunwai.gateways.cpgrams.files import FileCentre, Mark, OneFile
from tests.central_world import record
from tests.world import MONDAY


@pytest.fixture
def folder(tmp_path, settings):
    settings.CPGRAMS = settings.CPGRAMS | {"folder": str(tmp_path)}
    (tmp_path / "in").mkdir()
    return tmp_path


@pytest.fixture
def centre(folder, monkeypatch):
    monkeypatch.setattr(files, "PAGE", 3)
    return FileCentre()


def drop(folder, name, content, kind="grievances", **manifest):
    file = folder / "in" / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    says = {"kind": kind, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "rows": 1} | manifest
    (folder / "in" / f"{name}.manifest.json").write_text(json.dumps(says))
    return file


def as_csv(*records):
    names = list(records[0])
    lines = [names, *([str(one[name]) for name in names] for one in records)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines)


def read_all(centre, mark=""):
    """Every record behind `mark`, settled page by page, and the mark at the end."""
    found = []
    while True:
        page = centre.grievances(mark)
        found += page.records
        mark = page.mark
        centre.settle(mark)
        if page.is_last:
            return found, mark


def numbers(records):
    return [raw["registration_no"][-2:] for _place, raw in records]


def test_files_are_read_in_the_order_of_their_names_page_by_page_and_put_away(centre, folder):
    drop(folder, "b.csv", as_csv(*(record(n) for n in (5, 6))))
    drop(folder, "a.csv", as_csv(*(record(n) for n in (1, 2, 3, 4))))
    found, mark = read_all(centre)

    assert numbers(found) == ["01", "02", "03", "04", "05", "06"]
    assert sorted(file.name for file in (folder / "taken").iterdir()) == [
        "a.csv",
        "a.csv.manifest.json",
        "b.csv",
        "b.csv.manifest.json",
    ]
    assert list((folder / "in").iterdir()) == []
    assert read_all(centre, mark)[0] == []


def test_it_goes_on_at_the_byte_at_which_it_ended(centre, folder):
    drop(folder, "a.csv", as_csv(*(record(n, remarks_text="zwei\nZeilen, ä") for n in range(1, 8))))
    first = centre.grievances("")
    again = FileCentre().grievances(first.mark)

    assert (numbers(first.records), numbers(again.records)) == (["01", "02", "03"], ["04", "05", "06"])
    assert again.records[0][1]["remarks_text"] == "zwei\nZeilen, ä"
    assert again.records[0][0] == "a.csv, line 8"


def test_a_file_that_is_still_being_written_is_not_there(centre, folder):
    (folder / "in" / "a.csv").write_text(as_csv(record(1)))

    assert centre.grievances("").is_last


def test_a_file_that_is_not_what_its_manifest_says_is_refused_and_the_next_one_taken(centre, folder):
    drop(folder, "a.csv", as_csv(record(1)), sha256="0" * 64)
    drop(folder, "b.csv", as_csv(record(2)))

    assert numbers(read_all(centre)[0]) == ["02"]
    assert (folder / "refused" / "a.csv").exists()
    assert "manifest" in (folder / "refused" / "a.csv.reason.txt").read_text()
    assert centre.problem() == "1 files refused, see the folder refused"


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b'{"a": 1}', b"\xff\xfe"])
def test_a_file_that_cannot_be_read_does_not_keep_the_others_waiting(centre, folder, content):
    drop(folder, "a.json", content)
    drop(folder, "b.csv", as_csv(record(2)))

    assert numbers(read_all(centre)[0]) == ["02"]
    assert (folder / "refused" / "a.json").exists()


def test_a_line_that_is_none_does_not_stop_the_next(centre, folder):
    good = as_csv(record(1), record(2)).split("\r\n")
    text = "\r\n".join([good[0], good[1], '"a"b"c', good[2], ""])
    drop(folder, "a.csv", text)

    found, _mark = read_all(centre)
    assert [type(raw) for _place, raw in found] == [dict, str, dict]
    assert found[1][0] == "a.csv, line 3"


def test_a_line_with_too_many_cells_says_so(centre, folder):
    drop(folder, "a.csv", as_csv(record(1)).rstrip() + ",surplus\r\n")

    assert read_all(centre)[0][0][1]["surplus"] == "…"


def test_json_is_read_too_bare_or_under_a_name(centre, folder):
    drop(folder, "a.json", json.dumps([record(n) for n in range(1, 6)]))
    drop(folder, "b.json", json.dumps({"grievances": [record(9)]}))

    assert numbers(read_all(centre)[0]) == ["01", "02", "03", "04", "05", "09"]


def test_the_same_file_dropped_again_is_only_put_away(centre, folder):
    drop(folder, "a.csv", as_csv(record(1)))
    _found, mark = read_all(centre)
    drop(folder, "a.csv", as_csv(record(1)))

    assert read_all(centre, mark)[0] == []
    assert list((folder / "in").iterdir()) == []


def test_another_file_of_the_same_name_is_another_file(centre, folder):
    drop(folder, "a.csv", as_csv(record(1)))
    _found, mark = read_all(centre)
    drop(folder, "a.csv", as_csv(record(2)))

    assert numbers(read_all(centre, mark)[0]) == ["02"]


def test_words_and_the_register_have_files_of_their_own(centre, folder):
    drop(folder, "w.json", json.dumps([{"id": "1"}]), kind="words")
    drop(folder, "r.csv", "registration_no,status\r\nA,closed\r\nB,received\r\n", kind="register")

    assert centre.words("").records[0][1] == {"id": "1"}
    assert centre.grievances("").is_last
    assert [(one.registration_no, one.status) for one in centre.register()] == [
        ("A", "closed"),
        ("B", "received"),
    ]


def test_what_the_centre_is_told_lies_there_whole_and_the_same_again_is_the_same_file(centre, folder):
    updates = [
        Update(id="sunwai-1", registration_no="A", kind="acknowledged", at=MONDAY, data={"level": 2}),
        Update(id="sunwai-2", registration_no="A", kind="closed", at=MONDAY, report=b"%PDF-1"),
    ]
    assert [answer.taken for answer in centre.push(updates)] == [True, True]
    before = {file.name: file.read_bytes() for file in (folder / "out").iterdir()}
    centre.push(updates)

    assert {file.name: file.read_bytes() for file in (folder / "out").iterdir()} == before
    assert before["sunwai-2.pdf"] == b"%PDF-1"
    content = before["sunwai-1-to-sunwai-2.json"]
    manifest = json.loads(before["sunwai-1-to-sunwai-2.json.manifest.json"])
    assert manifest["sha256"] == hashlib.sha256(content).hexdigest()
    assert json.loads(content)["updates"][1]["report"] == "sunwai-2.pdf"


def test_a_file_given_by_hand_needs_no_manifest_and_stays(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text(as_csv(*(record(n) for n in range(1, 4))))
    found, mark = read_all(OneFile(file))

    assert numbers(found) == ["01", "02", "03"]
    assert file.exists()
    assert read_all(OneFile(file), mark)[0] == []


def test_a_mark_of_another_kind_is_the_beginning():
    assert Mark.of("17") == Mark.of("{}") == Mark()


def test_without_a_folder_nothing_is_read(settings):
    settings.CPGRAMS = settings.CPGRAMS | {"folder": ""}
    with pytest.raises(CentreFailed):
        FileCentre().grievances("")
    assert FileCentre().problem() == "not set: folder"


def test_the_sample_is_a_drop_the_same_every_time(folder, centre):
    with clock.frozen(MONDAY):
        file = write_drop(folder=folder / "in", rows=300, now=clock.now())
        before = file.read_bytes()
        write_drop(folder=folder / "in", rows=300, now=clock.now())

    assert file.read_bytes() == before
    with file.open(encoding="utf-8", newline="") as content:
        assert list(csv.DictReader(content)) == list(invented(300, now=MONDAY))
    assert len(read_all(centre)[0]) == 300
