"""A file opens for who may see what it belongs to; for everybody else it does not exist."""

from __future__ import annotations

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.test import Client

from sunwai.accounts.models import AccessLog
from sunwai.accounts.roles import Role
from sunwai.files.models import Upload, UploadKind
from sunwai.grievances.actions.drafts import attach_to_draft, save_draft
from sunwai.grievances.actions.registration import join_grievance, register_grievance
from sunwai.grievances.actions.work import resolve
from sunwai.messages.enums import Channel
from sunwai.web.drafts import COOKIE


@pytest.fixture
def photo(world):
    return world.photo(world.citizen)


@pytest.fixture
def case(world, photo):
    return world.register(uploads=(photo,))


def as_citizen(citizen) -> Client:
    client = Client()
    session = client.session
    session["citizen_id"] = citizen.pk
    session.save()
    return client


def as_staff(user) -> Client:
    user.is_demo = True  # spared the second factor
    user.save()
    client = Client()
    client.force_login(user)
    return client


def with_draft(draft) -> Client:
    client = Client()
    client.cookies[COOKIE] = signing.dumps(str(draft.pk), salt=COOKIE)
    return client


def opens(client, upload) -> bool:
    answer = client.get(f"/files/{upload.pk}")
    b"".join(answer)  # read to its end, it is closed
    return answer.status_code == 200


def test_it_opens_for_its_citizen_and_the_officer_in_the_line(world, case, photo):
    assert opens(as_citizen(world.citizen), photo)
    assert opens(as_staff(world.officer("je")), photo)


def test_it_does_not_exist_for_others(world, case, photo):
    for client in (
        Client(),
        as_citizen(world.new_citizen()),
        as_staff(world.officer("patwari")),
        as_staff(world.administrator),
    ):
        assert client.get(f"/files/{photo.pk}").status_code == 404


def test_staff_without_their_second_factor_open_nothing(world, case, photo):
    client = Client()
    client.force_login(world.officer("je"))

    assert not opens(client, photo)


def test_one_who_joined_sees_the_proof_but_not_what_another_citizen_gave(world, case, photo, now):
    neighbour = world.new_citizen()
    join_grievance(grievance=case, citizen=neighbour, channel=Channel.PORTAL, actor=neighbour, now=now)
    officer = world.officer("je")
    proof = world.photo(officer)
    resolve(grievance=case, words="हो गया", proof=[proof], actor=officer, now=now)

    assert opens(as_citizen(neighbour), proof)
    assert not opens(as_citizen(neighbour), photo)
    assert opens(as_citizen(world.citizen), proof)


def test_the_accused_does_not_open_the_evidence(world, photo):
    world.register(code="vigilance.bribe", accused_post=world.post("je"), uploads=(photo,))

    assert not opens(as_staff(world.officer("je")), photo)
    assert opens(as_citizen(world.citizen), photo)
    assert opens(as_staff(world.officer("district-vigilance")), photo)
    assert not opens(as_staff(world.new_user("another-agent", Role.AGENT)), photo)


def test_a_file_of_a_draft_opens_in_the_browser_that_holds_it(world, photo, now):
    draft = save_draft(draft=None, citizen=None, agent=None, data={}, now=now)
    attach_to_draft(draft=draft, upload=photo, now=now)

    assert opens(with_draft(draft), photo)
    assert not opens(Client(), photo)


def test_a_sent_draft_opens_nothing_any_more(world, photo, now):
    draft = save_draft(draft=None, citizen=None, agent=None, data={}, now=now)
    attach_to_draft(draft=draft, upload=photo, now=now)
    register_grievance(
        citizen=world.citizen,
        complaint=world.complaint(uploads=(photo,)),
        channel=Channel.PORTAL,
        actor=world.citizen,
        now=now,
        draft=draft,
    )

    assert not opens(with_draft(draft), photo)


def test_it_is_served_as_what_it_is_and_nothing_else(world, case, photo):
    answer = as_citizen(world.citizen).get(f"/files/{photo.pk}")

    assert b"".join(answer).startswith(b"\xff\xd8")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"].startswith("private")


def test_a_document_is_saved_and_not_shown(world, case, photo):
    Upload.objects.filter(pk=photo.pk).update(kind=UploadKind.DOCUMENT, content_type="application/pdf")

    answer = as_citizen(world.citizen).get(f"/files/{photo.pk}")

    assert b"".join(answer)
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_staff_open_is_written_down(world, case, photo, now):
    officer = world.officer("je")
    assert opens(as_staff(officer), photo)

    [reading] = AccessLog.objects.all()

    assert (reading.user, reading.what, reading.at) == (officer, "file", now)
    assert (reading.case_id, reading.citizen_id) == (case.pk, world.citizen.pk)


def test_a_citizen_and_who_is_refused_leave_no_trace_of_a_reading(world, case, photo):
    assert opens(as_citizen(world.citizen), photo)
    assert not opens(as_staff(world.officer("patwari")), photo)

    assert not AccessLog.objects.exists()


# ── Parts of a file ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def sound(world, case, photo):
    """Ten bytes that are called a sound."""
    photo.file.save("sound.m4a", ContentFile(b"0123456789"))
    Upload.objects.filter(pk=photo.pk).update(kind=UploadKind.AUDIO, content_type="audio/mp4")
    return photo


def part(world, upload, asked):
    answer = as_citizen(world.citizen).get(f"/files/{upload.pk}", headers={"range": asked})
    return answer.status_code, answer.get("Content-Range"), b"".join(answer)


@pytest.mark.parametrize(
    ("asked", "status", "told", "content"),
    [
        ("bytes=0-1", 206, "bytes 0-1/10", b"01"),
        ("bytes=4-", 206, "bytes 4-9/10", b"456789"),
        ("bytes=-3", 206, "bytes 7-9/10", b"789"),
        ("bytes=8-100", 206, "bytes 8-9/10", b"89"),
        ("bytes=-100", 206, "bytes 0-9/10", b"0123456789"),
        ("bytes=10-", 416, "bytes */10", b""),
        ("bytes=-0", 416, "bytes */10", b""),
        ("bytes=5-2", 200, None, b"0123456789"),
        ("bytes=0-1,4-5", 200, None, b"0123456789"),
        ("bytes=-", 200, None, b"0123456789"),
        ("lines=0-1", 200, None, b"0123456789"),
    ],
)
def test_a_part_is_sent_as_it_is_asked_for(world, sound, asked, status, told, content):
    assert part(world, sound, asked) == (status, told, content)


def test_that_parts_can_be_asked_for_is_told(world, sound):
    answer = as_citizen(world.citizen).get(f"/files/{sound.pk}")

    assert b"".join(answer) == b"0123456789"
    assert (answer["Accept-Ranges"], answer["Content-Length"]) == ("bytes", "10")


def test_a_part_has_the_walls_of_the_whole_and_its_reading_is_written_down(world, sound):
    officer = as_staff(world.officer("je"))

    answer = officer.get(f"/files/{sound.pk}", headers={"range": "bytes=3-"})

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("audio/mp4", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert AccessLog.objects.filter(what="file").count() == 1
    assert Client().get(f"/files/{sound.pk}", headers={"range": "bytes=0-1"}).status_code == 404
