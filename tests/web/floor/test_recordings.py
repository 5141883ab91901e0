"""Recordings on the page: who plays what, in parts, and that it is written down; marks; reports as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.urls import reverse

from sunwai.accounts.models import AccessLog, Reading, User
from sunwai.accounts.roles import Role
from sunwai.calls import quality
from sunwai.calls.models import QualityMark, RecordingNote
from sunwai.core import clock
from tests.calls_world import ended_call, kept_recording, new_queue, new_recording, women_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording(world):
    cache.clear()
    case = world.register()
    return kept_recording(ended_call(new_queue(), agent=world.agent, grievance=case, citizen=world.citizen))


def play(client, recording, **headers):
    return client.get(reverse("recordings:audio", args=[recording.pk]), headers=headers)


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_it_plays_whole_and_in_parts(floor, recording):
    whole = play(floor, recording)
    sound = content(whole)
    assert (whole["Content-Type"], whole["Accept-Ranges"]) == ("audio/mp4", "bytes")
    assert sound[4:8] == b"ftyp"
    part = play(floor, recording, range="bytes=100-199")
    assert (part.status_code, content(part)) == (206, sound[100:200])
    assert part["Content-Range"] == f"bytes 100-199/{len(sound)}"
    assert content(play(floor, recording, range="bytes=-10")) == sound[-10:]
    assert play(floor, recording, range=f"bytes={len(sound)}-").status_code == 416


def test_every_playing_is_written_down_once(floor, world, recording):
    for _time in range(3):
        content(play(floor, recording, range="bytes=0-9"))
    (read,) = AccessLog.objects.filter(what=Reading.RECORDING)
    assert (read.user, read.case_id, read.citizen_id) == (
        world.supervisor,
        recording.call.grievance_id,
        world.citizen.pk,
    )
    assert read.reason == recording.name


def test_only_who_may_hears(client, world, recording):
    other = world.new_user("other", Role.AGENT)
    counsellor = world.new_user("counsellor", Role.COUNSELLOR)
    secret = kept_recording(ended_call(women_queue(), agent=counsellor))
    User.objects.update(is_demo=True)
    for user, sound, status in (
        (world.agent, recording, 200),
        (other, recording, 404),
        (world.officer("je"), recording, 403),
        (world.supervisor, secret, 404),
        (counsellor, secret, 200),
    ):
        client.force_login(user)
        for name in ("one", "audio"):
            answer = client.get(reverse(f"recordings:{name}", args=[sound.pk]))
            assert answer.status_code == status, (user, name)
            if answer.streaming:
                content(answer)
    assert {(read.user, read.reason) for read in AccessLog.objects.filter(what=Reading.RECORDING)} == {
        (world.agent, recording.name),
        (counsellor, secret.name),
    }


def test_a_file_that_was_changed_is_not_played(floor, recording):
    with default_storage.open(recording.file, "r+b") as file:
        file.write(b"RIFF")
    assert play(floor, recording).status_code == 404


def test_notes_stand_at_their_moment(floor, world, recording):
    floor.post(reverse("recordings:note", args=[recording.pk]), {"at_seconds": "1.5", "text": "यहाँ"})
    assert RecordingNote.objects.get().at_seconds == 1.5
    page = floor.get(reverse("recordings:one", args=[recording.pk])).content.decode()
    assert 'data-player-at="1.5"' in page
    wrong = floor.post(reverse("recordings:note", args=[recording.pk]), {"at_seconds": "9", "text": "वहाँ"})
    assert wrong.status_code == 422
    assert "वहाँ" in wrong.content.decode()


def test_the_agent_reads_the_own_marks_and_the_supervisor_the_average(floor, world, recording):
    scores = dict.fromkeys(quality.CODES, "3")
    floor.post(reverse("recordings:mark", args=[recording.pk]), scores | {"words": "अच्छा काम"})
    assert QualityMark.objects.get().share == 0.75
    assert "75%" in floor.get(reverse("floor:agent", args=[world.agent.pk])).content.decode()
    floor.force_login(world.agent)
    page = floor.get(reverse("recordings:marks")).content.decode()
    assert "अच्छा काम" in page
    assert "75%" in page
    floor.force_login(world.supervisor)
    assert "अच्छा काम" not in floor.get(reverse("recordings:marks")).content.decode()


def test_the_list_is_narrowed_and_what_failed_is_tried_again(floor, world, recording):
    failed = new_recording(ended_call(new_queue("b")), problem="x")
    url = reverse("floor:recordings")
    assert len(floor.get(url).context["page"]) == 2
    assert list(floor.get(url, {"what": "problem"}).context["page"]) == [failed]
    assert list(floor.get(url, {"agent": world.agent.pk}).context["page"]) == [recording]
    assert list(floor.get(url, {"day": "2020-01-01"}).context["page"]) == []
    floor.post(reverse("recordings:again", args=[failed.pk]))
    failed.refresh_from_db()
    assert failed.problem == ""


def test_a_report_is_saved_as_a_table(floor, world, recording):
    today = clock.today().isoformat()
    asked = {"first": today, "last": today, "by": "agent", "format": "csv"}
    answer = floor.get("/en" + reverse("floor:report"), asked)
    assert f'filename="calls-by-agent-{today}-{today}.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["agent"], row["answered"], row["in_time"]) for row in rows] == [
        ("agent", "1", "1.000"),
        ("All", "1", "1.000"),
    ]


def test_a_name_is_no_formula(floor, world, recording):
    User.objects.filter(pk=world.agent.pk).update(name="=1+1")
    today = clock.today().isoformat()
    answer = floor.get(
        reverse("floor:report"), {"first": today, "last": today, "by": "agent", "format": "csv"}
    )
    assert "'=1+1" in answer.content.decode()
