"""A queue for everybody, one for women, and calls without a telephone."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from sunwai.calls.enums import CallState, CampaignKind, Outcome, Route, Skill
from sunwai.calls.models import Call, Campaign, Queue
from sunwai.grievances.actions.work import resolve
from tests.world import MONDAY

CALLER = "9876500001"


@pytest.fixture
def general(db):
    named = {"name_hi": "सामान्य", "name_en": "General", "priority": 10, "ages_after": 30}
    return Queue.objects.update_or_create(code="general", defaults=named)[0]


@pytest.fixture
def women(db):
    named = {"name_hi": "महिला", "name_en": "Women", "skill": Skill.WOMEN, "is_confidential": True}
    return Queue.objects.update_or_create(code="women", defaults=named)[0]


@pytest.fixture
def make_call(world):
    """A call in the book."""
    lines = count(1)

    def make(*, number=CALLER, outcome=Outcome.ABANDONED, seconds=60, at=MONDAY, **given):
        fields = {
            "line_id": f"line-{next(lines)}",
            "route": Route.HELPLINE,
            "number": number,
            "began_at": at,
            "answered_at": at,
            "state": CallState.ENDED,
            "outcome": outcome,
            "ended_at": at + timedelta(seconds=seconds),
        }
        return Call.objects.create(**(fields | given))

    return make


@pytest.fixture
def solve(world):
    """A case that is reported solved."""

    def make(*, now=MONDAY, **given):
        je = world.officer("je")
        case = world.register(now=now, **given)
        return resolve(grievance=case, words="ठीक किया", proof=[world.photo(je)], actor=je, now=now)

    return make


@pytest.fixture
def closure_campaign(world):
    Campaign.objects.filter(kind=CampaignKind.CLOSURE).delete()
    return Campaign.objects.create(
        kind=CampaignKind.CLOSURE, name="closure", is_running=True, since=MONDAY - timedelta(days=30)
    )
