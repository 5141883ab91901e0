"""The demo's corruption cases show each thing that can wait for a vigilance officer, and are made once."""

from __future__ import annotations

from sunwai.casework import audit
from sunwai.grievances.models import Grievance
from sunwai.vigilance import demo, selectors


def test_each_thing_waits_and_a_second_run_makes_nothing(world, holder, second, now, monkeypatch):
    monkeypatch.setattr(demo, "SUBJECT", "vigilance.bribe")

    assert demo.make_demo_corruption(now=now) == 3
    assert demo.make_demo_corruption(now=now) == 0

    assert selectors.requests_for(second).count() == 1
    assert selectors.retaliations_for(holder).count() == 1
    assert Grievance.objects.filter(handovers__agency="lokayukta").count() == 1
    assert selectors.cases_for(holder).count() == 3
    assert audit.verify()[1] == []


def test_without_its_place_or_subject_it_makes_nothing(world, now):
    assert demo.make_demo_corruption(now=now) == 0
    assert not Grievance.objects.exists()
