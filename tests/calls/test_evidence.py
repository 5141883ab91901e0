"""A complaint left by voice that became one about corruption: its recording is evidence, and heard nowhere else."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sunwai.accounts.roles import Role
from sunwai.calls import evidence, recordings
from sunwai.calls.actions.recordings import (
    mark_recording,
    note_moment,
    secure_voice,
    try_again,
    write_transcript,
)
from sunwai.calls.models import QualityMark, Recording, RecordingNote
from sunwai.casework import audit
from sunwai.citizens.models import Citizen
from sunwai.core.actors import SYSTEM
from sunwai.core.errors import NotAllowed
from sunwai.files import originals
from sunwai.files.actions import store_upload
from sunwai.files.models import Original, Upload
from sunwai.grievances.actions.registration import register_grievance
from sunwai.grievances.models import Attachment, Grievance
from sunwai.grievances.selectors import timeline_of
from sunwai.messages.enums import Channel
from tests.calls_world import left_by_voice, new_recording
from tests.sounds import sound_file

MOBILE = "9876543210"
BRIBE = "vigilance.bribe"


def register(world, recording, code):
    citizen, _new = Citizen.objects.get_or_create(
        mobile=MOBILE, defaults={"name": "मोहन", "language": "hi", "created_at": recording.began_at}
    )
    return register_grievance(
        citizen=citizen,
        complaint=world.complaint(code),
        channel=Channel.IVR,
        actor=SYSTEM,
        now=recording.began_at,
        draft=recording.draft,
    )


def heard_by(recording):
    with recordings.open_audio(recording) as audio:
        return b"".join(audio.read())


@pytest.fixture
def left(world, now):
    return left_by_voice(MOBILE)


@pytest.fixture
def case(world, left):
    return register(world, left, BRIBE)


@pytest.fixture
def leads(world):
    """Who may hear most."""
    lead = world.new_user("counselling-lead", Role.SUPERVISOR, Role.WOMEN_SUPERVISOR)
    return [world.supervisor, world.agent, lead]


# ── At once ──────────────────────────────────────────────────────────────────────────────────────────────


def test_from_the_registration_on_nobody_hears_it_with_the_calls(world, left, leads, client):
    left.call.agent = world.agent
    left.call.save()
    assert all(Recording.objects.visible_to(one).exists() for one in leads)
    register(world, left, BRIBE)

    for one in leads:
        assert not Recording.objects.visible_to(one).exists(), one
        one.is_demo = True
        one.save()
        client.force_login(one)
        for page in ("recordings:one", "recordings:audio"):
            assert client.get(reverse(page, args=[left.pk])).status_code == 404
    client.force_login(world.supervisor)
    assert str(left.pk) not in client.get(reverse("floor:recordings")).text


def test_nobody_remarks_marks_or_fetches_it_again(world, left, case, now):
    given = {"recording": left, "actor": world.supervisor, "now": now}
    with pytest.raises(NotAllowed):
        note_moment(at_seconds=0, text="x", **given)
    with pytest.raises(NotAllowed):
        mark_recording(scores={}, words="", **given)
    with pytest.raises(NotAllowed):
        try_again(**given)


def test_no_machine_writes_it_down_and_its_time_is_not_over(left, case, now):
    assert left not in recordings.to_write_down(now)
    write_transcript(recording=left, words="पैसे माँगे")
    assert recordings.delete_expired(now=now + timedelta(days=9999)) == 0
    left.refresh_from_db()
    assert left.transcript == ""
    assert heard_by(left)


# ── Taken over ───────────────────────────────────────────────────────────────────────────────────────────


def test_it_becomes_a_piece_of_evidence_with_its_hash_and_custody(world, left, case, now):
    content = heard_by(left)

    assert evidence.secure_all(now=now) == 1

    original = Original.objects.get()
    assert list(originals.of_case(case.pk)) == [original]
    assert originals.verified(original) == content
    assert original.hex == hashlib.sha256(content).hexdigest()
    assert [(entry.kind, entry.by, entry.at) for entry in original.custody.all()] == [("received", None, now)]
    event = case.events().last()
    assert (event.kind, event.actor_kind, event.data["sha256"]) == (
        "voice_secured",
        "system",
        {str(original.pk): original.hex},
    )
    assert content[100:200] not in Path(original.file.path).read_bytes()  # sealed at rest
    assert audit.verify()[1] == []


def test_only_who_may_see_the_case_has_the_file(world, left, case, leads, now):
    evidence.secure_all(now=now)
    holder = world.officer("district-vigilance")
    assert Attachment.objects.visible_to(holder).filter(grievance=case).count() == 1
    assert [entry.title for entry in timeline_of(case, holder)][-1].startswith("बोलकर छोड़ी गई")
    for one in (*leads, world.officer("ae"), world.officer("je")):
        assert not Attachment.objects.visible_to(one).exists()
    citizen = Citizen.objects.get(mobile=MOBILE)
    assert "voice_secured" not in [entry.kind for entry in timeline_of(case, citizen)]


def test_the_calls_forget_the_sound_and_which_complaint_it_was(
    world, left, now, django_capture_on_commit_callbacks
):
    RecordingNote.objects.create(recording=left, at_seconds=0, text="x", author=world.agent, written_at=now)
    QualityMark.objects.create(
        recording=left, agent=world.agent, scores={}, share=1, author=world.supervisor, written_at=now
    )
    Recording.objects.update(transcript="पैसे माँगे")
    register(world, left, BRIBE)
    with django_capture_on_commit_callbacks(execute=True):
        evidence.secure_all(now=now)

    kept = Recording.objects.get()
    assert (kept.file, bytes(kept.peaks), kept.transcript, kept.draft) == ("", b"", "", None)
    assert not default_storage.exists(left.file)
    assert not RecordingNote.objects.exists()
    assert not QualityMark.objects.exists()
    rows = [str(row) for model in (Recording, Upload) for row in model.objects.values()]
    case = Grievance.objects.get()
    for text in (case.reference, MOBILE):
        assert not [row for row in rows if text in row], text


def test_a_second_run_does_nothing(left, case, now):
    assert (evidence.secure_all(now=now), evidence.secure_all(now=now)) == (1, 0)
    assert Original.objects.count() == 1
    assert case.events().filter(kind="voice_secured").count() == 1


def test_one_still_at_the_switch_follows(world, now):
    left = left_by_voice(MOBILE)
    file, left.file = left.file, ""
    left.save()
    case = register(world, left, BRIBE)
    assert evidence.secure_all(now=now) == 0
    left.file = file
    left.save()
    assert evidence.secure_all(now=now) == 1
    assert originals.of_case(case.pk).exists()


# ── Refused ──────────────────────────────────────────────────────────────────────────────────────────────


def test_of_any_other_complaint_it_stays_with_the_calls(world, left, now):
    register(world, left, "energy.no-supply")
    assert evidence.secure_all(now=now) == 0
    upload = store_upload(file=sound_file(), actor=SYSTEM, now=now)
    assert secure_voice(recording=left, upload=upload, now=now) is False
    left.refresh_from_db()
    assert left.file
    assert left.draft
    assert Recording.objects.visible_to(world.supervisor).exists()
    assert not Attachment.objects.exists()


def test_one_that_is_no_complaint_is_not_taken(world, left, now):
    upload = store_upload(file=sound_file(), actor=SYSTEM, now=now)
    other = new_recording(left.call)
    assert secure_voice(recording=other, upload=upload, now=now) is False
    assert secure_voice(recording=left, upload=upload, now=now) is False  # not registered yet


@pytest.mark.parametrize("broken", ["gone", "changed", "no sound"])
def test_what_cannot_be_read_stays_unheard_and_is_tried_again(world, left, case, now, broken, monkeypatch):
    if broken == "gone":
        default_storage.delete(left.file)
    elif broken == "changed":
        with default_storage.open(left.file, "r+b") as file:
            file.seek(-20, 2)
            file.write(b"x" * 20)
    else:
        monkeypatch.setattr(evidence, "SimpleUploadedFile", lambda name, _bytes: sound_less(name))
    assert evidence.secure_all(now=now) == 0
    left.refresh_from_db()
    assert left.file
    assert not Recording.objects.visible_to(world.supervisor).exists()
    assert not Attachment.objects.exists()


def sound_less(name):
    return SimpleUploadedFile(name, b"not a sound")
