"""A department's own system pulls its cases and pushes what was done; a person is named where the rules want one."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from sunwai.accounts.models import ApiKey, ApiScope
from sunwai.api.v1 import department
from sunwai.grievances import perms
from sunwai.grievances.actions.work import add_citizen_note, take_up
from sunwai.grievances.enums import State
from sunwai.grievances.models import Attachment, Grievance, SpecialClosure, Transfer
from sunwai.grievances.sweeps import climb_due
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category, Department, DepartmentKey
from sunwai.offices.systems import system_of
from tests.world import MONDAY, World, photo_file

CASES = "/api/v1/department/grievances"
BOTH = (ApiScope.DEPARTMENT_READ, ApiScope.DEPARTMENT_WRITE)


class System:
    """The own system of a department."""

    def __init__(self, client, code="energy", scopes=BOTH, post=None):
        self.client = client
        self.key, self.text = ApiKey.issue(name="Board", scopes=list(scopes))
        if code:
            self.bound = DepartmentKey.objects.create(
                key=self.key, department=Department.objects.get(code=code), post=post
            )

    def headers(self, number=""):
        more = {"idempotency-key": number} if number else {}
        return {"authorization": f"Bearer {self.text}", "accept-language": "en"} | more

    def get(self, path="", **query):
        return self.client.get(f"{CASES}{path}", query, headers=self.headers())

    def do(self, case, name, number="", **body):
        return self.client.post(
            f"{CASES}/{case.reference}/{name}",
            body,
            content_type="application/json",
            headers=self.headers(number),
        )

    def give(self):
        answer = self.client.post("/api/v1/uploads", {"file": photo_file()}, headers=self.headers())
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]


@pytest.fixture
def board(client, world):
    return System(client)


@pytest.fixture
def case(world):
    return world.register()


def kinds(case):
    return [event.kind for event in case.events()]


def listed(answer):
    return [row["reference"] for row in answer.json()["items"]]


# ── Pulling ──────────────────────────────────────────────────────────────────────────────────────────────


def test_it_pulls_its_ordinary_cases_without_who_the_citizen_is(board, world, case):
    world.register(code="revenue.mutation")
    sensitive = world.register(code="energy.transformer")
    Category.objects.filter(pk=sensitive.category_id).update(sensitivity="sensitive")

    answer = board.get()
    read = board.get(f"/{case.reference}")

    assert listed(answer) == [case.reference]
    assert (read.json()["text"], read.json()["state"]) == (case.text, "open")
    for text in (answer.content.decode(), read.content.decode()):
        assert world.citizen.mobile not in text
        assert world.citizen.name not in text
    assert board.get(f"/{sensitive.reference}").status_code == 404


def test_even_vigilance_has_no_system_for_sealed_cases(client, world):
    sealed = world.register(code="vigilance.bribe")
    vigilance = System(client, "vigilance")

    assert listed(vigilance.get()) == []
    assert vigilance.do(sealed, "note", words="x").status_code == 404
    assert perms.relations(system_of(vigilance.key), sealed) == frozenset()
    assert kinds(sealed) == ["registered"]


def test_the_list_goes_on_where_a_page_ended_and_shows_what_changed_since(board, world, now):
    cases = [world.register(text=f"बात {n}") for n in range(3)]

    first = board.get(limit=2)
    second = board.get(limit=2, after=first.json()["next"])
    since = second.json()["items"][0]["updated_at"]
    take_up(grievance=cases[0], actor=world.officer("je"), now=now)
    changed = board.get(updated_since=since)

    assert listed(first) + listed(second) == [case.reference for case in cases]
    assert second.json()["next"] is None
    assert listed(changed) == [cases[2].reference, cases[0].reference]


def test_a_sweep_that_moves_many_by_one_statement_counts_as_a_change(board, case, now):
    before = board.get().json()["items"][0]["updated_at"]

    assert climb_due(now=now + timedelta(days=30)) == 1

    assert board.get().json()["items"][0]["updated_at"] > before


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"after": "x"}, "after"),
        ({"after": "MjAyNi0xMS0yMyAx"}, "after"),  # without an offset
        ({"after": "eCA5OTk5OTk5OTk5OTk5OTk5OTk5OTk"}, "after"),
        ({"updated_since": "2026-11-23T00:00:00"}, "updated_since"),
        ({"limit": 101}, "limit"),
        ({"state": "lost"}, "state"),
    ],
)
def test_a_list_that_cannot_be_made_says_why(board, case, query, field):
    answer = board.get(**query)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.django_db(transaction=True)
def test_what_is_still_being_written_is_not_passed_over(client):
    """A transaction that takes its time early and commits late would be missed by who reads on meanwhile."""
    world = World()
    board = System(client)
    early, late = (world.register(text=text) for text in ("एक", "दो"))
    written, go_on = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                Grievance.objects.filter(pk=early.pk).update(landmark="x")
                written.set()
                go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    try:
        assert written.wait(20)
        Grievance.objects.filter(pk=late.pk).update(landmark="y")
        during = listed(board.get())
    finally:
        go_on.set()
        thread.join()

    assert late.reference not in during
    assert listed(board.get()) == [early.reference, late.reference]


def test_the_timeline_and_the_files_of_a_case(board, world, now):
    photo = world.photo(world.citizen)
    case = world.register(uploads=(photo,))
    take_up(grievance=case, actor=world.officer("je"), now=now)

    (file,) = board.get(f"/{case.reference}").json()["files"]
    read = board.client.get(f"/api/v1/files/{file['id']}", headers=board.headers())
    told = board.get(f"/{case.reference}/timeline").json()

    assert (file["side"], read["Content-Type"]) == ("complaint", "image/jpeg")
    assert read.content[:3] == b"\xff\xd8\xff"
    assert [entry["who"] for entry in told] == ["The citizen", "Junior Engineer, Waraseoni"]


# ── Pushing ──────────────────────────────────────────────────────────────────────────────────────────────


def test_it_takes_up_asks_and_solves_without_naming_anybody(board, world, case, now):
    board.do(case, "take-up")
    board.do(case, "ask-citizen", words="मीटर नंबर क्या है?")
    case.refresh_from_db()
    assert case.state == State.WAITING_FOR_CITIZEN
    Grievance.objects.filter(pk=case.pk).update(
        state=State.IN_PROGRESS, paused_at=None, pause_until=None, due_at=now
    )

    answer = board.do(case, "resolve", words="तार जोड़ा", proof=[board.give()])

    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "awaiting_confirmation"
    assert kinds(case) == ["registered", "taken_up", "question_asked", "resolved"]
    assert {event.channel for event in case.events()} == {Channel.PORTAL, Channel.API}


def test_the_same_thing_sent_twice_is_done_once(board, case):
    proof = board.give()

    answers = [board.do(case, "resolve", "r1", words="तार जोड़ा", proof=[proof]) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert kinds(case) == ["registered", "resolved"]


@pytest.mark.parametrize(
    ("name", "body", "title"),
    [
        ("resolve", {"words": "x", "proof": []}, "invalid-input"),
        ("resolve", {"words": "x", "proof": ["00000000-0000-0000-0000-000000000000"]}, "unknown-upload"),
        ("note", {"words": ""}, "invalid-input"),
        ("note", {"words": "   "}, "missing"),
        ("note", {"words": "x", "officer": "nobody"}, "unknown-officer"),
        ("escalate", {"words": "x", "reason": "budget"}, "invalid-input"),
        ("escalate", {"words": "x", "reason": "budget", "officer": "je"}, "transition-not-allowed"),
        ("change-form", {"words": "x", "kind": "corruption", "officer": "je"}, "invalid-input"),
        ("propose-transfer", {"words": "x", "category": "x", "citizen_spoken_to": True, "officer": "je"}, "category-not-in-use"),
        ("approve-transfer", {"officer": "ae"}, "transition-not-allowed"),
        ("mark-invalid", {"words": "x", "reason": "rti", "officer": "patwari"}, "not-allowed"),
        ("propose-special-closure", {"words": "x", "reason": "found_false", "officer": "je"}, "missing-evidence"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_why_and_nothing_happens(board, case, name, body, title):
    answer = board.do(case, name, **body)

    assert answer.json()["title"] == title, answer.content
    case.refresh_from_db()
    assert (kinds(case), case.state) == (["registered"], State.OPEN)
    assert not Attachment.objects.exists()


def test_a_file_of_another_program_cannot_be_used(board, client, case):
    foreign = System(client, "revenue").give()

    answer = board.do(case, "resolve", words="x", proof=[foreign])

    assert answer.json()["title"] == "unknown-upload"
    assert kinds(case) == ["registered"]


def test_a_transfer_is_proposed_and_approved_by_two_named_officers(board, world, case):
    proposed = board.do(
        case,
        "propose-transfer",
        words="राजस्व का है",
        category="revenue.mutation",
        citizen_spoken_to=True,
        officer="je",
    )
    same = board.do(case, "approve-transfer", officer="je")
    Transfer.objects.update(approver=world.post("ae"))
    approved = board.do(case, "approve-transfer", officer="ae")

    case.refresh_from_db()
    transfer = Transfer.objects.get()
    assert (proposed.status_code, same.status_code, approved.status_code) == (200, 403, 200)
    assert same.json()["title"] == "same-person"
    assert (transfer.proposed_by, transfer.decided_by) == (world.officer("je"), world.officer("ae"))
    assert case.department.code == "revenue"
    assert case.events().last().data["officer"] == world.officer("ae").pk
    assert board.get(f"/{case.reference}").status_code == 404  # it has left the department


def test_a_special_closure_is_approved_by_another_person(board, world, case):
    proof = board.give()
    board.do(case, "propose-special-closure", words="x", reason="found_false", evidence=[proof], officer="je")
    approver = SpecialClosure.objects.get().approver

    alone = board.do(case, "approve-special-closure", officer="je")
    by_another = board.do(case, "approve-special-closure", officer=approver.designation.code)

    case.refresh_from_db()
    assert (alone.status_code, by_another.status_code) == (403, 200)
    assert case.state == State.CLOSURE_NOTICE
    assert SpecialClosure.objects.get().decided_by == world.officer(approver.designation.code)


def test_what_needs_a_person_is_refused_to_a_system_alone(board, world, case, now, monkeypatch):
    """Also where the schema is passed by: the action itself asks."""
    from sunwai.grievances.actions.transfer import propose_transfer
    from sunwai.grievances.errors import OfficerNeeded

    system = system_of(board.key)
    assert "propose_transfer" not in perms.possible_actions(system, case)
    for name, deed in department.DEEDS.items():
        if "officer" in deed.fields and deed.fields["officer"][1] is ...:
            answer = board.do(case, name, words="x")
            assert (answer.status_code, answer.json()["title"]) == (422, "invalid-input")
    monkeypatch.setattr(perms, "_relations_of_system", lambda *_: frozenset({"holder"}))
    with pytest.raises(OfficerNeeded):
        propose_transfer(
            grievance=case, category=world.category("revenue.mutation"), words="x",
            citizen_spoken_to=True, actor=system, now=now,
        )  # fmt: skip
    assert kinds(case) == ["registered"]


def test_many_things_are_pushed_at_once_each_by_itself(board, world, case):
    other = world.register(text="और")
    elsewhere = world.register(code="revenue.mutation")
    items = [
        {"do": "take-up", "reference": case.reference, "idempotency_key": "1"},
        {"do": "note", "reference": elsewhere.reference, "words": "x"},
        {"do": "note", "reference": other.reference, "words": " "},
        {"do": "note", "reference": other.reference, "words": "तार मंगाया", "idempotency_key": "4"},
        {"do": "note", "reference": other.reference, "words": "तार मंगाया", "idempotency_key": "4"},
    ]

    answer = board.client.post(
        f"{CASES}/bulk", {"items": items}, content_type="application/json", headers=board.headers()
    ).json()

    assert [one["status"] for one in answer] == [200, 404, 422, 200, 200]
    assert answer[2]["problem"]["field"] == "words"
    assert (kinds(case), kinds(other)) == (["registered", "taken_up"], ["registered", "interim_note"])
    assert kinds(elsewhere) == ["registered"]


@pytest.mark.parametrize("scopes", [(ApiScope.DEPARTMENT_READ,), (ApiScope.FILE, ApiScope.READ), ()])
def test_working_needs_the_scope(client, world, case, scopes):
    system = System(client, scopes=scopes)

    assert system.do(case, "take-up").status_code == 403
    assert kinds(case) == ["registered"]


def test_a_key_that_belongs_to_no_department_reaches_nothing(client, world, case):
    unbound = System(client, code="")

    assert unbound.get().json()["title"] == "no-department"
    assert unbound.do(case, "take-up").status_code == 403
    assert kinds(case) == ["registered"]


def test_a_revoked_key_is_nothing_to_any_case(board, world, case, now):
    board.key.revoked_at = now

    assert perms.relations(system_of(board.key), case) == frozenset()
    assert not Grievance.objects.visible_to(system_of(board.key)).exists()


def test_a_citizens_addition_changes_the_case_for_who_pulls(board, world, case, now):
    before = board.get().json()["items"][0]["updated_at"]
    add_citizen_note(grievance=case, words="x", channel=Channel.PORTAL, actor=world.citizen, now=MONDAY)

    assert board.get().json()["items"][0]["updated_at"] >= before
