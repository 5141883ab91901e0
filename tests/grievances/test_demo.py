"""The demo's invented cases: in every state, by the real rules, and nobody's phone rings for them."""

from collections import Counter
from itertools import pairwise

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sunwai.casework.audit import verify
from sunwai.casework.models import Event
from sunwai.core import data
from sunwai.files.models import Upload
from sunwai.grievances import demo, table
from sunwai.grievances.demo import STEPS, STORIES, WORDS, make_demo_grievances
from sunwai.grievances.enums import CLOSED_STATES, EventKind, Kind, State
from sunwai.grievances.imports import read_rows
from sunwai.grievances.models import Grievance
from sunwai.messages.enums import MessageState
from sunwai.messages.models import Message

COUNT = 50
CATEGORIES = ("energy.no-supply", "revenue.mutation", "energy.transformer")

OF_VIGILANCE = ("reveal_", "accused_", "retaliation_", "handed_over")


def in_the_corner_of_the_tests():
    """The sample's rows, moved to the places and categories that the test world has."""
    for number, (line, row) in enumerate(read_rows(data.path("samples/complaints.csv"))):
        corruption = number % 20 == 0
        yield (
            line,
            row
            | {
                "district": "Balaghat",
                "place": ("Rampayli", "डोके", "Waraseoni")[number % 3],
                "place_code": "",
                "category": "vigilance.bribe" if corruption else CATEGORIES[number % 3],
                "kind": Kind.CORRUPTION if corruption else Kind.COMPLAINT,
            },
        )


@pytest.fixture
def make(world, now, monkeypatch):
    monkeypatch.setattr(demo, "read_rows", lambda path: list(in_the_corner_of_the_tests()))
    return lambda **given: make_demo_grievances(**({"count": COUNT, "now": now} | given))


def test_the_stories_are_whole():
    assert sum(story.share for story in STORIES.values()) == 300
    assert sum(story.lively for story in STORIES.values()) == 40
    for story in STORIES.values():
        days = [days for days, _verb in story.steps]
        assert days == sorted(days)
        assert {verb for _days, verb in story.steps} <= STEPS.keys()
        assert story.lively <= story.share
    assert WORDS.keys() <= STEPS.keys()


def test_cases_in_every_state_by_the_real_rules(make, world, now):
    done = []
    assert make(progress=lambda what, *so_far: done.append(so_far)) == COUNT

    cases = Grievance.objects.all()
    assert done[-1] == (COUNT, COUNT)
    assert set(cases.values_list("state", flat=True)) == set(State.values)
    assert {1, 2, 3, 4} >= set(cases.values_list("level", flat=True)) >= {1, 2, 3}
    assert cases.filter(citizen=None).count() == cases.filter(kind=Kind.CORRUPTION).count() > 0
    assert cases.filter(supporter_count__gt=0).exists()
    assert cases.filter(low_quality=True).exists()
    assert cases.filter(reopened_once=True).exists()
    assert cases.filter(warned__gt=0).exists()
    assert cases.filter(is_overdue=True).exists()
    assert table.counts(world.officer("je"))["all"] >= 5

    happened = Counter(Event.objects.values_list("kind", flat=True))
    # In chats, at the centre, in calls.
    elsewhere = {EventKind.RATED, EventKind.APPEALED, EventKind.VOICE_SECURED}
    elsewhere |= {kind for kind in EventKind if kind.startswith(OF_VIGILANCE)}  # `vigilance.demo`
    rare = {EventKind.SEAL_OPENED, EventKind.PAUSE_ENDED} | elsewhere
    assert set(EventKind.values) - rare - happened.keys() == set()


def test_time_goes_forward_and_ends_now(make, now):
    make()

    for case in Grievance.objects.all():
        times = [event.at for event in case.events()]
        assert all(earlier <= later for earlier, later in pairwise(times))
        assert times[0] == case.registered_at
        assert times[-1] <= now
        assert case.state in CLOSED_STATES or case.due_at is None or case.due_at > now or case.is_overdue
    assert verify()[1] == []


def test_nobodys_phone_rings_for_the_past(make):
    make()

    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.DELIVERED}
    assert not ProcrastinateJob.objects.filter(task_name__contains="deliver").exists()


def test_a_second_run_does_nothing_and_a_broken_one_is_completed(make):
    make(count=8)
    before = set(Grievance.objects.values_list("pk", "state", "level"))
    events = Event.objects.count()

    assert make(count=8) == 0
    assert set(Grievance.objects.values_list("pk", "state", "level")) == before
    assert Event.objects.count() == events

    assert make(count=12) == 4


def test_photos_say_that_they_are_placeholders(make):
    make(count=20)

    assert Upload.objects.exists()
    assert {upload.content_type for upload in Upload.objects.all()} == {"image/jpeg"}
    assert Upload.objects.values("sha256").distinct().count() <= len(demo.SKIES)


def test_without_people_the_cases_stay_where_the_clock_takes_them(make, world):
    for post in ("je", "ae", "se", "md"):
        world.vacate(post)
    make(count=20)

    assert Grievance.objects.count() == 20
    assert not Event.objects.filter(kind=EventKind.TAKEN_UP, post_id=world.post("je").pk).exists()
