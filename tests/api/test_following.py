"""Programs list their cases and read what happened to them."""

from __future__ import annotations

import pytest

from sunwai.accounts.models import ApiScope
from sunwai.core.actors import SYSTEM
from sunwai.grievances.actions.base import record
from sunwai.grievances.actions.work import take_up
from sunwai.grievances.enums import EventKind
from sunwai.grievances.models import Grievance
from tests.api.conftest import GRIEVANCES, Program


def read(program, path="", reads="hi", **query):
    headers = {"authorization": f"Bearer {program.text}", "accept-language": reads}
    return program.client.get(f"{GRIEVANCES}{path}", query, headers=headers)


@pytest.fixture
def case(program):
    program.file()
    return Grievance.objects.get()


def test_the_timeline_is_told_in_words(program, case, world, now):
    take_up(grievance=case, actor=world.officer("je"), now=now)

    registered, taken_up = read(program, f"/{case.reference}/timeline", reads="en").json()

    assert (registered["kind"], registered["title"]) == ("registered", "registered")
    assert registered["who"] == "Another system"
    assert taken_up == {
        "kind": "taken_up",
        "title": "taken up",
        "at": "2026-11-23T11:00:00+05:30",
        "who": "Junior Engineer, Waraseoni",
        "words": "",
        "details": [],
    }


def test_the_timeline_speaks_hindi_where_hindi_is_asked_for(program, case, world, now):
    take_up(grievance=case, actor=world.officer("je"), now=now)

    assert read(program, f"/{case.reference}/timeline").json()[1]["who"] == "कनिष्ठ अभियंता, वारासिवनी"


def test_what_is_internal_stays_inside(program, case, now):
    record(case, EventKind.WARNED, actor=SYSTEM, at=now)
    record(case, EventKind.OVERDUE, actor=SYSTEM, at=now)

    told = read(program, f"/{case.reference}/timeline").json()

    assert [entry["kind"] for entry in told] == ["registered"]


def test_the_words_of_citizens_who_joined_are_not_told(program, case, now):
    record(case, EventKind.JOINED, actor=SYSTEM, at=now, words="मेरे घर भी")

    answer = read(program, f"/{case.reference}/timeline")

    assert (answer.json()[1]["kind"], answer.json()[1]["words"]) == ("joined", "")
    assert "मेरे घर भी" not in answer.content.decode()


def test_a_timeline_is_for_the_key_that_filed_the_case(program, case, client, world):
    stranger = Program(client, world)
    filer = Program(client, world, [ApiScope.FILE])

    assert read(stranger, f"/{case.reference}/timeline").status_code == 404
    assert read(filer, f"/{case.reference}/timeline").status_code == 403


def test_the_timeline_of_a_sealed_case_does_not_name_who_reports(program):
    reference = program.file(category="vigilance.bribe", kind="corruption").json()["reference"]

    answer = read(program, f"/{reference}/timeline").content.decode()

    assert "9800000001" not in answer
    assert "राधा" not in answer


def test_cases_are_listed_page_by_page(program, client, world):
    references = [program.file(text=f"बात {n}").json()["reference"] for n in range(3)]
    Program(client, world).file(text="औरों की बात")
    world.register()

    first = read(program, limit=2).json()
    second = read(program, limit=2, after=first["next"]).json()

    assert [case["reference"] for case in first["items"]] == references[:2]
    assert first["next"] == references[1]
    assert [case["reference"] for case in second["items"]] == references[2:]
    assert second["next"] is None
    assert first["items"][0] == {
        "reference": references[0],
        "kind": "complaint",
        "state": "open",
        "level": 1,
        "category": "energy.no-supply",
        "place": world.village.code,
        "registered_at": "2026-11-23T11:00:00+05:30",
        "due_at": first["items"][0]["due_at"],
        "resolved_at": None,
        "closed_at": None,
        "updated_at": first["items"][0]["updated_at"],
        "source_reference": "JP-77",
    }


def test_cases_are_listed_by_state(program, case, world, now):
    open_one = program.file(text="और बात").json()["reference"]
    take_up(grievance=case, actor=world.officer("je"), now=now)

    listed = {
        state: [one["reference"] for one in read(program, state=state).json()["items"]]
        for state in ("open", "in_progress", "closed_special")
    }

    assert listed == {"open": [open_one], "in_progress": [case.reference], "closed_special": []}


@pytest.mark.parametrize(
    ("query", "title", "field"),
    [
        ({"limit": 0}, "invalid-input", "limit"),
        ({"limit": 101}, "invalid-input", "limit"),
        ({"state": "lost"}, "invalid-input", "state"),
        ({"after": "123456789"}, "unknown-mark", "after"),
        ({"after": "\0"}, "invalid-input", "after"),
    ],
)
def test_a_list_that_cannot_be_made_says_why(program, query, title, field):
    answer = read(program, **query)

    assert (answer.status_code, answer.json()["title"], answer.json()["field"]) == (422, title, field)


def test_a_case_of_another_key_is_no_place_to_go_on_from(program, case, client, world):
    answer = read(Program(client, world), after=case.reference)

    assert (answer.status_code, answer.json()["field"]) == (422, "after")


def test_a_list_needs_the_scope(case, client, world):
    assert read(Program(client, world, [ApiScope.FILE])).status_code == 403
