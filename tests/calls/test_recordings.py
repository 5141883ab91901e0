"""Recordings: fetched, encrypted, forgotten at the switch, deleted after their time; who may note and mark."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from sunwai.accounts.roles import Role
from sunwai.calls import quality, recordings
from sunwai.calls.actions.recordings import mark_recording, note_moment, try_again, write_transcript
from sunwai.calls.models import QualityMark
from sunwai.calls.ports import SwitchFailed
from sunwai.casework.errors import Missing
from sunwai.core.aadhaar import AadhaarNotHere
from sunwai.core.errors import InvalidInput, NotAllowed
from sunwai.core.providers import _made
from sunwai.files.sound import as_wav
from tests.calls_world import ended_call, kept_recording, new_call, new_queue, new_recording, wav, women_queue

pytestmark = pytest.mark.django_db

BEST = dict.fromkeys(quality.CODES, 4)


class Shelf:
    """The switch's recordings; one that fails while it is away."""

    def __init__(self):
        self.files, self.away, self.forgetful = {}, False, True

    def fetch(self, name):
        if self.away:
            raise SwitchFailed
        return self.files[name]

    def forget(self, name):
        if self.away or not self.forgetful:
            raise SwitchFailed
        self.files.pop(name, None)


class Listener:
    """An ear that says what it was given."""

    def __init__(self):
        self.heard = []

    def write_down(self, wav, *, language):
        self.heard.append((wav[:4], language))
        return "बिजली नहीं है"


SHELF, EAR = Shelf(), Listener()


@pytest.fixture
def shelf(settings):
    SHELF.__init__()
    EAR.__init__()
    _made.cache_clear()
    settings.PROVIDERS = settings.PROVIDERS | {
        "switch_recordings": ["tests.calls.test_recordings:the_shelf"],
        "ear": ["tests.calls.test_recordings:the_ear"],
    }
    yield SHELF
    _made.cache_clear()


def the_shelf():
    return SHELF


def the_ear():
    return EAR


def at_the_switch(shelf, call, content=None, **given):
    recording = new_recording(call, **given)
    shelf.files[recording.name] = wav() if content is None else content
    return recording


# ── Fetching ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_recording_is_stored_encrypted_and_then_forgotten_at_the_switch(shelf, world, now):
    recording = at_the_switch(shelf, ended_call(new_queue()))

    assert recordings.fetch_all(now=now) == 1

    recording.refresh_from_db()
    assert shelf.files == {}
    assert recording.stored_at == now
    assert recording.seconds == pytest.approx(3, abs=0.01)
    assert recording.delete_after == now + timedelta(days=180)
    peaks = bytes(recording.peaks)
    assert len(peaks) == 6
    assert max(peaks[:2]) == 0
    assert min(peaks[2:]) > 100
    with default_storage.open(recording.file) as file:
        kept = file.read()
    assert b"ftyp" not in kept
    with recordings.open_audio(recording) as audio:
        played = b"".join(audio.read())
    assert played[4:8] == b"ftyp"
    assert len(as_wav(played, "audio/mp4", most_seconds=10)) == pytest.approx(3 * 16000 * 2, rel=0.05)


def test_what_goes_on_is_left_alone(shelf, world, now):
    at_the_switch(shelf, new_call(new_queue()))

    assert recordings.fetch_all(now=now) == 0


def test_it_is_tried_again_until_the_switch_is_back(shelf, world, now):
    recording = at_the_switch(shelf, ended_call(new_queue()))
    shelf.away = True
    assert recordings.fetch_all(now=now) == 0
    recording.refresh_from_db()
    assert recording.problem == ""
    shelf.away = False
    assert recordings.fetch_all(now=now + timedelta(hours=5)) == 1


@pytest.mark.parametrize("content", [b"", b"RIFF", wav(0)])
def test_what_cannot_be_played_is_given_up_and_listed_and_stays_at_the_switch(shelf, world, now, content):
    recording = at_the_switch(shelf, ended_call(new_queue()), content)

    assert recordings.fetch_all(now=now) == 0

    assert list(recordings.with_problems()) == [recording]
    assert recording.name in shelf.files


def test_one_that_never_was_is_given_up_soon_one_behind_a_dead_switch_late(shelf, world, now):
    gone, late = new_recording(ended_call(new_queue())), None
    recordings.fetch_all(now=now)
    gone.refresh_from_db()
    assert "no such" in gone.problem
    shelf.away = True
    late = at_the_switch(shelf, ended_call(new_queue("other"), began=now))
    recordings.fetch_all(now=now + timedelta(days=1))
    late.refresh_from_db()
    assert late.problem == ""
    recordings.fetch_all(now=now + timedelta(days=3))
    late.refresh_from_db()
    assert late.problem

    shelf.away = False
    try_again(recording=late, actor=world.supervisor, now=now)
    assert recordings.fetch_all(now=now + timedelta(days=3)) == 1


def test_what_could_not_be_forgotten_is_forgotten_later(shelf, world, now):
    recording = at_the_switch(shelf, ended_call(new_queue()))
    shelf.forgetful = False
    assert recordings.fetch_all(now=now) == 1
    assert recording.name in shelf.files
    shelf.forgetful = True
    recordings.forget_stored(since=now - timedelta(days=2))
    assert shelf.files == {}


