"""A corruption case: who brought it is sealed, and the accused and everyone below never learn that it exists."""

import json

import pytest
from django.db import connection

from sunwai.grievances import perms, selectors
from sunwai.grievances.models import Grievance
from sunwai.grievances.visibility import citizen_index
from sunwai.messages.models import Message


@pytest.fixture
def case(world):
    """Somebody says that the Assistant Engineer (L2 of the energy line) asked for a bribe."""
    return world.register(code="vigilance.bribe", accused_post=world.post("ae"))


def test_it_goes_to_vigilance(world, case):
    assert case.post == world.post("district-vigilance")


def test_no_table_names_the_citizen(world, case):
    world.citizen.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM grievances_grievance g JOIN grievances_sealedidentity s ON s.grievance_id = g.id"
        )
        row = cursor.fetchone()
        cursor.execute("SELECT actor_kind, actor_id, data FROM casework_event")
        events = cursor.fetchall()

    plain = json.dumps([str(bytes(v) if isinstance(v, memoryview) else v) for v in row], ensure_ascii=False)
    assert world.citizen.mobile not in plain
    assert world.citizen.name not in plain
    assert case.citizen_id is None
    assert [(kind, actor) for kind, actor, _data in events] == [("system", None)]


@pytest.mark.parametrize("who", ["ae", "je"])
def test_the_accused_and_those_below_cannot_see_it(world, case, who):
    officer = world.officer(who)

    assert not Grievance.objects.visible_to(officer).exists()
    assert selectors.find_by_reference(case.reference, officer) is None
    assert perms.possible_actions(officer, case) == []


def test_the_accused_cannot_see_it_even_as_a_vigilance_officer(world, case):
    accused = world.officer("ae")
    posting = accused.postings.get()
    world.post("district-vigilance").postings.update(user=accused)
    posting.delete()

    assert not Grievance.objects.visible_to(accused).exists()
    assert not perms.relations(accused, case)


@pytest.mark.parametrize("who", ["agent", "supervisor", "administrator", "auditor"])
def test_nobody_else_of_the_staff_sees_it(world, case, who):
    assert not Grievance.objects.visible_to(getattr(world, who)).exists()


def test_its_own_citizen_follows_it(world, case):
    assert list(Grievance.objects.visible_to(world.citizen)) == [case]
    assert not Grievance.objects.visible_to(world.new_citizen()).exists()
    assert perms.relations(world.citizen, case) == {"citizen", "complainant"}


def test_its_citizen_is_told_like_every_other(world, case):
    assert [message.to for message in Message.objects.all()] == [world.citizen.mobile]


def test_the_accused_in_the_line_of_vigilance_is_passed_over(world):
    case = world.register(code="vigilance.bribe", accused_post=world.post("district-vigilance"))

    assert case.post == world.post("division-vigilance")
    assert not Grievance.objects.visible_to(world.officer("district-vigilance")).exists()


def test_the_fingerprint_tells_nothing_without_the_key(world, case, settings):
    before = citizen_index(world.citizen)
    settings.FIELD_KEYS = ["another"]

    assert citizen_index(world.citizen) != before
