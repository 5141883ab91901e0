"""What an officer's score counts, and beside whom it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from sunwai.core import clock
from sunwai.grievances import scores
from sunwai.grievances.actions.closure import confirm, deny
from sunwai.grievances.actions.work import resolve
from sunwai.grievances.enums import DenialReason
from sunwai.grievances.models import Grievance
from sunwai.grievances.sweeps import climb_due, mark_overdue
from sunwai.messages.enums import Channel
from sunwai.offices.models import Designation, Post, Posting
from sunwai.offices.selectors import posts_of
from sunwai.places.models import Place

PORTAL = Channel.PORTAL


@pytest.fixture
def solved(world, now):
    """A case that an officer has reported solved."""

    def reported(who="je", case=None, at=now):
        user = world.officer(who)
        return resolve(
            grievance=case or world.register(), words="हो गया", proof=[world.photo(user)], actor=user, now=at
        )

    return reported


@pytest.fixture
def score(world):
    def of(who, at=None):
        cache.clear()
        today = (at or clock.now()).date()
        (one,) = scores.scores_of(posts_of(world.officer(who), today), today)
        return one.months[0]

    return of


def test_a_yes_in_time_is_good(world, solved, score, now):
    confirm(grievance=solved(), rating=5, channel=PORTAL, actor=world.citizen, now=now)

    month = score("je")

    assert (month.month, month.came, month.good, month.running, month.share) == (
        date(2026, 11, 1),
        1,
        1,
        0,
        100,
    )


def test_a_no_is_not_good_for_who_said_solved_and_runs_on_above(world, solved, score, now):
    deny(grievance=solved(), reason=DenialReason.NOT_DONE, channel=PORTAL, actor=world.citizen, now=now)

    assert (score("je").came, score("je").share) == (1, 0)
    assert (score("ae").came, score("ae").running, score("ae").share) == (1, 1, None)


def test_what_went_up_because_the_time_was_over_is_not_good(world, solved, score, now):
    world.register()
    later = now + timedelta(days=25)
    climb_due(now=later)
    case = solved("ae", Grievance.objects.get(), later)
    confirm(grievance=case, rating=5, channel=PORTAL, actor=world.citizen, now=later)

    assert (score("je").good, score("je").settled) == (0, 1)
    assert (score("ae").good, score("ae").settled) == (1, 1)


def test_a_yes_after_the_time_is_not_good_where_cases_do_not_climb(world, solved, score, now):
    Grievance.objects.filter(pk=world.register().pk).update(level=3, post=world.post("se"))
    later = now + timedelta(days=60)
    assert mark_overdue(now=later) == 1
    case = solved("se", Grievance.objects.get(), later)
    confirm(grievance=case, rating=5, channel=PORTAL, actor=world.citizen, now=later)

    assert (score("se").came, score("se").good) == (1, 0)


def test_what_still_runs_counts_neither_way(world, solved, score, now):
    world.register()
    confirm(grievance=solved(), rating=5, channel=PORTAL, actor=world.citizen, now=now)

    month = score("je")

    assert (month.came, month.running, month.settled, month.share) == (2, 1, 1, 100)


def test_each_post_of_an_officer_has_its_own(world, now):
    je = world.officer("je")
    Posting.objects.create(
        user=je, post=world.post("patwari"), period=(date(2026, 1, 1), None), kind="additional"
    )
    world.register()
    world.register(code="revenue.mutation")
    world.register(code="revenue.mutation")

    found = {
        one.post.designation.code: one.months[0].came
        for one in scores.scores_of(posts_of(je, now.date()), now.date())
    }

    assert found == {"je": 1, "patwari": 2}


def test_six_months_back_over_the_new_year(world):
    (one,) = scores.scores_of([world.post("je")], date(2027, 2, 14))

    assert [month.month for month in one.months] == [
        date(2027, 2, 1), date(2027, 1, 1), date(2026, 12, 1), date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)
    ]  # fmt: skip


def test_the_middle_is_of_posts_of_the_same_level_and_only_where_there_are_some(world, solved, score, now):
    shares = {1: (80, None), 2: (50, 7), 3: (20, 7)}
    assert scores._middle([share for share, _ in shares.values()]) == 50
    assert scores._middle([80, 50]) is None
    confirm(grievance=solved(), rating=5, channel=PORTAL, actor=world.citizen, now=now)

    assert score("je").department is None  # one post alone has no middle


def test_the_middle_of_department_and_district(world, solved, score, now):
    """Two more junior engineers, with a share of 0 each, beside one with 100."""
    confirm(grievance=solved(), rating=5, channel=PORTAL, actor=world.citizen, now=now)
    designation = Designation.objects.get(code="je")
    others = [
        Post.objects.create(
            department=designation.department, designation=designation, place=place, is_filled=True
        )
        for place in Place.objects.exclude(pk=world.post("je").place_id).filter(district=world.district)[:2]
    ]
    for other in others:
        case = world.register()
        line = [other.pk, *case.line[1:]]
        Grievance.objects.filter(pk=case.pk).update(line=line, level=2, post=world.post("ae"))

    month = score("je")

    assert (month.share, month.department, month.district) == (100, 0, 0)
