"""Shifts: planned by the week, copied, missed."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from sunwai.calls.actions.shifts import Planned, copy_last_week, plan_week
from sunwai.calls.floor import FloorReader
from sunwai.calls.models import Shift
from sunwai.core import clock
from sunwai.core.errors import InvalidInput, NotAllowed
from tests.calls_world import at_the_phone

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
DAY = Planned(MONDAY, time(9), time(17))
NIGHT = Planned(MONDAY + timedelta(days=6), time(22), time(6))


def plan(world, *planned, actor=None, monday=MONDAY, user=None):
    plan_week(
        user=user or world.agent,
        monday=monday,
        planned=planned,
        actor=actor or world.supervisor,
        now=clock.now(),
    )


def test_a_week_is_replaced_and_a_night_ends_on_the_next_day(world, now):
    plan(world, DAY)
    plan(world, NIGHT)
    (shift,) = Shift.objects.all()
    assert (
        f"{shift.begins_at.astimezone(clock.IST):%d %H:%M} {shift.ends_at.astimezone(clock.IST):%d %H:%M}"
        == ("29 22:00 30 06:00")
    )


@pytest.mark.parametrize("wrong", [(DAY, DAY), (Planned(MONDAY + timedelta(days=7), time(9), time(17)),)])
def test_what_overlaps_or_is_of_another_week_is_refused(world, now, wrong):
    with pytest.raises(InvalidInput):
        plan(world, *wrong)


def test_only_a_supervisor_plans_and_only_the_desk(world, now):
    for given in ({"actor": world.agent}, {"user": world.officer("je")}):
        with pytest.raises(NotAllowed):
            plan(world, DAY, **given)
    with pytest.raises(NotAllowed):
        copy_last_week(monday=MONDAY, actor=world.agent, now=now)


def test_last_week_is_copied_where_nothing_is_planned(world, now):
    plan(world, DAY)
    plan(world, DAY, user=world.supervisor)
    following = MONDAY + timedelta(days=7)
    plan(world, Planned(following, time(12), time(20)), monday=following)
    assert copy_last_week(monday=following, actor=world.supervisor, now=now) == 1
    assert Shift.objects.filter(user=world.supervisor).count() == 2
    assert copy_last_week(monday=following, actor=world.supervisor, now=now) == 0


def test_who_is_on_shift_and_not_at_the_phone_is_seen_on_the_floor(world, now):
    plan(world, DAY)
    assert [one.user for one in FloorReader().read().absent] == [world.agent.pk]
    at_the_phone(world.agent)
    assert not FloorReader().read().absent
