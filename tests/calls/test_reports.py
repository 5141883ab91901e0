"""What is counted: the floor and the reports agree."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sunwai.accounts.roles import Role
from sunwai.calls.enums import Outcome
from sunwai.calls.floor import FloorReader
from sunwai.calls.models import AgentSpell
from sunwai.calls.reports import occupancy, report
from sunwai.core import clock
from sunwai.grievances.models import Interaction
from tests.calls_world import at_the_phone, ended_call, new_call, new_queue, women_queue

pytestmark = pytest.mark.django_db


def rows(world, by="queue", viewer=None):
    today = clock.today()
    return {
        row.name: row for row in report(by=by, first=today, last=today, viewer=viewer or world.supervisor)
    }


@pytest.fixture
def day(world, now):
    """In time, late, abandoned at once and after long, called back; one made by us; one of yesterday."""
    queue = new_queue(target_seconds=20)
    ended_call(queue, wait=10, talk=60, agent=world.agent, wrap_up_seconds=30)
    ended_call(
        queue, wait=50, talk=120, agent=world.agent, wrap_up_seconds=30, began=now - timedelta(hours=2)
    )
    ended_call(queue, wait=2, talk=None)
    ended_call(queue, wait=90, talk=None)
    ended_call(queue, wait=70, talk=None, outcome=Outcome.CALLBACK)
    ended_call(queue, wait=1, talk=60, outgoing=True)
    ended_call(queue, wait=1, talk=60, began=now - timedelta(days=1))
    return queue


def test_figures_of_a_day(world, day):
    row = rows(world)["general कतार"]

    assert (row.calls, row.offered, row.answered, row.abandoned) == (6, 5, 2, 2)
    assert row.in_time == 1 / 4  # of five, one hung up within five seconds
    assert (row.wait, row.longest_wait) == (30, 90)
    assert row.handling == pytest.approx((60 + 30 + 120 + 30 + 60) / 3)


def test_the_floor_counts_the_same(world, day):
    line = FloorReader().read().queues[0]

    assert (line.offered, line.answered, line.abandoned) == (5, 2, 2)
    assert (line.share, line.is_behind) == (1 / 4, True)


def test_the_total_is_that_of_the_rows_whichever_way_it_is_divided(world, day):
    Interaction.objects.create(agent=world.agent, started_at=clock.now(), kind="status")
    new_call(None, state="ended", ended_at=clock.now(), outcome=Outcome.SERVED, district=world.district)
    for by in ("hour", "district", "agent", "kind", "queue"):
        found = rows(world, by)
        total = found.pop("सभी")
        assert sum(row.calls for row in found.values()) == total.calls == 7
        assert total.offered == 5


def test_hours_are_those_of_india(world, day):
    assert [name for name, row in rows(world, "hour").items() if row.answered][:2] == [
        "09:00–10:00",
        "10:00–11:00",
    ]


def test_confidential_calls_are_counted_in_tens_for_others(world, now):
    counsellor = world.new_user("counsellor", Role.COUNSELLOR, Role.SUPERVISOR)
    queue = women_queue()
    for _time in range(9):
        ended_call(queue)
    assert rows(world)["सभी"].calls == 0
    assert rows(world, viewer=counsellor)["women कतार"].calls == 9
    ended_call(queue)
    assert rows(world)["women कतार"].calls == rows(world)["सभी"].calls == 10
    ended_call(queue, began=now - timedelta(hours=3))
    assert "08:00–09:00" not in rows(world, "hour")


def test_occupancy_is_cut_at_both_ends(world, now):
    session = at_the_phone(world.agent, since=now - timedelta(hours=4))
    AgentSpell.objects.all().delete()
    for state, begins, ends in (
        ("ready", -180, -60),
        ("talking", -60, -30),
        ("not_ready", -30, -10),
        ("ready", -10, None),
    ):
        AgentSpell.objects.create(
            session=session,
            state=state,
            began_at=now + timedelta(minutes=begins),
            ended_at=None if ends is None else now + timedelta(minutes=ends),
        )

    found = occupancy(since=now - timedelta(minutes=80), until=now + timedelta(hours=1))

    assert found == {world.agent.pk: pytest.approx(30 / (20 + 30 + 10))}