def test_two_workers_store_one_file(shelf, world, now):
    recording = at_the_switch(shelf, ended_call(new_queue()))
    other = type(recording).objects.select_related("call").get(pk=recording.pk)
    recordings.fetch(recording, now=now)
    shelf.files[recording.name] = wav()
    recordings.fetch(other, now=now)
    folder = recordings._path(recording).rpartition("/")[0]
    recording.refresh_from_db()
    assert [name for name in default_storage.listdir(folder)[1] if recording.pk.hex in name] == [
        recording.file.rpartition("/")[2]
    ]


# ── Keeping ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("queue", "kind", "days"),
    [
        (new_queue, "call", 180),
        (new_queue, "voicemail", 730),
        (new_queue, "complaint", 730),
        (women_queue, "call", 365),
    ],
)
def test_each_kind_has_its_time_and_then_only_the_row_is_left(world, now, queue, kind, days):
    recording = kept_recording(ended_call(queue()), kind=kind)
    name = recording.file

    assert recordings.delete_expired(now=now + timedelta(days=days)) == 0
    assert recordings.delete_expired(now=now + timedelta(days=days, seconds=1)) == 1

    recording.refresh_from_db()
    assert (recording.file, bytes(recording.peaks), recording.stored_at) == ("", b"", now)
    assert not default_storage.exists(name)
    with pytest.raises(FileNotFoundError):
        recordings.open_audio(recording)


def test_a_draft_of_the_words_stands_beside_it(shelf, world, now):
    recording = kept_recording(ended_call(new_queue()))
    assert list(recordings.to_write_down(now)) == [recording]

    recordings.write_down(recording)

    recording.refresh_from_db()
    assert recording.transcript == "बिजली नहीं है"
    assert EAR.heard == [(b"RIFF", "hi")]
    assert not recordings.to_write_down(now)


def test_an_aadhaar_number_that_was_said_is_masked(world, now):
    recording = kept_recording(ended_call(new_queue(), agent=world.agent))
    write_transcript(recording=recording, words="आधार 2341 2341 2346")
    recording.refresh_from_db()
    assert recording.transcript == "आधार xxxx xxxx 2346"


# ── Notes and marks ──────────────────────────────────────────────────────────────────────────────────────


def test_who_may_hear_may_remark(world, now):
    recording = kept_recording(ended_call(new_queue(), agent=world.agent))
    note = note_moment(recording=recording, at_seconds=1.5, text=" अच्छा ", actor=world.agent, now=now)
    assert (note.text, note.author) == ("अच्छा", world.agent)
    other = world.new_user("other", Role.AGENT)
    for actor, at, text, error in (
        (other, 1, "x", NotAllowed),
        (world.officer("je"), 1, "x", NotAllowed),
        (world.agent, 1, "आधार 2341 2341 2346", AadhaarNotHere),
        (world.supervisor, 1, " ", Missing),
        (world.supervisor, 4, "x", InvalidInput),
    ):
        with pytest.raises(error):
            note_moment(recording=recording, at_seconds=at, text=text, actor=actor, now=now)


def test_confidential_calls_are_remarked_and_judged_inside_the_unit_alone(world, now):
    counsellor = world.new_user("counsellor", Role.COUNSELLOR)
    head = world.new_user("head", Role.SUPERVISOR, Role.COUNSELLOR)
    recording = kept_recording(ended_call(women_queue(), agent=counsellor))
    with pytest.raises(NotAllowed):
        note_moment(recording=recording, at_seconds=1, text="x", actor=world.supervisor, now=now)
    with pytest.raises(NotAllowed):
        mark_recording(recording=recording, scores=BEST, words="", actor=world.supervisor, now=now)
    assert mark_recording(recording=recording, scores=BEST, words="", actor=head, now=now).share == 1


def test_one_mark_for_each_supervisor_and_call_by_weight(world, now):
    recording = kept_recording(ended_call(new_queue(), agent=world.agent))
    mark_recording(recording=recording, scores=BEST, words="x", actor=world.supervisor, now=now)
    worse = BEST | {"correctness": 0}
    mark = mark_recording(recording=recording, scores=worse, words="y", actor=world.supervisor, now=now)
    assert QualityMark.objects.count() == 1
    assert (mark.agent, mark.words, mark.share) == (world.agent, "y", 0.7)


@pytest.mark.parametrize(
    ("scores", "error"),
    [({"greeting": 4}, Missing), (BEST | {"closing": 5}, InvalidInput), (BEST | {"x": 1}, InvalidInput)],
)
def test_a_mark_is_whole(world, now, scores, error):
    recording = kept_recording(ended_call(new_queue(), agent=world.agent))
    with pytest.raises(error):
        mark_recording(recording=recording, scores=scores, words="", actor=world.supervisor, now=now)


def test_nobody_judges_the_own_call_or_one_that_no_agent_took(world, now):
    own = kept_recording(ended_call(new_queue(), agent=world.supervisor))
    nobodys = kept_recording(ended_call(new_queue("b"), talk=None))
    for recording in (own, nobodys):
        with pytest.raises(NotAllowed):
            mark_recording(recording=recording, scores=BEST, words="", actor=world.supervisor, now=now)
