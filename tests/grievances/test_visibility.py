"""Who sees which cases is asked at every page and every call: it must be found, not searched for among all cases."""

from __future__ import annotations

import pytest
from django.db import connection

from sunwai.calls.flow.clerk import told_by_telephone_to
from sunwai.grievances.models import Grievance, Interaction

pytestmark = pytest.mark.django_db


def plan(rows) -> str:
    """How PostgreSQL finds `rows` in tables too large to read whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_a_citizens_cases_are_found_by_index(world):
    assert "Seq Scan" not in plan(Grievance.objects.visible_to(world.citizen))
    assert "Seq Scan" not in plan(told_by_telephone_to(world.citizen))


def test_what_an_agent_sees_during_a_call_is_found_by_index(world):
    assert "Seq Scan" not in plan(Grievance.objects.visible_to(world.agent))
    assert "Seq Scan" not in plan(Interaction.objects.visible_to(world.agent))


def test_own_joined_and_sealed_cases_are_a_citizens(world, now):
    own, sealed = world.register(), world.register(code="vigilance.bribe")
    assert set(Grievance.objects.visible_to(world.citizen)) == {own, sealed}
    assert set(Grievance.objects.of_citizen_by_name(world.citizen)) == {own}
    assert not Grievance.objects.visible_to(world.new_citizen()).exists()
