"""Many cases in one request: each by itself."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from sunwai.accounts.models import ApiScope
from sunwai.files import originals
from sunwai.files.models import Original
from sunwai.grievances.actions.work import take_up
from sunwai.grievances.models import Attachment, Grievance
from tests.api.conftest import GRIEVANCES, Program
from tests.world import photo_file


def send(program, path, **body):
    headers = {"authorization": f"Bearer {program.text}", "accept-language": "en"}
    return program.client.post(f"{GRIEVANCES}/{path}", body, content_type="application/json", headers=headers)


def test_one_that_is_refused_does_not_undo_another(program):
    items = [
        program.body(idempotency_key="1"),
        program.body(idempotency_key="2", place="village:nowhere"),
        program.body(idempotency_key="3", text="और बात"),
        program.body(idempotency_key="1"),
        program.body(idempotency_key="3", text="कुछ और"),
    ]

    answer = send(program, "bulk", items=items).json()

    assert [one["status"] for one in answer] == [201, 422, 201, 200, 422]
    assert answer[1]["problem"]["title"] == "unknown-place"
    assert answer[4]["problem"]["title"] == "idempotency-key-reused"
    assert answer[3]["grievance"] == answer[0]["grievance"]
    assert Grievance.objects.count() == 2


def test_more_than_a_hundred_are_refused_whole(program):
    items = [program.body(idempotency_key=str(number)) for number in range(101)]

    assert send(program, "bulk", items=items).status_code == 422
    assert not Grievance.objects.exists()


def test_many_cases_are_looked_up_and_those_of_others_left_out(program, client, world):
    mine = [program.file(text=f"बात {n}").json()["reference"] for n in range(2)]
    others = Program(client, world).file().json()["reference"]

    found = send(program, "lookup", references=[*mine, others, "1"]).json()

    assert [row["reference"] for row in found] == mine


def test_bulk_needs_the_scope_of_the_single_one(client, world):
    reader = Program(client, world, [ApiScope.READ])
    filer = Program(client, world, [ApiScope.FILE])

    assert send(reader, "bulk", items=[reader.body(idempotency_key="1")]).status_code == 403
    assert send(filer, "lookup", references=["1"]).status_code == 403
    assert not Grievance.objects.exists()


def test_a_program_follows_what_changed(program, world, now):
    references = [program.file(text=f"बात {n}").json()["reference"] for n in range(3)]
    headers = {"authorization": f"Bearer {program.text}"}

    def read(**query):
        return program.client.get(GRIEVANCES, query, headers=headers).json()

    take_up(grievance=Grievance.objects.get(reference=references[0]), actor=world.officer("je"), now=now)
    first = read(updated_since="2020-01-01T00:00:00Z", limit=2)
    second = read(updated_since="2020-01-01T00:00:00Z", limit=2, after=first["next"])

    listed = [row["reference"] for row in first["items"] + second["items"]]
    assert listed == [references[1], references[2], references[0]]
    assert second["next"] is None


def test_a_case_is_filed_with_files_that_were_given_before(program):
    headers = {"authorization": f"Bearer {program.text}"}
    given = program.client.post("/api/v1/uploads", {"file": photo_file()}, headers=headers).json()

    assert program.file(uploads=[given["id"]]).status_code == 201
    assert Attachment.objects.count() == 1
    assert not Original.objects.exists()
    assert program.file(uploads=[given["id"]]).json()["title"] == "unknown-upload"
    assert Grievance.objects.count() == 1


def test_evidence_given_by_a_program_is_kept_as_it_arrived(program):
    headers = {"authorization": f"Bearer {program.text}"}
    content = photo_file(size=(64, 48)).read()
    file = SimpleUploadedFile("x.jpg", content)
    given = program.client.post("/api/v1/uploads", {"file": file}, headers=headers).json()
    answer = program.file(uploads=[given["id"]], category="vigilance.bribe", kind="corruption")

    assert answer.status_code == 201
    original = Original.objects.get()
    assert originals.verified(original) == content
    assert [entry.case_id for entry in original.custody.all()] == [Grievance.objects.get().pk]
