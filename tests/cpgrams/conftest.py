"""What the tests of central grievances share."""

from __future__ import annotations

import pytest

from sunwai.core import providers
from sunwai.cpgrams.actions.intake import take_in
from sunwai.cpgrams.actions.telling import tell_all_changes
from sunwai.cpgrams.models import CentralGrievance
from tests.central_world import ObedientCentre, known_names, record


@pytest.fixture
def centre(world, monkeypatch):
    """A centre that obeys, as the one way there is; the world knows what it calls things."""
    known_names(world)
    made = ObedientCentre()
    for module in ("sunwai.cpgrams.actions.pushing", "sunwai.cpgrams.jobs"):
        monkeypatch.setattr(f"{module}.providers", lambda port: [made])
    assert providers
    return made


@pytest.fixture
def taken(centre):
    """Takes in grievances and gives back the register's rows for them."""

    def take(*records):
        centre.pages.append(list(records or [record()]))
        take_in(centre=centre)
        numbers = [one["registration_no"] for one in centre.pages[-1]]
        found = CentralGrievance.objects.select_related("grievance").in_bulk(
            numbers, field_name="registration_no"
        )
        return [found[one] for one in numbers]

    return take


@pytest.fixture
def told(centre, now):
    """What goes to the outbox now: (kind, data) of each."""

    def look(at=None):
        from sunwai.cpgrams.models import Push

        before = Push.objects.count()
        tell_all_changes(now=at or now)
        return [(push.kind, push.data) for push in Push.objects.order_by("pk")[before:]]

    return look
